import assert from "node:assert/strict";
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  createModel,
  type Database,
  type FieldState,
  removeConstraint,
  removeField,
  renameField,
  renameModel,
  runSql,
} from "quintet/db";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { previewMigration } from "../../src/db/migrations/run/preview-migration.ts";
import { migrateDown, migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { hashedName } from "../../src/db/schema/object-names.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { testDatabases } from "./databases.ts";

const { test, open, describe } = testDatabases.find(({ dialect }) => dialect === "mysql")!;

const id: FieldState = { type: "auto", primaryKey: true };
const text = (maxLength: number): FieldState => ({ type: "string", maxLength });

/** One migration of a module `shop` for each list of operations. */
function history(...lists: readonly (readonly Operation[])[]): MigrationGraph {
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

const unique = (name: string, ...fields: string[]) => ({ type: "unique", name, fields }) as const;

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
      unique("author_title", "author", "title"),
    ],
  }),
];

function up(database: Database, graph: MigrationGraph, name?: string) {
  const target = name === undefined ? {} : { module: "shop", name };
  return withSchemaSession(database, (session) => migrateUp(session, graph, target));
}

function down(database: Database, graph: MigrationGraph, name?: string) {
  const target = name === undefined ? { module: "shop" } : { module: "shop", name };
  return withSchemaSession(database, (session) => migrateDown(session, graph, target));
}

async function isMariaDb(database: Database): Promise<boolean> {
  const [[version] = []] = await database.query("SELECT VERSION()");
  return /MariaDB/.test(String(version));
}

/** The statement that would make a table, as the server tells it: one line for each column and key. */
async function shape(database: Database, table: string): Promise<readonly string[]> {
  const [[, sql] = []] = await database.query(`SHOW CREATE TABLE \`${table}\``);
  return String(sql)
    .replaceAll('"', "`") // the session speaks of names in the standard's quotes
    .replaceAll(/\b((?:big|small)?int)\(\d+\)/g, "$1") // MariaDB tells how wide a number is printed, MySQL doesn't
    .replaceAll(/\(\((.*?)\)\)/g, "($1)") // MySQL tells conditions in two brackets
    .replaceAll("(now(6))", "current_timestamp(6)") // and other words
    .split("\n")
    .map((line) => line.trim().replace(/,$/, ""))
    .filter((line) => /^[`A-Z]/.test(line))
    .slice(1);
}

/** All tables but the history. */
async function shapes(database: Database) {
  const tables = await database.query("SHOW TABLES");
  const names = tables.map(([name]) => String(name)).filter((name) => !name.startsWith("quintet_migration"));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, (await shape(database, name)).toSorted()])),
  ) as Record<string, readonly string[]>;
}

const rows = `
  INSERT INTO shop_author (name) VALUES ('Tove');
  INSERT INTO shop_tag (slug) VALUES ('sea');
  INSERT INTO shop_book (title, author_id) VALUES ('Summer', 1), ('Winter', 1);
  INSERT INTO shop_book_tags (book_id, tag_id) VALUES (1, 1)`;

/** Applies the first step, fills the tables, applies the others. */
async function evolved(graph: MigrationGraph, prepare = "") {
  const database = await open();
  try {
    await up(database, graph, "0001");
    await database.script(prepare === "" ? rows : `${rows};${prepare}`);
    await up(database, graph);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

test("the tables of auth are the ones that Django makes", async () => {
  await using database = await open();
  const table = "django_content_type";
  const auth = new MigrationGraph([
    {
      module: "contenttypes",
      name: "0001_initial",
      dependsOn: [],
      operations: [
        createModel("ContentType", {
          table,
          fields: { id, appLabel: text(100), model: text(100) },
          constraints: [unique(hashedName(table, ["app_label", "model"], "_uniq"), "appLabel", "model")],
        }),
      ],
    },
    {
      module: "auth",
      name: "0001_initial",
      dependsOn: [["contenttypes", "0001_initial"]],
      operations: [
        createModel("Permission", {
          fields: {
            id,
            name: text(255),
            contentType: { type: "belongsTo", to: "contenttypes.ContentType", onDelete: "cascade" },
            codename: text(100),
          },
          constraints: [
            unique(
              hashedName("auth_permission", ["content_type_id", "codename"], "_uniq"),
              "contentType",
              "codename",
            ),
          ],
        }),
        createModel("Group", { fields: { id, name: { ...text(150), unique: true } } }),
        createModel("User", {
          fields: {
            id,
            password: text(128),
            lastLogin: { type: "datetime", nullable: true },
            isSuperuser: { type: "boolean", default: false },
            username: { ...text(150), unique: true },
            dateJoined: { type: "datetime", default: "now" },
            groups: { type: "manyToMany", to: "auth.Group" },
          },
        }),
      ],
    },
  ]);

  await withSchemaSession(database, (session) => migrateUp(session, auth));

  // Printed by SHOW CREATE TABLE after Django 5.2's `migrate` on MariaDB 10.11.
  assert.deepEqual(await shape(database, "auth_permission"), [
    "`id` int NOT NULL AUTO_INCREMENT",
    "`name` varchar(255) NOT NULL",
    "`content_type_id` int NOT NULL",
    "`codename` varchar(100) NOT NULL",
    "PRIMARY KEY (`id`)",
    "UNIQUE KEY `auth_permission_content_type_id_codename_01ab375a_uniq` (`content_type_id`,`codename`)",
    "CONSTRAINT `auth_permission_content_type_id_2f476e4b_fk_django_co` FOREIGN KEY (`content_type_id`) REFERENCES `django_content_type` (`id`)",
  ]);
  assert.deepEqual(await shape(database, "auth_user"), [
    "`id` int NOT NULL AUTO_INCREMENT",
    "`password` varchar(128) NOT NULL",
    "`last_login` datetime(6) DEFAULT NULL",
    "`is_superuser` tinyint(1) NOT NULL",
    "`username` varchar(150) NOT NULL",
    "`date_joined` datetime(6) NOT NULL",
    "PRIMARY KEY (`id`)",
    "UNIQUE KEY `username` (`username`)",
  ]);
  assert.deepEqual(await shape(database, "auth_user_groups"), [
    "`id` int NOT NULL AUTO_INCREMENT",
    "`user_id` int NOT NULL",
    "`group_id` int NOT NULL",
    "PRIMARY KEY (`id`)",
    "UNIQUE KEY `auth_user_groups_user_id_group_id_94350c0c_uniq` (`user_id`,`group_id`)",
    "KEY `auth_user_groups_group_id_97559544_fk_auth_group_id` (`group_id`)",
    "CONSTRAINT `auth_user_groups_group_id_97559544_fk_auth_group_id` FOREIGN KEY (`group_id`) REFERENCES `auth_group` (`id`)",
    "CONSTRAINT `auth_user_groups_user_id_6a12ed8b_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)",
  ]);
});

