import assert from "node:assert/strict";
import { test as nodeTest } from "node:test";
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  createModel,
  type Database,
  type FieldState,
  removeField,
  renameField,
  renameIndex,
  renameModel,
  renameTable,
  runSql,
  validateConstraint,
} from "quintet/db";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { previewMigration } from "../../src/db/migrations/run/preview-migration.ts";
import { migrateDown, migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { hashedName } from "../../src/db/schema/object-names.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { testDatabases } from "./databases.ts";
import { postgresService } from "./services.ts";

const kind = testDatabases.find(({ dialect }) => dialect === "postgres")!;
const test = (name: string, work: () => Promise<void>) =>
  void nodeTest(name, { skip: postgresService.skip }, work);

const id: FieldState = { type: "auto", primaryKey: true };
const text = (maxLength: number): FieldState => ({ type: "string", maxLength });

/** One migration of a module `shop` for each list of operations. */
function history(...lists: readonly Operation[][]): MigrationGraph {
  const name = (position: number) => `000${position + 1}_step`;
  return new MigrationGraph(
    lists.map((operations, position) => ({
      module: "shop",
      name: name(position),
      dependsOn: position === 0 ? [] : [["shop", name(position - 1)] as const],
      operations,
    })),
  );
}

const shop = [
  createModel("Author", { fields: { id, name: text(100) } }),
  createModel("Tag", { fields: { id, slug: { ...text(50), unique: true } } }),
  createModel("Book", {
    fields: {
      id,
      title: text(200),
      author: { type: "belongsTo", to: "shop.Author", onDelete: "cascade" },
      tags: { type: "manyToMany", to: "shop.Tag" },
    },
    constraints: [
      { type: "check", name: "has_title", condition: { op: "ne", of: [{ field: "title" }, { value: "" }] } },
    ],
  }),
];

const up = (database: Database, graph: MigrationGraph, name?: string) =>
  withSchemaSession(database, (session) =>
    migrateUp(session, graph, name === undefined ? {} : { module: "shop", name }),
  );

/** Applies the first step, fills the tables, applies the others. */
async function evolved(graph: MigrationGraph, prepare = "") {
  const database = await kind.open();
  await up(database, graph, "0001");
  await database.script(`
    INSERT INTO shop_author (name) VALUES ('Tove');
    INSERT INTO shop_tag (slug) VALUES ('sea');
    INSERT INTO shop_book (title, author_id) VALUES ('Summer', 1), ('Winter', 1);
    INSERT INTO shop_book_tags (book_id, tag_id) VALUES (1, 1);
    ${prepare}`);
  await up(database, graph);
  return database;
}

/** Constraints and indexes of all tables but the history, each in one line. */
async function rules(database: Database, table = "%"): Promise<readonly string[]> {
  const rows = await database.query(
    `SELECT conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text LIKE $1
     UNION ALL SELECT replace(indexdef, 'public.', '') FROM pg_indexes
     WHERE schemaname = 'public' AND indexdef NOT LIKE '%UNIQUE%' AND tablename LIKE $1 ORDER BY line`,
    [table],
  );
  return rows.map(([line]) => String(line)).filter((line) => !line.includes("quintet_migration"));
}

async function columns(database: Database, table: string): Promise<readonly string[]> {
  const rows = await database.query(
    `SELECT attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
       || CASE attidentity WHEN 'd' THEN ' IDENTITY' ELSE '' END
     FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows.map(([line]) => String(line));
}

test("the tables of auth are the ones that Django makes", async () => {
  await using database = await kind.open();
  const auth = new MigrationGraph([
    {
      module: "auth",
      name: "0001_initial",
      dependsOn: [],
      operations: [
        createModel("ContentType", {
          table: "django_content_type",
          fields: { id, appLabel: text(100), model: text(100) },
          constraints: [
            {
              type: "unique",
              name: hashedName("django_content_type", ["app_label", "model"], "_uniq"),
              fields: ["appLabel", "model"],
            },
          ],
        }),
        createModel("Permission", {
          fields: {
            id,
            name: text(255),
            contentType: { type: "belongsTo", to: "auth.ContentType", onDelete: "cascade" },
            codename: text(100),
          },
        }),
        createModel("User", {
          fields: {
            id,
            lastLogin: { type: "datetime", nullable: true },
            isStaff: { type: "boolean", default: false },
            username: { ...text(150), unique: true },
            userPermissions: { type: "manyToMany", to: "auth.Permission" },
          },
        }),
      ],
    },
  ]);

  await withSchemaSession(database, (session) => migrateUp(session, auth));

  // Read from the catalog after `migrate` of Django 5.2.
  assert.deepEqual(await columns(database, "auth_user"), [
    "id integer NOT NULL IDENTITY",
    "last_login timestamp with time zone",
    "is_staff boolean NOT NULL",
    "username character varying(150) NOT NULL",
  ]);
  const expected = [
    "CREATE INDEX auth_permission_content_type_id_2f476e4b ON auth_permission USING btree (content_type_id)",
    "CREATE INDEX auth_user_user_permissions_permission_id_1fbb5f2c ON auth_user_user_permissions USING btree (permission_id)",
    "CREATE INDEX auth_user_user_permissions_user_id_a95ead1b ON auth_user_user_permissions USING btree (user_id)",
    "CREATE INDEX auth_user_username_6821ab7c_like ON auth_user USING btree (username varchar_pattern_ops)",
    "auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES django_content_type(id) DEFERRABLE INITIALLY DEFERRED",
    "auth_permission_pkey PRIMARY KEY (id)",
    "auth_user_pkey PRIMARY KEY (id)",
    "auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES auth_permission(id) DEFERRABLE INITIALLY DEFERRED",
    "auth_user_user_permissions_pkey PRIMARY KEY (id)",
    "auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES auth_user(id) DEFERRABLE INITIALLY DEFERRED",
    "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq UNIQUE (user_id, permission_id)",
    "auth_user_username_key UNIQUE (username)",
    "django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model)",
    "django_content_type_pkey PRIMARY KEY (id)",
  ];
  assert.deepEqual((await rules(database)).toSorted(), expected.toSorted());
});

test("models and fields are renamed with everything that refers to them, and back", async () => {
  const graph = history(shop, [
    renameField("Book", "title", "heading"),
    renameModel("Tag", "Label"),
    renameModel("Book", "Novel"),
  ]);
  await using database = await evolved(graph, "CREATE VIEW titles AS SELECT title FROM shop_book;");

  assert.deepEqual(await database.query("SELECT heading, author_id FROM shop_novel ORDER BY id"), [
    ["Summer", 1],
    ["Winter", 1],
  ]);
  assert.deepEqual(await database.query("SELECT novel_id, label_id FROM shop_novel_tags"), [[1, 1]]);
  assert.equal((await database.query("SELECT * FROM titles")).length, 2);
  await database.script("DROP VIEW titles");
  await withSchemaSession(database, (session) =>
    migrateDown(session, graph, { module: "shop", name: "0001_step" }),
  );

  const restored = (await rules(database)).toSorted();
  await using fresh = await kind.open();
  await up(fresh, history(shop));
  const withoutNames = (lines: readonly string[]) =>
    lines.filter((line) => !/^shop_\w+_(pkey|key) /.test(line));
  assert.deepEqual(withoutNames(restored), withoutNames((await rules(fresh)).toSorted()));
});

test("columns change their type, take no null any more, and get their rules", async () => {
  const graph = history(
    [...shop, addField("Book", "note", { type: "string", maxLength: 20, nullable: true })],
    [
      alterField(
        "Book",
        "note",
        { type: "string", maxLength: 40, unique: false, index: true },
        { fill: "it's new" },
      ),
      addField("Book", "pages", { type: "integer", positive: true, default: 1 }),
      addField("Book", "key", { type: "uuid", unique: true, default: "v4" }),
    ],
    [
      alterField("Book", "pages", { type: "decimal", digits: 6, places: 1 }),
      alterField("Book", "note", { type: "text" }),
    ],
    [alterField("Book", "id", { type: "bigAuto", primaryKey: true }), alterField("Tag", "slug", text(60))],
  );

  await using database = await evolved(graph);

  assert.deepEqual(await columns(database, "shop_book"), [
    "id bigint NOT NULL IDENTITY",
    "title character varying(200) NOT NULL",
    "author_id integer NOT NULL",
    "note text NOT NULL",
    "pages numeric(6,1) NOT NULL",
    "key uuid NOT NULL",
  ]);
  assert.deepEqual(await columns(database, "shop_book_tags"), [
    "id integer NOT NULL IDENTITY",
    "book_id bigint NOT NULL",
    "tag_id integer NOT NULL",
  ]);
  assert.deepEqual(
    (await rules(database, "shop_book")).map((line) =>
      line.replace(/ (CHECK|FOREIGN|PRIMARY|UNIQUE|ON) .*/, ""),
    ),
    [
      "CREATE INDEX shop_book_author_id_82b8ab51",
      "has_title",
      "shop_book_author_id_82b8ab51_fk_shop_author_id",
      "shop_book_key_key",
      "shop_book_pkey",
    ],
  );
  const rows = await database.query("SELECT note, pages, COUNT(*) OVER () FROM shop_book");
  assert.deepEqual(rows[0], ["it's new", "1.0", 2]);
  await database.execute(
    "INSERT INTO shop_book (title, author_id, note, pages, key) VALUES ('New', 1, '', 2, gen_random_uuid())",
  );
  assert.deepEqual(await database.query("SELECT MAX(id) FROM shop_book"), [[3]]);
});

test("a plain column becomes one that counts, behind the keys that are there", async () => {
  const graph = history(
    [createModel("Thing", { fields: { number: { type: "integer", primaryKey: true }, name: text(9) } })],
    [alterField("Thing", "number", { type: "auto", primaryKey: true })],
    [alterField("Thing", "number", { type: "integer", primaryKey: true })],
  );
  await using database = await kind.open();
  await up(database, graph, "0001");
  await database.execute("INSERT INTO shop_thing VALUES (41, 'a')");

  await up(database, graph, "0002");
  const { rows } = await database.execute("INSERT INTO shop_thing (name) VALUES ('b') RETURNING number");
  await up(database, graph);

  assert.deepEqual(rows, [[42]]);
  assert.deepEqual(await columns(database, "shop_thing"), [
    "number integer NOT NULL",
    "name character varying(9) NOT NULL",
  ]);
});

test("a key of another type takes the columns along that refer to it", async () => {
  const graph = history(shop, [alterField("Author", "id", { ...text(20), primaryKey: true })]);

  await using database = await evolved(graph);

  assert.deepEqual(await database.query("SELECT id FROM shop_author"), [["1"]]);
  assert.ok((await columns(database, "shop_book")).includes("author_id character varying(20) NOT NULL"));
  assert.ok(
    (await rules(database)).includes(
      "shop_book_author_id_82b8ab51_fk_shop_author_id FOREIGN KEY (author_id) REFERENCES shop_author(id) DEFERRABLE INITIALLY DEFERRED",
    ),
  );
});

test("indexes are partial, descending, unique for some rows, computed, and carry more columns", async () => {
  const published = { op: "eq", of: [{ field: "title" }, { value: "it's" }] } as const;
  const graph = history(shop, [
    addIndex("Book", { name: "recent", fields: ["-title", "author"], where: published, include: ["id"] }),
    addIndex("Book", {
      name: "lowered",
      fields: [{ expression: { op: "lower", of: [{ field: "title" }] } }],
    }),
    addIndex("Book", { name: "sparse", fields: ["-title", "author"], nulls: ["last", null] }),
    addIndex("Book", { name: "pattern", fields: ["title"], operatorClasses: ["varchar_pattern_ops"] }),
    addConstraint("Book", { type: "unique", name: "one_draft", fields: ["author"], where: published }),
    addConstraint("Author", { type: "unique", name: "named", fields: ["name"], deferrable: "deferred" }),
  ]);

  await using database = await evolved(graph);

  const [found] = await database.query(
    `SELECT string_agg(replace(indexdef, 'public.', ''), E'\n' ORDER BY indexname) FROM pg_indexes
     WHERE indexname IN ('recent', 'lowered', 'pattern', 'one_draft', 'sparse')`,
  );
  assert.deepEqual(String(found![0]).split("\n"), [
    "CREATE INDEX lowered ON shop_book USING btree (lower((title)::text))",
    "CREATE UNIQUE INDEX one_draft ON shop_book USING btree (author_id) WHERE ((title)::text = 'it''s'::text)",
    "CREATE INDEX pattern ON shop_book USING btree (title varchar_pattern_ops)",
    "CREATE INDEX recent ON shop_book USING btree (title DESC, author_id) INCLUDE (id) WHERE ((title)::text = 'it''s'::text)",
    "CREATE INDEX sparse ON shop_book USING btree (title DESC NULLS LAST, author_id)",
  ]);
  assert.ok((await rules(database)).includes("named UNIQUE (name) DEFERRABLE INITIALLY DEFERRED"));
  await withSchemaSession(database, (session) =>
    migrateDown(session, graph, { module: "shop", name: "0001_step" }),
  );
  assert.equal(
    (await rules(database)).some((line) => /recent|lowered|sparse|pattern \(|one_draft|named/.test(line)),
    false,
  );
});

test("a rule that is made without a look at the rows holds for new ones, and for all once it is validated", async () => {
  const positive = {
    type: "check",
    name: "positive",
    condition: { op: "gt", of: [{ field: "size" }, { value: 0 }] },
  } as const;
  const graph = history(
    [createModel("Item", { fields: { id, size: { type: "integer" } } })],
    [addConstraint("Item", positive, { validate: false })],
    [validateConstraint("Item", "positive")],
  );
  await using database = await kind.open();
  const up = (name?: string) =>
    withSchemaSession(database, (session) =>
      migrateUp(session, graph, name === undefined ? {} : { module: "shop", name }),
    );
  const isValidated = async () =>
    (await database.query("SELECT convalidated::text FROM pg_constraint WHERE conname = 'positive'"))[0]?.[0];
  await up("0001");
  await database.execute("INSERT INTO shop_item (size) VALUES (-1)");

  await up("0002");

  assert.equal(await isValidated(), "false");
  await assert.rejects(database.execute("INSERT INTO shop_item (size) VALUES (-2)"), {
    code: "db.check-violation",
  });
  await assert.rejects(up(), {
    code: "db.migration-failed",
    message: /0003_step failed at operation 1 \(Validate positive of Item\): .*"positive"/,
  });
  await database.execute("UPDATE shop_item SET size = 1");
  await up();
  assert.equal(await isValidated(), "true");
});

test("a key of another type takes along what refers to it, whatever its table is called", async () => {
  const key = (type: "auto" | "string"): FieldState =>
    type === "auto" ? id : { ...text(10), primaryKey: true };
  const graph = history(
    [
      createModel("Place", { table: 'we) "REFERENCES" (ird', fields: { id: key("auto") } }),
      createModel("Visit", {
        fields: { id, place: { type: "belongsTo", to: "shop.Place", onDelete: "dbCascade" } },
      }),
    ],
    [alterField("Place", "id", key("string"))],
  );
  await using database = await kind.open();

  await withSchemaSession(database, (session) => migrateUp(session, graph));

  assert.ok(
    (await rules(database)).some((line) =>
      line.endsWith(
        'FOREIGN KEY (place_id) REFERENCES "we) ""REFERENCES"" (ird"(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED',
      ),
    ),
  );
});

test("a reference by several columns is found in whatever order they stand, also where its table was renamed", async () => {
  const part: FieldState = { type: "integer", primaryKey: true };
  const count: FieldState = { type: "integer", nullable: true };
  const place = createModel("Place", { fields: { x: part, y: part } });
  const visit = createModel("Visit", {
    fields: { id, a: count, b: count, place: { type: "belongsTo", to: "shop.Place", from: ["b", "a"] } },
  });
  const graph = history([place, visit], [renameTable("Visit", "visits"), removeField("Visit", "place")]);
  await using database = await kind.open();
  const references = async () =>
    (await rules(database)).filter((line) => line.includes("FOREIGN KEY (b, a) REFERENCES shop_place(x, y)"));

  await withSchemaSession(database, (session) => migrateUp(session, graph, { module: "shop", name: "0001" }));
  assert.equal((await references()).length, 1);
  await withSchemaSession(database, (session) => migrateUp(session, graph));

  assert.deepEqual(await references(), []);
});

test("an index that gets another name, or whose table does, is not built again", async () => {
  const files = async (database: Database) =>
    (
      await database.query(
        "SELECT pg_relation_filenode(indexrelid) FROM pg_index WHERE indrelid IN (to_regclass('shop_book'), to_regclass('shop_novel')) ORDER BY 1",
      )
    ).flat();
  const index = { name: "by_title", fields: ["-title"] };
  const graph = history(
    [...shop, addIndex("Book", index)],
    [renameIndex("Book", "by_title", "by_heading")],
    [renameModel("Book", "Novel")],
  );
  await using database = await kind.open();
  await up(database, graph, "0001");
  const before = await files(database);

  await up(database, graph);

  assert.deepEqual(await files(database), before);
  const names = await database.query(
    "SELECT indexname FROM pg_indexes WHERE tablename = 'shop_novel' ORDER BY 1",
  );
  assert.deepEqual(names.flat(), ["by_heading", "shop_book_pkey", "shop_novel_author_id_b666b224"]);
});

test("a table is changed in the same migration as its rows", async () => {
  const graph = history(shop, [
    runSql("INSERT INTO shop_book (title, author_id) VALUES ('x', 1)"),
    addField("Book", "pages", { type: "integer", nullable: true }),
    removeField("Book", "pages"),
  ]);

  await using database = await evolved(graph);

  assert.equal((await database.query("SELECT * FROM shop_book")).length, 3);
});

test("a migration that fails leaves nothing behind, and says which operation it was", async () => {
  const graph = history(shop, [
    addField("Author", "note", { type: "text", nullable: true }),
    addField("Book", "pages", { type: "integer" }),
  ]);

  await assert.rejects(evolved(graph), {
    code: "db.migration-failed",
    message:
      /shop\.0002_step failed at operation 2 \(Add field pages to Book\): Rows that are there have no value for the column "pages"/,
  });
});

test("a migration that would leave references to missing rows is undone", async () => {
  await assert.rejects(evolved(history(shop, [runSql("DELETE FROM shop_author")])), {
    code: "db.migration-failed",
    message: /row of "shop_book" would refer to one that does not exist/,
  });
});

test("two processes migrate at once, and each migration is applied once", async () => {
  const graph = history(shop, [addField("Author", "note", { type: "text", nullable: true })]);
  await using database = await kind.open();

  const [mine, theirs] = await Promise.all([up(database, graph), up(database, graph)]);

  assert.equal(mine.length + theirs.length, 2);
  assert.equal((await columns(database, "shop_author")).length, 3);
});

test("a preview shows the statements, references last, and changes nothing", async () => {
  const graph = history(shop);
  await using database = await kind.open();
  const [first] = graph.ordered;

  const statements = await withSchemaSession(database, (session) => previewMigration(session, graph, first!));

  assert.match(
    statements[0]!,
    /^CREATE TABLE "shop_author" \("id" integer NOT NULL PRIMARY KEY GENERATED BY DEFAULT/,
  );
  assert.match(
    statements.at(-1)!,
    /^ALTER TABLE "shop_book_tags" ADD CONSTRAINT .* DEFERRABLE INITIALLY DEFERRED$/,
  );
  assert.deepEqual(await rules(database), []);
});
