import assert from "node:assert/strict";
import { test as nodeTest } from "node:test";
import {
  createTables,
  type Database,
  type DatabaseDescription,
  evolve,
  openDatabase,
  registerModels,
  SchemaState,
} from "quintet/db";
import { introspectDatabase } from "../../src/db/introspect/introspect-database.ts";
import { introspectTables } from "../../src/db/introspect/introspect-tables.ts";
import type { Introspected } from "../../src/db/introspect/introspected.ts";
import { className, fieldName, plural, relationName, singular } from "../../src/db/introspect/names.ts";
import { parseExpression } from "../../src/db/introspect/parse-expression.ts";
import { readDatabase } from "../../src/db/introspect/read-database.ts";
import { readingSession, withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { databaseSchema } from "./database-schema.ts";
import { forEachDatabase, type TestDatabase } from "./databases.ts";
import { coveredKinds, everyKind, sortedKinds } from "./introspect/every-kind.ts";

registerModels("library", [...everyKind, ...sortedKinds, ...coveredKinds]);

function keptBy({ dialect }: TestDatabase) {
  if (dialect === "mysql") return everyKind;
  return dialect === "sqlite"
    ? [...everyKind, ...sortedKinds]
    : [...everyKind, ...sortedKinds, ...coveredKinds];
}

// Empty columns of 32 characters say nothing about what they are for.
const uuids = new Set(
  [
    ["library_publisher", "key"],
    ["library_book", "reference"],
    ["library_book", "house"],
  ].map((column) => JSON.stringify(column)),
);

async function introspected({ dialect }: TestDatabase, database: Database): Promise<Introspected> {
  const facts = await readDatabase(dialect, readingSession(database));
  return introspectTables(facts, {
    kind: dialect,
    moduleOf: () => "library",
    known: new Map(),
    skipped: new Set(),
    isDjango: false,
    uuids,
  });
}

forEachDatabase((kind) => {
  const { test } = kind;
  if (kind.name === "SQLite in a file") return; // the same tables as in memory

  test("tables that are made of introspected models are those that were introspected", async () => {
    const database = await kind.open();
    await createTables(database, keptBy(kind));
    const before = await databaseSchema(database);
    const { state, notes } = await introspected(kind, database);
    await database.close();
    await using again = await kind.open();

    await withSchemaSession(again, (session) =>
      session.exclusively((editor) => evolve(editor, new SchemaState(), state)),
    );

    assert.deepEqual(await databaseSchema(again), before);
    assert.deepEqual(notes, []);
  });
});

forEachDatabase((kind) => {
  const { test, dialect } = kind;
  if (dialect === "sqlite") return; // has no users

  test("a user who may not see or read all tables gets models of what there is, and is told", async () => {
    await using database = await kind.open();
    const isPostgres = dialect === "postgres";
    const user = `quintet_reader_${process.pid}`;
    await database.script(`
      CREATE TABLE closed (id integer PRIMARY KEY, code char(32));
      CREATE TABLE opened (id integer PRIMARY KEY, closed_id integer, FOREIGN KEY (closed_id) REFERENCES closed (id) ON DELETE CASCADE);
      CREATE TABLE written (id integer PRIMARY KEY, code char(32))`);
    const rights = isPostgres
      ? `CREATE ROLE ${user} LOGIN PASSWORD 'secret-of-tests'; GRANT USAGE ON SCHEMA public TO ${user}; GRANT SELECT ON opened TO ${user}; GRANT INSERT ON written TO ${user}`
      : `CREATE USER ${user}@'%' IDENTIFIED BY 'secret-of-tests'; GRANT SELECT ON opened TO ${user}@'%'; GRANT INSERT ON written TO ${user}@'%'`;
    try {
      await database.script(rights);
      await using reader = openDatabase(await describedFor(kind, user), "reader");

      const { models, notes } = await introspectDatabase(reader, { modules: [], module: "rights" });

      const names = models.map(({ name }) => name).toSorted();
      if (isPostgres) {
        assert.deepEqual(names, ["Closed", "Opened", "Written"]);
        assert.deepEqual(
          notes.filter((note) => /lacks the right SELECT/.test(note)).map((note) => note.split('"')[1]),
          ["closed", "written"],
        );
      } else {
        assert.deepEqual(names, ["Opened", "Written"]);
        const opened = models.find(({ name }) => name === "Opened")!;
        assert.equal(opened.fields.closedId?.type, "integer");
        assert.match(notes.join("\n"), /opened: the foreign key on "closed_id" refers to "closed"/);
        assert.match(notes.join("\n"), /This user of the database may only read: conditions .* are hidden/);
        await database.execute(`GRANT SELECT ON closed TO ${user}@'%'`);
        const again = await introspectDatabase(reader, { modules: [], module: "rights" });
        const { closed } = again.models.find(({ name }) => name === "Opened")!.fields;
        assert.equal(closed?.onDelete, "dbCascade"); // which only the text of the table says to who may only read
      }
    } finally {
      await database.script(
        isPostgres ? `DROP OWNED BY ${user}; DROP ROLE ${user}` : `DROP USER IF EXISTS ${user}@'%'`,
      );
    }
  });
});

/** How another user reaches the database. */
async function describedFor(kind: TestDatabase, user: string): Promise<DatabaseDescription> {
  const description = await kind.describe();
  const options = description.options as { readonly url: string };
  const own = new URL(options.url);
  [own.username, own.password] = [user, "secret-of-tests"];
  return { ...description, options: { ...options, url: own.href } } as DatabaseDescription;
}

nodeTest("conditions are told in the words of models where they are understood, and else stay SQL", () => {
  const types: Readonly<Record<string, string>> = {
    price: "decimal",
    title: "string",
    on: "boolean",
    at: "datetime",
  };
  const columns = {
    fieldOf: (name: string) => (types[name] === undefined ? undefined : { name, type: types[name] }),
  };
  const price = { field: "price" };
  const title = { field: "title" };
  const told = (kind: "sqlite" | "postgres" | "mysql", sql: string) => parseExpression(kind, sql, columns);

  assert.deepEqual(told("postgres", "((price >= (0)::numeric) AND (title IS NOT NULL))"), {
    op: "and",
    of: [
      { op: "gte", of: [price, { value: 0 }] },
      { op: "isNull", of: [title, { value: false }] },
    ],
  });
  assert.deepEqual(
    told("postgres", "(title)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])"),
    {
      op: "in",
      of: [title, { value: "a" }, { value: "b" }],
    },
  );
  assert.deepEqual(told("postgres", "title ~~ '50\\%%'"), {
    op: "startsWith",
    of: [title, { value: "50%" }],
  });
  assert.deepEqual(told("mysql", "`title` <> 'it\\'s' and `on` = 1"), {
    op: "and",
    of: [
      { op: "not", of: [{ op: "eq", of: [title, { value: "it's" }] }] },
      { op: "eq", of: [{ field: "on" }, { value: true }] },
    ],
  });
  assert.deepEqual(told("sqlite", "\"at\" > '2024-05-06 07:08:09'"), {
    op: "gt",
    of: [{ field: "at" }, { value: "2024-05-06T07:08:09.000Z" }],
  });
  assert.deepEqual(told("sqlite", "lower(title) = 'x' -- why\n"), {
    op: "eq",
    of: [{ op: "lower", of: [title] }, { value: "x" }],
  });
  // Whatever the case, as LIKE is there; a function of the database's own; a text without an end.
  assert.deepEqual(told("sqlite", "title LIKE 'a%'"), { sql: ["", " LIKE 'a%'"], of: [title] });
  assert.deepEqual(told("postgres", "soundex(title) = soundex('price')"), {
    sql: ["soundex(", ") = soundex('price')"],
    of: [title],
  });
  assert.deepEqual(told("postgres", "title = 'open"), { sql: ["title = 'open"], of: [] });
});

nodeTest("names of tables and columns become names of TypeScript", () => {
  const free = () => false;
  const own = { module: "shop", isSingular: false };
  const classes = [
    "shop_order_items",
    "ORDERS",
    "2fa_codes",
    "größen",
    "people",
    "news",
    "address",
    "boxes",
    "model",
    "日本",
  ];
  assert.deepEqual(
    classes.map((table) => className(table, own, free)),
    [
      "OrderItem",
      "Order",
      "Table2faCode",
      "Grossen",
      "Person",
      "News",
      "Address",
      "Box",
      "ModelRow",
      "Table",
    ],
  );
  assert.equal(
    className("shop_order", own, (name) => name === "Order"),
    "Order2",
  );
  assert.deepEqual(
    ["CUSTOMER_ID", "createdAt", "delete", "2nd", "line 1", "é"].map((column) => fieldName(column, free)),
    ["customerId", "createdAt", "deleteField", "field2nd", "line1", "e"],
  );
  assert.deepEqual(
    ["author_id", "AuthorID", "parent", "id"].map((column) => relationName(column, free)),
    ["author", "author", "parent", "id"],
  );
  const words = ["category", "status", "class", "day", "hero", "database", "person"];
  assert.deepEqual(words.map(plural), [
    "categories",
    "statuses",
    "classes",
    "days",
    "heros",
    "databases",
    "people",
  ]);
  assert.deepEqual(
    words.map((word) => singular(plural(word))),
    ["category", "status", "class", "day", "hero", "database", "person"],
  );
});