test("every kind of field is stored as Django stores it, and rules that can't be kept are left out", async (context) => {
  await using database = await open();
  if (!(await isMariaDb(database))) return context.skip("MySQL's tables were not compared with Django's");
  const rare = { op: "eq", of: [{ field: "isRare" }, { value: true }] } as const;
  const graph = history([
    createModel("Thing", {
      fields: {
        id: { type: "bigAuto", primaryKey: true },
        price: { type: "decimal", digits: 8, places: 2 },
        pages: { type: "integer", positive: true, nullable: true },
        small: { type: "smallInteger" },
        big: { type: "bigInteger" },
        ratio: { type: "float" },
        isRare: { type: "boolean" },
        notes: { type: "text", index: true },
        extra: { type: "json", nullable: true },
        key: { type: "uuid", unique: true },
        day: { type: "date" },
        hour: { type: "time" },
        length: { type: "duration" },
        bytes: { type: "binary" },
      },
      constraints: [{ ...unique("partial", "pages"), where: rare }],
      indexes: [
        { name: "rare", fields: ["pages"], where: rare },
        { name: "newest", fields: ["-day"] },
      ],
    }),
  ]);

  await up(database, graph);

  assert.deepEqual(await shape(database, "shop_thing"), [
    "`id` bigint NOT NULL AUTO_INCREMENT",
    "`price` decimal(8,2) NOT NULL",
    "`pages` int unsigned DEFAULT NULL CHECK (`pages` >= 0)",
    "`small` smallint NOT NULL",
    "`big` bigint NOT NULL",
    "`ratio` double NOT NULL",
    "`is_rare` tinyint(1) NOT NULL",
    "`notes` longtext NOT NULL",
    "`extra` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`extra`))",
    "`key` uuid NOT NULL",
    "`day` date NOT NULL",
    "`hour` time(6) NOT NULL",
    "`length` bigint NOT NULL",
    "`bytes` longblob NOT NULL",
    "PRIMARY KEY (`id`)",
    "UNIQUE KEY `key` (`key`)",
    "KEY `rare` (`pages`)",
    "KEY `newest` (`day` DESC)",
  ]);
});

