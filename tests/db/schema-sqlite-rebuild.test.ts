import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addConstraint,
  addField,
  alterField,
  createModel,
  type FieldState,
  type Operation,
  removeConstraint,
  removeField,
  renameField,
  separate,
} from "quintet/db";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { migrateDown, migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { rawSession } from "./raw-session.ts";

/*
 * SQLite makes tables anew for most changes. Everything that the file says is compared before and after: what a change is
 * not about must be the same to the last byte.
 */

type Raw = ReturnType<typeof rawSession>;

const id: FieldState = { type: "auto", primaryKey: true };
const title: FieldState = { type: "string", maxLength: 20 };

const book: Operation = createModel("Book", {
  fields: {
    id,
    title,
    price: { type: "decimal", digits: 6, places: 2, nullable: true },
    data: { type: "json", nullable: true },
    cover: { type: "binary", nullable: true },
    at: { type: "datetime", nullable: true },
    pages: { type: "integer", positive: true, dbDefault: { value: 7 } },
    double: {
      type: "integer",
      nullable: true,
      generated: { expression: { op: "*", of: [{ field: "pages" }, { value: 2 }] }, stored: true },
    },
    shout: {
      type: "string",
      maxLength: 30,
      nullable: true,
      generated: { expression: { op: "upper", of: [{ field: "title" }] }, stored: false },
    },
    sequel: { type: "belongsTo", to: "shop.Book", nullable: true, onDelete: "setNull" },
    tags: { type: "manyToMany", to: "shop.Tag" },
  },
  indexes: [
    { name: "by_price", fields: ["-price"] },
    { name: "cheap", fields: ["title"], where: { op: "lt", of: [{ field: "price" }, { value: 5 }] } },
    { name: "lower_title", fields: [{ expression: { op: "lower", of: [{ field: "title" }] } }] },
  ],
  constraints: [
    { type: "check", name: "has_title", condition: { op: "ne", of: [{ field: "title" }, { value: "" }] } },
    { type: "unique", name: "once", fields: ["title", "at"] },
  ],
});

const tables = [
  createModel("Tag", { fields: { id, slug: { type: "string", maxLength: 50, unique: true } } }),
  book,
  createModel("Loan", { fields: { id, book: { type: "belongsTo", to: "shop.Book", onDelete: "cascade" } } }),
];

// What people do to a database beside its migrations.
const byHand = `
  INSERT INTO shop_tag (slug) VALUES ('sea'), ('wood');
  INSERT INTO shop_book (id, title, price, data, cover, at, sequel_id) VALUES
    (3, 'Summer', 4.5, '{"a":[1,2]}', x'00ff27', '2024-01-02 03:04:05.000006', NULL),
    (7, 'it''s "winter"', 1234.56, NULL, NULL, NULL, 3),
    (9, 'é ☃ 𝒳', NULL, '1e400', x'', NULL, 9),
    (40, 'gone', 1, NULL, NULL, NULL, NULL);
  INSERT INTO shop_book_tags (book_id, tag_id) VALUES (3, 1), (7, 2);
  INSERT INTO shop_loan (book_id) VALUES (3), (9);
  DELETE FROM shop_book WHERE id = 40;
  ALTER TABLE shop_book ADD COLUMN "by hand" text DEFAULT 'it''s';
  ALTER TABLE shop_book ADD COLUMN twice AS (pages * 2);
  UPDATE shop_book SET "by hand" = x'01' WHERE id = 7;
  CREATE INDEX own ON shop_book ("by hand" COLLATE NOCASE DESC) WHERE pages > 1;
  CREATE TABLE log (text, "order" INTEGER PRIMARY KEY);
  CREATE TRIGGER logs AFTER UPDATE OF title ON shop_book BEGIN INSERT INTO log (text) VALUES (old.title || '>' || new.title); END;
  CREATE TRIGGER from_tag AFTER DELETE ON shop_tag BEGIN UPDATE shop_book SET pages = pages + 1; END;
  CREATE VIEW titles AS SELECT b.title, t.slug FROM shop_book b JOIN shop_book_tags m ON m.book_id = b.id JOIN shop_tag t ON t.id = m.tag_id;
  CREATE TRIGGER into_view INSTEAD OF INSERT ON titles BEGIN INSERT INTO log (text) VALUES (new.slug); END;
  CREATE TABLE hangs (book INTEGER REFERENCES shop_book (id) ON DELETE SET NULL);
  INSERT INTO hangs VALUES (7);`;

function history(...operations: readonly Operation[]): MigrationGraph {
  const first = ["shop", "0001_initial"] as const;
  return new MigrationGraph([
    { module: "shop", name: "0001_initial", dependsOn: [], operations: tables },
    { module: "shop", name: "0002_change", dependsOn: [first], operations },
  ]);
}

/** The tables as migrations and people made them, before the change. */
async function prepared(graph: MigrationGraph, more = "") {
  const raw = rawSession();
  await migrateUp(raw.session, graph, { module: "shop", name: "0001" });
  raw.database.exec(byHand + more);
  return raw;
}

/** Everything that the file says, apart from the history and from how its pages are laid out. */
function contents(raw: Raw): Record<string, unknown> {
  const names = raw.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  const known = names.map(({ name }) => String(name)).filter((name) => !/^(quintet_|sqlite_)/.test(name));
  const inTable = (table: string) => {
    const columns = raw.rows(`PRAGMA table_xinfo("${table}")`);
    const read = columns.map(({ name }) => `quote("${name}") || typeof("${name}")`).join(" || ', ' || ");
    const [{ wr }] = raw.rows(`SELECT wr FROM pragma_table_list WHERE name = '${table}'`) as [{ wr: number }];
    return {
      columns,
      rows: raw.rows(`SELECT ${wr ? "" : "rowid AS number, "}${read} AS row FROM "${table}"`),
      keys: raw.rows(`SELECT * FROM pragma_foreign_key_list('${table}') ORDER BY "from"`),
      indexes: raw
        .rows(`SELECT name, "unique", origin, partial FROM pragma_index_list('${table}') ORDER BY name`)
        .map((index) => ({ ...index, parts: raw.rows(`PRAGMA index_xinfo("${index.name}")`) })),
    };
  };
  return {
    master: raw.rows(
      "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'quintet%' ORDER BY type, name",
    ),
    sequences: raw.rows("SELECT name, seq FROM sqlite_sequence WHERE name NOT LIKE 'quintet%' ORDER BY name"),
    tables: Object.fromEntries(known.map((name) => [name, inTable(name)])),
    broken: raw.rows("PRAGMA foreign_key_check"),
    integrity: raw.rows("PRAGMA integrity_check"),
    foreignKeys: raw.rows("PRAGMA foreign_keys"),
    legacy: raw.rows("PRAGMA legacy_alter_table"),
  };
}

const hasPages = { op: "gte", of: [{ field: "pages" }, { value: 1 }] } as const;

test("a rule more, and the table made anew for it, changes nothing else of the file, and neither does the way back", async () => {
  const graph = history(addConstraint("Book", { type: "check", name: "has_pages", condition: hasPages }));
  using raw = await prepared(graph);
  const before = contents(raw);

  await migrateUp(raw.session, graph);

  const rule = `, CONSTRAINT "has_pages" CHECK ("pages" >= 1)`;
  const made = raw.schema().find((sql) => sql.startsWith('CREATE TABLE "shop_book" '))!;
  assert.ok(made.includes(rule), made);
  const after = JSON.parse(JSON.stringify(contents(raw)).replace(JSON.stringify(rule).slice(1, -1), ""));
  assert.deepEqual(withSpaces(after), withSpaces(before));
  await migrateDown(raw.session, graph, { module: "shop", name: "0001" });
  assert.deepEqual(withSpaces(contents(raw)), withSpaces(before));
});

/** SQLite puts columns of its ALTER TABLE behind a different space: texts are compared without those around commas. */
function withSpaces(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/\s*,\s*/g, ","));
}