test("models and fields are renamed with everything that refers to them, and back", async () => {
  const graph = history(shop, [
    renameField("Book", "title", "heading"),
    renameModel("Tag", "Label"),
    renameModel("Book", "Novel"),
    renameField("Novel", "author", "writer"),
  ]);
  await using database = await evolved(graph);

  const there = await shapes(database);
  assert.deepEqual(await database.query("SELECT id, heading, writer_id FROM shop_novel WHERE id = 1"), [
    [1, "Summer", 1],
  ]);
  assert.ok(there.shop_novel?.includes("UNIQUE KEY `author_title` (`writer_id`,`heading`)"));
  await assert.rejects(database.execute("INSERT INTO shop_novel (heading, writer_id) VALUES ('', 1)"), {
    code: "db.check-violation",
  });

  await down(database, graph, "0001");
  const back = await shapes(database);
  await using fresh = await open();
  await up(fresh, history(shop));
  const expected = await shapes(fresh);
  const counted = (lines: readonly string[] = []) => lines.filter((line) => !/FOREIGN KEY|_fk_/.test(line));
  // Foreign keys keep the names that they were made with, as with Django.
  assert.deepEqual(counted(back.shop_book), counted(expected.shop_book));
  assert.deepEqual(Object.keys(back), Object.keys(expected));
});

test("columns, keys, conditions and indexes are added, changed and removed, and all of it goes back", async () => {
  const steps = [
    addField("Book", "price", { type: "decimal", digits: 8, places: 2 }, { fill: "1.50" }),
    addField("Book", "pages", { type: "integer", positive: true, default: 10 }),
    addField("Book", "extra", { type: "json", default: { seen: [1, "it's"] } }),
    addField("Book", "addedAt", { type: "datetime", default: "now" }),
    addField("Book", "editor", { type: "belongsTo", to: "shop.Author", nullable: true, onDelete: "setNull" }),
    alterField("Book", "title", { ...text(300), unique: true }),
    alterField("Author", "name", { ...text(100), nullable: true, index: true }),
    removeConstraint("Book", "author_title"),
    removeConstraint("Book", "has_title"),
    addConstraint("Book", {
      type: "check",
      name: "cheap",
      condition: { op: "lt", of: [{ field: "price" }, { value: "100" }] },
    }),
    addIndex("Book", { name: "by_price", fields: ["-price", "pages"] }),
    alterField("Book", "pages", { type: "bigInteger" }),
  ];
  const graph = history(shop, steps);
  await using database = await open();
  await up(database, graph, "0001");
  const before = await shapes(database);
  await database.script(rows);

  await up(database, graph);

  const found = await database.query("SELECT title, price, pages, extra, editor_id FROM shop_book");
  assert.deepEqual(
    found.map(([title, price, pages, extra, editor]) => [
      title,
      price,
      pages,
      JSON.parse(String(extra)),
      editor,
    ]),
    [
      ["Summer", "1.50", 10, { seen: [1, "it's"] }, null],
      ["Winter", "1.50", 10, { seen: [1, "it's"] }, null],
    ],
  );
  const changed = (await shapes(database)).shop_book!;
  for (const line of [
    "`price` decimal(8,2) NOT NULL",
    "`pages` bigint NOT NULL",
    "`added_at` datetime(6) NOT NULL",
    "`title` varchar(300) NOT NULL",
    "CONSTRAINT `cheap` CHECK (`price` < 100)",
    "KEY `by_price` (`price` DESC,`pages`)",
  ])
    assert.ok(changed.includes(line), `${line} in\n${changed.join("\n")}`);
  assert.ok(changed.some((line) => /FOREIGN KEY \(`editor_id`\)/.test(line)));
  assert.ok(
    changed.some((line) => /^KEY .*\(`author_id`\)/.test(line)),
    "the foreign key has an index again",
  );

  await down(database, graph, "0001");
  const back = await shapes(database);
  // The index that the foreign key needed meanwhile may stay.
  const plain = (lines: readonly string[] = []) =>
    lines.filter((line) => !/^KEY .*\(`author_id`\)/.test(line));
  assert.deepEqual(plain(back.shop_book), plain(before.shop_book));
  assert.deepEqual(back.shop_author, before.shop_author);
});