test("triggers fire, views read and references hold after a table was made anew", async () => {
  const graph = history(alterField("Book", "title", { type: "string", maxLength: 30 }));
  using raw = await prepared(graph);

  await migrateUp(raw.session, graph);

  raw.database.exec("UPDATE shop_book SET title = 'Spring' WHERE id = 3; DELETE FROM shop_tag WHERE id = 9");
  assert.deepEqual(raw.rows("SELECT text FROM log"), [{ text: "Summer>Spring" }]);
  assert.deepEqual(raw.rows("SELECT * FROM titles ORDER BY slug"), [
    { title: "Spring", slug: "sea" },
    { title: `it's "winter"`, slug: "wood" },
  ]);
  raw.database.exec("INSERT INTO titles VALUES ('x', 'through the view')");
  assert.deepEqual(raw.rows("SELECT max(text) AS text FROM log"), [{ text: "through the view" }]);
  raw.database.exec("INSERT INTO shop_book (title) VALUES ('new')");
  assert.deepEqual(
    raw.rows(`SELECT id, pages, double, shout, "by hand", twice FROM shop_book WHERE title = 'new'`),
    [{ id: 41, pages: 7, double: 14, shout: "NEW", "by hand": "it's", twice: 14 }],
  );
  assert.throws(() => raw.database.exec("INSERT INTO shop_loan (book_id) VALUES (99)"), /FOREIGN KEY/);
  assert.throws(() => raw.database.exec("INSERT INTO shop_book (title) VALUES ('')"), /has_title/);
  raw.database.exec("DELETE FROM shop_book_tags; DELETE FROM shop_book WHERE id = 7");
  assert.deepEqual(raw.rows("SELECT * FROM hangs"), [{ book: null }]);
});