test("the type of a key changes in all tables that refer to it, and rows stay", async () => {
  const graph = history(shop, [alterField("Author", "id", { type: "bigAuto", primaryKey: true })]);

  await using database = await evolved(graph);

  assert.equal((await shape(database, "shop_author"))[0], "`id` bigint NOT NULL AUTO_INCREMENT");
  assert.ok((await shape(database, "shop_book")).includes("`author_id` bigint NOT NULL"));
  await assert.rejects(database.execute("INSERT INTO shop_book (title, author_id) VALUES ('X', 9)"), {
    code: "db.foreign-key-violation",
  });
});

test("a field that no longer takes null gets the filling where it was null, also with another type", async () => {
  const graph = history(
    [...shop, addField("Book", "note", { ...text(4), nullable: true })],
    [alterField("Book", "note", text(40), { fill: "it's \\ new" })],
  );

  await using database = await evolved(graph);

  assert.deepEqual(await database.query("SELECT DISTINCT note FROM shop_book"), [["it's \\ new"]]);
  assert.ok((await shape(database, "shop_book")).includes("`note` varchar(40) NOT NULL"));
});

test("each row gets a UUID of its own in a new unique field", async () => {
  const graph = history(shop, [addField("Author", "key", { type: "uuid", unique: true, default: "v4" })]);

  await using database = await evolved(graph, "INSERT INTO shop_author (name) VALUES ('Astrid'), ('Selma')");

  const keys = (await database.query("SELECT `key` FROM shop_author")).map(([key]) => String(key));
  assert.equal(new Set(keys).size, 3);
  for (const key of keys)
    assert.match(key.replaceAll("-", ""), /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/); // MySQL keeps the digits
});

test("defaults of the database, computed columns, collations and comments stand in the table", async () => {
  await using database = await open();
  const graph = history(
    [createModel("Line", { fields: { id, price: { type: "integer" } } })],
    [
      addField("Line", "amount", { type: "integer", dbDefault: { value: 2 } }),
      addField("Line", "at", { type: "datetime", dbDefault: { op: "now", of: [] } }),
      addField("Line", "total", {
        type: "integer",
        generated: { expression: { op: "*", of: [{ field: "price" }, { field: "amount" }] }, stored: true },
      }),
      addField("Line", "code", {
        ...text(9),
        default: "x",
        collation: "utf8mb4_bin",
        comment: "it's a code",
      }),
    ],
  );

  await up(database, graph, "0001");
  await database.execute("INSERT INTO shop_line (price) VALUES (3)");
  await up(database, graph);

  assert.deepEqual(await database.query("SELECT amount, total, code FROM shop_line"), [[2, 6, "x"]]);
  const lines = await shape(database, "shop_line");
  assert.ok(lines.includes("`at` datetime(6) NOT NULL DEFAULT current_timestamp(6)"), lines.join("\n"));
  assert.match(lines.join("\n"), /`code` varchar\(9\).*utf8mb4_bin NOT NULL COMMENT 'it''s a code'/);
  assert.match(lines.join("\n"), /`total` int GENERATED ALWAYS AS \(`price` \* `amount`\) STORED/);
});

test("a migration that fails says which statements stay, and undoes what rows got since", async () => {
  const graph = history(shop, [
    addField("Author", "note", { type: "text", nullable: true }),
    runSql("UPDATE shop_author SET note = 'never stored'"),
    addField("Book", "pages", { type: "integer" }),
  ]);

  await assert.rejects(evolved(graph), (error: Error & { code?: string }) => {
    assert.equal(error.code, "db.migration-failed");
    assert.match(error.message, /shop\.0002_step failed at operation 3 \(Add field pages to Book\)/);
    assert.match(
      error.message,
      /Rows that are there have no value for the column "pages", which takes no null/,
    );
    assert.match(
      error.message,
      /were done and stay.*\n {2}ALTER TABLE `shop_author` ADD COLUMN `note` longtext NULL;\nThey are written down: quintet migrate up goes on .*, and quintet migrate down undoes them\.$/s,
    );
    return true;
  });

  await using database = await openAgain();
  assert.deepEqual(await database.query("SELECT DISTINCT note FROM shop_author"), [[null]]);
  assert.deepEqual(await database.query("SELECT name FROM quintet_migrations"), [["0001_step"]]);
});

async function openAgain(): Promise<Database> {
  const { openDatabase } = await import("quintet/db");
  return openDatabase(await describe());
}

test("changes of rows alone are undone as a whole, and foreign keys are watched over", async () => {
  const graph = history(shop, [
    runSql("UPDATE shop_book SET title = CONCAT(title, '!')"),
    runSql("DELETE FROM shop_author"),
  ]);

  await assert.rejects(evolved(graph), { code: "db.migration-failed", message: /operation 2 .*refers to/s });

  await using database = await openAgain();
  assert.deepEqual(await database.query("SELECT title FROM shop_book"), [["Summer"], ["Winter"]]);
});

test("two processes migrate one after the other", async () => {
  await using first = await open();
  await using second = await openAgain();
  const graph = history(shop);

  const done = await Promise.all([up(first, graph), up(second, graph)]);

  assert.deepEqual(done.map((migrations) => migrations.length).toSorted(), [0, 1]);
});

test("the statements of a migration can be seen without running them", async () => {
  await using database = await open();
  const graph = history(shop, [removeConstraint("Book", "author_title"), removeField("Book", "author")]);
  await up(database, graph, "0001");

  const preview = await withSchemaSession(database, (session) =>
    previewMigration(session, graph, graph.named("shop", "0002")),
  );

  assert.deepEqual(
    preview.filter((sql) => !sql.startsWith("SET")),
    [
      "ALTER TABLE `shop_book` DROP INDEX `author_title`, ADD INDEX `shop_book_author_id_82b8ab51_fk_shop_author_id` (`author_id`)",
      "ALTER TABLE `shop_book` DROP FOREIGN KEY `shop_book_author_id_82b8ab51_fk_shop_author_id`",
      "ALTER TABLE `shop_book` DROP COLUMN `author_id`, DROP INDEX `shop_book_author_id_82b8ab51_fk_shop_author_id`",
    ],
  );
  assert.ok((await shape(database, "shop_book")).some((line) => line.startsWith("`author_id`")));

  await up(database, graph);
  assert.ok(!(await shape(database, "shop_book")).some((line) => line.includes("`author_id`")));
});

test("a condition that was written with a column by hand stays when the column changes", async () => {
  const size = (type: "integer" | "bigInteger"): FieldState => ({ type, nullable: true });
  const graph = history(
    [
      createModel("Item", {
        fields: { id, size: size("integer"), stock: { type: "integer", positive: true } },
      }),
    ],
    [alterField("Item", "size", size("bigInteger")), renameField("Item", "size", "width")],
    [
      alterField("Item", "width", size("integer")),
      alterField("Item", "stock", { type: "integer", positive: true, nullable: true }),
    ],
  );
  await using database = await open();
  await up(database, graph, "0001");
  await database.script(
    "ALTER TABLE shop_item MODIFY size int NULL CHECK (size > 3); ALTER TABLE shop_item MODIFY stock int UNSIGNED NOT NULL CHECK (stock < 9)",
  );

  await up(database, graph);

  await assert.rejects(database.execute("INSERT INTO shop_item (width, stock) VALUES (3, 1)"), {
    code: "db.check-violation",
  });
  await assert.rejects(database.execute("INSERT INTO shop_item (width, stock) VALUES (4, 9)"), {
    code: "db.check-violation",
  });
  await database.execute("INSERT INTO shop_item (width, stock) VALUES (4, 8)");
});

test("a moment that the server sets with each change is still set when the column changes", async () => {
  const moment = (nullable: boolean): FieldState => ({ type: "datetime", nullable });
  const graph = history(
    [createModel("Item", { fields: { id, size: { type: "integer" }, changed: moment(false) } })],
    [renameField("Item", "changed", "updated"), alterField("Item", "updated", moment(true))],
  );
  await using database = await open();
  await up(database, graph, "0001");
  await database.script(
    "ALTER TABLE shop_item MODIFY changed datetime NOT NULL DEFAULT '2001-01-01' ON UPDATE current_timestamp; INSERT INTO shop_item (size) VALUES (1)",
  );

  await up(database, graph);

  await database.execute("UPDATE shop_item SET size = 2");
  const [[year] = []] = await database.query("SELECT YEAR(updated) FROM shop_item");
  assert.ok(Number(year) > 2001, String(year));
});