test("a renamed field takes along what was made by hand, also where the table is made anew for something else", async () => {
  const graph = history(
    renameField("Book", "pages", "leaves"),
    addField("Book", "rating", { type: "integer" }, { fill: 5 }),
  );
  using raw = await prepared(graph);
  const before = contents(raw);

  await migrateUp(raw.session, graph);

  assert.deepEqual(raw.rows(`SELECT twice, double, "by hand", rating FROM shop_book WHERE id = 3`), [
    { twice: 14, double: 14, "by hand": "it's", rating: 5 },
  ]);
  assert.match(raw.schema().find((sql) => sql.startsWith("CREATE INDEX own"))!, /WHERE "?leaves"? > 1/);
  await migrateDown(raw.session, graph, { module: "shop", name: "0001" });
  const { tables, sequences, broken } = contents(raw);
  assert.deepEqual({ tables, sequences, broken }, pick(before, ["tables", "sequences", "broken"]));
});

function pick(value: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, value[key]]));
}

const orders = `
  CREATE TABLE shop_order (day date NOT NULL, note text, shop integer NOT NULL, nr integer NOT NULL, "by hand" text, PRIMARY KEY (shop, nr));
  CREATE TABLE shop_line (
    shop integer NOT NULL, "by hand" text DEFAULT 'x', nr integer NOT NULL, id integer NOT NULL PRIMARY KEY AUTOINCREMENT, total integer NOT NULL,
    book_id integer NULL REFERENCES shop_book (id) ON DELETE SET NULL ON UPDATE CASCADE, first_id integer REFERENCES shop_book (id),
    CONSTRAINT of_order FOREIGN KEY (shop, nr) REFERENCES shop_order (shop, nr) ON UPDATE CASCADE /* with its order */ ON DELETE CASCADE);
  INSERT INTO shop_order VALUES ('2024-01-02', 'n', 1, 5, 'h');
  INSERT INTO shop_line (shop, nr, total, book_id) VALUES (1, 5, 9, 3);`;

const orderModels = separate({
  state: [
    createModel("Order", {
      fields: {
        shop: { type: "integer", primaryKey: true },
        nr: { type: "integer", primaryKey: true },
        day: { type: "date" },
        note: { type: "text", nullable: true },
      },
    }),
    createModel("Line", {
      fields: {
        id,
        total: { type: "integer" },
        book: { type: "belongsTo", to: "shop.Book", onDelete: "dbSetNull", nullable: true, index: false },
        first: { type: "belongsTo", to: "shop.Book", onDelete: "cascade", nullable: true, index: false },
        shop: { type: "integer" },
        nr: { type: "integer" },
        order: {
          type: "belongsTo",
          to: "shop.Order",
          from: ["shop", "nr"],
          toFields: ["shop", "nr"],
          onDelete: "dbCascade",
        },
      },
    }),
  ],
});

test("columns stay in the table's order, whatever that of the model, and new ones come last", async () => {
  const graph = history(
    orderModels,
    alterField("Line", "total", { type: "bigInteger" }),
    addField("Line", "count", { type: "integer" }, { fill: 1 }),
    alterField("Order", "note", { type: "text", default: "" }, { fill: "" }),
  );
  using raw = await prepared(graph, orders);

  await migrateUp(raw.session, graph);

  const columnsOf = (table: string) =>
    raw.rows(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name);
  assert.deepEqual(columnsOf("shop_line"), [
    "shop",
    "by hand",
    "nr",
    "id",
    "total",
    "book_id",
    "first_id",
    "count",
  ]);
  assert.deepEqual(columnsOf("shop_order"), ["day", "note", "shop", "nr", "by hand"]);
  assert.deepEqual(raw.rows("SELECT * FROM shop_line"), [
    { shop: 1, "by hand": "x", nr: 5, id: 1, total: 9, book_id: 3, first_id: null, count: 1 },
  ]);
});

test("references keep what they do on updates, by one column and by several, also where they change", async () => {
  const graph = history(
    orderModels,
    alterField("Line", "total", { type: "bigInteger" }),
    alterField("Line", "book", {
      type: "belongsTo",
      to: "shop.Book",
      onDelete: "cascade",
      nullable: true,
      index: false,
    }),
  );
  using raw = await prepared(graph, orders);
  const referencesOf = () =>
    raw.rows(
      `SELECT "from", "to", "table", on_update, on_delete FROM pragma_foreign_key_list('shop_line') ORDER BY "from"`,
    );
  const before = referencesOf();

  await migrateUp(raw.session, graph);

  const changed = before.map((key) => (key.from === "book_id" ? { ...key, on_delete: "NO ACTION" } : key));
  assert.deepEqual(referencesOf(), changed);
  assert.deepEqual(
    changed.map(({ on_update: action }) => action),
    ["CASCADE", "NO ACTION", "CASCADE", "CASCADE"],
  );
  const made = raw.schema().find((sql) => sql.startsWith('CREATE TABLE "shop_line" '))!;
  assert.match(made, /, CONSTRAINT of_order FOREIGN KEY \(shop, nr\) REFERENCES shop_order/);
  raw.database.exec("UPDATE shop_order SET nr = 6");
  assert.deepEqual(raw.rows("SELECT nr FROM shop_line"), [{ nr: 6 }]);
});

test("a reference by several columns that changes keeps what it does on updates", async () => {
  const graph = history(
    orderModels,
    alterField("Line", "order", {
      type: "belongsTo",
      to: "shop.Order",
      from: ["shop", "nr"],
      toFields: ["shop", "nr"],
      onDelete: "cascade",
    }),
  );
  using raw = await prepared(graph, orders);

  await migrateUp(raw.session, graph);

  assert.deepEqual(
    raw.rows(
      `SELECT "from", on_update, on_delete FROM pragma_foreign_key_list('shop_line') WHERE "table" = 'shop_order'`,
    ),
    [
      { from: "shop", on_update: "CASCADE", on_delete: "NO ACTION" },
      { from: "nr", on_update: "CASCADE", on_delete: "NO ACTION" },
    ],
  );
});

// A text may hold any bytes: x'ff' is none that UTF-8 knows. "@" stands for it where the file says how a table is made.
const noText = "CAST(x'61ff62' AS TEXT)";
const withoutText = (objects: string) => `
  PRAGMA writable_schema = ON;
  UPDATE sqlite_master SET sql = replace(sql, '@', CAST(x'ff' AS TEXT)), name = replace(name, '@', CAST(x'ff' AS TEXT)) WHERE ${objects};
  PRAGMA writable_schema = RESET;`;

test("bytes that are no text stay as they are when their table is made anew", async () => {
  const graph = history(
    alterField("Book", "title", { type: "string", maxLength: 30 }),
    alterField("Book", "price", { type: "decimal", digits: 6, places: 2 }, { fill: "1.00" }),
  );
  using raw = await prepared(
    graph,
    `DELETE FROM shop_loan; UPDATE shop_book SET title = ${noText} || id, "by hand" = ${noText};`,
  );

  await migrateUp(raw.session, graph);

  assert.deepEqual(
    raw.rows(`SELECT hex(title) AS title, hex("by hand") AS own FROM shop_book WHERE id = 3`),
    [{ title: "61FF6233", own: "61FF62" }],
  );
});

for (const [what, sql, objects] of [
  ["table", `ALTER TABLE shop_tag ADD COLUMN "b@d" text DEFAULT 'x@y';`, "name = 'shop_tag'"],
  ["index", `CREATE INDEX own_tag ON shop_tag (slug) WHERE slug <> '@';`, "name = 'own_tag'"],
  ["index", `CREATE INDEX "own@tag" ON shop_tag (slug);`, "name = 'own@tag'"],
  [
    "trigger",
    `CREATE TRIGGER own_tag AFTER DELETE ON shop_tag BEGIN INSERT INTO log (text) VALUES ('@'); END;`,
    "name = 'own_tag'",
  ],
] as const)
  test(`a definition with bytes that are no text is refused with its ${what}, and nothing is changed (${objects})`, async () => {
    const graph = history(alterField("Tag", "slug", { type: "string", maxLength: 60, unique: true }));
    using raw = await prepared(graph, sql);
    raw.database.enableDefensive(false);
    raw.database.exec(withoutText(objects));
    const definitions = () => raw.rows("SELECT hex(sql) AS sql FROM sqlite_master ORDER BY rowid");
    const before = definitions();

    const up = migrateUp(raw.session, graph);

    await assert.rejects(
      up,
      /table "shop_tag" can't be made anew: its definition holds bytes that are no text/,
    );
    assert.deepEqual(definitions(), before);
  });

test("a mark of replacement that is stored as such is a text like any other", async () => {
  const graph = history(alterField("Tag", "slug", { type: "string", maxLength: 60, unique: true }));
  using raw = await prepared(graph, "ALTER TABLE shop_tag ADD COLUMN own text DEFAULT '\ufffd'");

  await migrateUp(raw.session, graph);

  assert.deepEqual(raw.rows("SELECT DISTINCT hex(own) AS own FROM shop_tag"), [{ own: "EFBFBD" }]);
});

const strictTables = `
  CREATE TABLE shop_gauge (code TEXT NOT NULL PRIMARY KEY, level INTEGER NOT NULL CHECK (level < 100), note TEXT) STRICT, WITHOUT ROWID;
  INSERT INTO shop_gauge VALUES ('a', 1, 'x'), ('b', 2, NULL);
  CREATE TABLE shop_entry (text varchar(9) NOT NULL /* the key, it's */ PRIMARY KEY, note text, UNIQUE (note, text), CHECK (text <> 'no, (never)'));
  INSERT INTO shop_entry (rowid, text) VALUES (5, 'five'), (2, 'two');`;

const adopted = separate({
  state: [
    createModel("Gauge", {
      fields: {
        code: { type: "text", primaryKey: true },
        level: { type: "integer" },
        note: { type: "text", nullable: true },
      },
    }),
    createModel("Entry", {
      fields: {
        text: { type: "string", maxLength: 9, primaryKey: true },
        note: { type: "text", nullable: true },
      },
    }),
  ],
});

test("a table stays STRICT and WITHOUT ROWID, with the rules at its columns", async () => {
  const graph = history(adopted, addField("Gauge", "unit", { type: "string", maxLength: 3 }, { fill: "m" }));
  using raw = await prepared(graph, strictTables);

  await migrateUp(raw.session, graph);

  const sql = raw.schema().find((text) => text.includes("shop_gauge"))!;
  assert.equal(
    sql,
    `CREATE TABLE "shop_gauge" (code TEXT NOT NULL PRIMARY KEY, level INTEGER NOT NULL CHECK (level < 100), note TEXT, "unit" TEXT NOT NULL) WITHOUT ROWID, STRICT`,
  );
  assert.deepEqual(raw.rows("SELECT * FROM shop_gauge"), [
    { code: "a", level: 1, note: "x", unit: "m" },
    { code: "b", level: 2, note: null, unit: "m" },
  ]);
});

test("rows keep their numbers, and rules without a name stay", async () => {
  const graph = history(adopted, addField("Entry", "stars", { type: "integer" }, { fill: 1 }));
  using raw = await prepared(graph, strictTables);

  await migrateUp(raw.session, graph);

  assert.deepEqual(raw.rows("SELECT rowid, text, stars FROM shop_entry ORDER BY rowid"), [
    { rowid: 2, text: "two", stars: 1 },
    { rowid: 5, text: "five", stars: 1 },
  ]);
  const sql = raw.schema().find((text) => text.includes("shop_entry"))!;
  assert.ok(
    sql.endsWith(`"stars" integer NOT NULL, UNIQUE (note, text), CHECK (text <> 'no, (never)'))`),
    sql,
  );
});

test("a key, a reference and a unique rule that stand behind the columns, as others write them, stay", async () => {
  const graph = history(
    separate({
      state: [
        createModel("Folder", {
          fields: {
            code: { type: "string", maxLength: 9, primaryKey: true },
            parent: { type: "belongsTo", to: "shop.Folder", onDelete: "protect", nullable: true },
            label: { type: "string", maxLength: 9, unique: true },
            kind: { type: "string", maxLength: 5 },
          },
          constraints: [
            {
              type: "check",
              name: "folder_kind",
              condition: { op: "in", of: [{ field: "kind" }, { value: "a" }, { value: "b" }] },
            },
          ],
        }),
      ],
    }),
    alterField("Folder", "kind", { type: "string", maxLength: 9 }),
    addField("Folder", "size", { type: "integer" }, { fill: 0 }),
    removeConstraint("Folder", "folder_kind"),
  );
  using raw = await prepared(
    graph,
    `CREATE TABLE shop_folder (code varchar(9) NOT NULL, parent_id varchar(9), label varchar(9) NOT NULL, kind varchar(5) NOT NULL CHECK (kind IN ('a', 'b')) CHECK (kind <> ''), PRIMARY KEY (code), CONSTRAINT fk FOREIGN KEY (parent_id) REFERENCES shop_folder (code) ON UPDATE CASCADE, UNIQUE (label));
     INSERT INTO shop_folder VALUES ('x', NULL, 'X', 'a');`,
  );

  await migrateUp(raw.session, graph);

  const refused = (sql: string, why: RegExp) => assert.throws(() => raw.database.exec(sql), why);
  refused("INSERT INTO shop_folder (code, label, kind, size) VALUES ('x', 'Y', 'a', 1)", /UNIQUE.*code/);
  refused("INSERT INTO shop_folder (code, label, kind, size) VALUES ('y', 'X', 'a', 1)", /UNIQUE.*label/);
  refused(
    "INSERT INTO shop_folder (code, parent_id, label, kind, size) VALUES ('y', '?', 'Y', 'a', 1)",
    /FOREIGN KEY/,
  );
  raw.database.exec(
    "INSERT INTO shop_folder (code, parent_id, label, kind, size) VALUES ('y', 'x', 'Y', 'c', 1)",
  );
  assert.deepEqual(raw.rows("SELECT [from], on_update FROM pragma_foreign_key_list('shop_folder')"), [
    { from: "parent_id", on_update: "CASCADE" },
  ]);
});

test("a positive number keeps its own condition beside a rule that says the same", async () => {
  const condition = { op: "gte", of: [{ field: "pages" }, { value: 0 }] } as const;
  const graph = history(
    addConstraint("Book", { type: "check", name: "pages_positive", condition }),
    addField("Book", "blurb", { type: "text", nullable: true }),
  );
  const raw = await prepared(graph);

  await migrateUp(raw.session, graph);

  const [{ sql }] = raw.rows("SELECT sql FROM sqlite_master WHERE name = 'shop_book'") as [{ sql: string }];
  assert.equal(sql.match(/CHECK \("pages" >= 0\)/g)?.length, 2, sql);
});

test("a unique rule that stands in the table itself, as Django writes it, can be removed", async () => {
  const graph = history(
    separate({
      state: [
        createModel("Seat", {
          fields: { id, row: { type: "integer" }, place: { type: "integer" } },
          constraints: [{ type: "unique", name: "one_each", fields: ["row", "place"] }],
        }),
      ],
    }),
    removeConstraint("Seat", "one_each"),
  );
  using raw = await prepared(
    graph,
    `CREATE TABLE "shop_seat" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "row" integer NOT NULL, "place" integer NOT NULL, CONSTRAINT "one_each" UNIQUE ("row", "place"));
     INSERT INTO shop_seat (row, place) VALUES (1, 1);`,
  );

  await migrateUp(raw.session, graph);

  raw.database.exec("INSERT INTO shop_seat (row, place) VALUES (1, 1)");
  assert.equal(raw.rows("SELECT * FROM shop_seat").length, 2);
});

test("what was made by hand and no longer fits is told with its text, and nothing changes", async () => {
  const graph = history(removeField("Book", "double"), removeField("Book", "pages"));
  using raw = await prepared(graph);
  const before = contents(raw);

  await assert.rejects(migrateUp(raw.session, graph), {
    code: "db.migration-failed",
    message:
      /failed at operation 2 \(Remove field pages .*"shop_book" by hand no longer fits.*\n.*twice AS \(pages \* 2\)/,
  });

  assert.deepEqual(contents(raw), before);
});
