import assert from "node:assert/strict";
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  backfill,
  beginAlterField,
  beginRenameField,
  copyField,
  createModel,
  type Database,
  type FieldState,
  finishAlterField,
  finishRenameField,
  removeIndex,
  renameTable,
  runSql,
  validateConstraint,
} from "quintet/db";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { halfApplied } from "../../src/db/migrations/run/migration-steps.ts";
import { type MigrationReport, migrateDown, migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { hashedName } from "../../src/db/schema/object-names.ts";
import { readingSession, withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { comparableSchema, databaseSchema } from "./database-schema.ts";
import { testDatabases } from "./databases.ts";

const id: FieldState = { type: "auto", primaryKey: true };
const text = (maxLength: number): FieldState => ({ type: "string", maxLength });
const steps = (...operations: Operation[]): Partial<Migration> => ({ transaction: false, operations });
const whole = (...operations: Operation[]): Partial<Migration> => ({ operations });

/** Migrations of a module `shop`, each on the one before. */
function history(...migrations: Partial<Migration>[]): MigrationGraph {
  const name = (position: number) => `000${position + 1}_step`;
  return new MigrationGraph(
    migrations.map((migration, position) => ({
      operations: [],
      ...migration,
      module: "shop",
      name: name(position),
      dependsOn: position === 0 ? [] : [["shop", name(position - 1)] as const],
    })),
  );
}

const up = (database: Database, graph: MigrationGraph, name?: string) =>
  withSchemaSession(database, (session) =>
    migrateUp(session, graph, name === undefined ? {} : { module: "shop", name }),
  );
const down = (database: Database, graph: MigrationGraph, name: string) =>
  withSchemaSession(database, (session) => migrateDown(session, graph, { module: "shop", name }));

const initial = whole(
  createModel("Author", { fields: { id, name: text(100) } }),
  createModel("Book", {
    fields: {
      id,
      title: { ...text(100), index: true },
      pages: { type: "integer" },
      isbn: { ...text(20), nullable: true },
    },
    constraints: [{ type: "unique", name: "book_title_pages", fields: ["title", "pages"] }],
  }),
);
const insert = (database: Database, column: string, title: string, pages = 1) =>
  database.execute(`INSERT INTO shop_book (${column}, pages) VALUES ('${title}', ${pages})`);
const rowsOf = async (database: Database, columns: string) =>
  (await database.query(`SELECT ${columns} FROM shop_book ORDER BY id`)).map((row) => row.map(String));

/** Tables without the bookkeeping of migrations; a column that comes back stands behind the others. */
async function tables(database: Database): Promise<readonly string[]> {
  const lines = database.dialect.name === "sqlite" ? comparableSchema(database) : databaseSchema(database);
  return (await lines).filter((line) => !line.includes("quintet_migration"));
}

for (const kind of testDatabases.filter(({ name }) => name !== "SQLite in memory")) {
  const { test, open } = kind;

  test("a field is renamed in steps: both names work meanwhile, and the end is that of renameField()", async () => {
    const graph = history(
      initial,
      whole(beginRenameField("Book", "title", "heading")),
      steps(copyField("Book", "heading", { batchSize: 1 })),
      whole(finishRenameField("Book", "title", "heading")),
    );
    await using database = await open();
    await up(database, graph, "0001");
    await insert(database, "title", "Summer");
    await insert(database, "title", "Winter");

    await up(database, graph, "0002");
    await insert(database, "title", "by the old release");
    await insert(database, "heading", "by the new release");
    await database.execute("UPDATE shop_book SET title = 'Autumn' WHERE title = 'Summer'");
    await up(database, graph, "0003");
    assert.deepEqual(await rowsOf(database, "title, heading"), [
      ["Autumn", "Autumn"],
      ["Winter", "Winter"],
      ["by the old release", "by the old release"],
      ["by the new release", "by the new release"],
    ]);
    await database.execute("UPDATE shop_book SET heading = 'Spring' WHERE title = 'Winter'");
    assert.deepEqual((await rowsOf(database, "title"))[1], ["Spring"]);

    await up(database, graph);
    const titles = [["Autumn"], ["Spring"], ["by the old release"], ["by the new release"]];
    assert.deepEqual(await rowsOf(database, "heading"), titles);
    await assert.rejects(insert(database, "heading", "Spring"), { code: "db.unique-violation" });

    await down(database, graph, "0001");
    assert.deepEqual(await rowsOf(database, "title"), titles);
  });

  test("a field gets another type in steps, with its rules, and goes back", async () => {
    const pages: FieldState = { type: "bigInteger", index: true };
    const graph = history(
      initial,
      whole(beginAlterField("Book", "pages", pages)),
      steps(copyField("Book", "pages")),
      steps(finishAlterField("Book", "pages", pages)),
    );
    await using database = await open();
    await up(database, graph, "0001");
    await insert(database, "title", "Summer", 10);
    await up(database, graph, "0002");
    await insert(database, "title", "Winter", 20);
    await up(database, graph);

    assert.deepEqual(await rowsOf(database, "title, pages"), [
      ["Summer", "10"],
      ["Winter", "20"],
    ]);
    await insert(database, "title", "Long", 9_000_000_000);
    await assert.rejects(insert(database, "title", "Summer", 10), { code: "db.unique-violation" });
    await assert.rejects(database.execute("INSERT INTO shop_book (title, pages) VALUES ('x', NULL)"), {
      code: "db.not-null-violation",
    });
    await database.execute("DELETE FROM shop_book WHERE pages > 100");
    const stepwise = await tables(database);

    await down(database, graph, "0001");
    await insert(database, "title", "Again", 30);
    assert.equal((await rowsOf(database, "pages")).at(-1)?.[0], "30");

    await using other = await open();
    await up(other, history(initial, whole(alterField("Book", "pages", pages))));
    assert.deepEqual(stepwise, await tables(other), "the end is that of alterField()");
  });

  test("a last step goes back in batches, and what was killed goes on where it was", async () => {
    const pages: FieldState = { type: "bigInteger", nullable: true };
    const graph = history(
      whole(
        createModel("Book", {
          fields: { id, title: { ...text(100), index: true }, pages: { type: "integer", nullable: true } },
        }),
      ),
      whole(beginRenameField("Book", "title", "heading"), beginAlterField("Book", "pages", pages)),
      steps(copyField("Book", "heading"), copyField("Book", "pages")),
      steps(finishRenameField("Book", "title", "heading"), finishAlterField("Book", "pages", pages)),
    );
    await using database = await open();
    await up(database, graph, "0003");
    const between = await tables(database);
    const rows = Array.from({ length: 600 }, (_, row) => `('Book ${row}', ${row})`);
    await database.execute(`INSERT INTO shop_book (title, pages) VALUES ${rows.join(", ")}`);
    await up(database, graph);

    // The first of the two batches, of each of the three ways through the rows, is the last one of a process.
    const deaths: string[] = [];
    const report: MigrationReport = {
      starts() {},
      ends() {},
      progresses(_, { what, rows }) {
        if (rows > 500) return;
        deaths.push(`${what} ${rows}`);
        throw new Error("the power is gone");
      },
    };
    const back = () =>
      withSchemaSession(database, (session) =>
        migrateDown(session, graph, { module: "shop", name: "0003" }, report),
      );
    await assert.rejects(back(), /the power is gone/);
    const [half] = await halfApplied(readingSession(database));
    assert.deepEqual(half?.rows, { rows: 500, of: 600 });
    await insert(database, "heading", "meanwhile", 7);
    await assert.rejects(back(), /the power is gone/);
    await assert.rejects(back(), /the power is gone/);
    await insert(database, "title", "by the old release", 8);
    await back();

    assert.deepEqual(deaths, ["Book.pages 500", "Book.pages 500", "Book.heading 500"]);
    assert.deepEqual(await tables(database), between);
    const odd =
      "title IS NULL OR heading <> title OR heading IS NULL OR pages__next IS NULL OR pages__next <> pages";
    assert.deepEqual(await database.query(`SELECT title FROM shop_book WHERE ${odd}`), []);
    await up(database, graph);
    const end = await rowsOf(database, "heading, pages");
    assert.deepEqual([end.length, end[0], end[601]], [602, ["Book 0", "0"], ["by the old release", "8"]]);
  });

  test("indexes, rules and references are made concurrently, and are what plain operations make", async () => {
    const author: FieldState = { type: "belongsTo", to: "shop.Author", onDelete: "cascade", nullable: true };
    const unique = { type: "unique", name: "book_isbn_pages", fields: ["isbn", "pages"] } as const;
    const condition = { op: "gte", of: [{ field: "pages" }, { value: 0 }] } as const;
    const check = { type: "check", name: "book_pages", condition } as const;
    const index = { name: "book_pages_idx", fields: ["-pages"] };
    const online = history(
      initial,
      steps(
        addIndex("Book", index, { concurrently: true }),
        addConstraint("Book", unique, { concurrently: true }),
        addField("Book", "author", author, { concurrently: true }),
        alterField("Book", "isbn", { ...text(20), unique: true }, { concurrently: true }),
      ),
      whole(addConstraint("Book", check, { validate: false })),
      whole(validateConstraint("Book", "book_pages")),
      steps(removeIndex("Book", "book_pages_idx", { concurrently: true })),
      steps(addIndex("Book", index, { concurrently: true })),
    );
    const plain = history(
      initial,
      whole(
        addIndex("Book", index),
        addConstraint("Book", unique),
        addField("Book", "author", author),
        alterField("Book", "isbn", { ...text(20), unique: true }),
        addConstraint("Book", check),
      ),
    );
    await using database = await open();
    await up(database, online);
    const made = await tables(database);
    await down(database, online, "0001");
    await up(database, online);
    const again = await tables(database);

    await using other = await open();
    await up(other, plain);
    assert.deepEqual(made, await tables(other));
    assert.deepEqual(again, made);
  });

  // An error can be made between its statements.
  if (kind.dialect === "postgres")
    test("what begins a rename is done as a whole or not at all, and again after an error", async () => {
      const graph = history(initial, steps(beginRenameField("Book", "title", "heading")));
      await using database = await open();
      await up(database, graph, "0001");
      const name = `${hashedName("shop_book", ["title", "heading"], "", 55)}_sync`;
      await database.execute(`CREATE FUNCTION "${name}"() RETURNS int LANGUAGE sql AS 'SELECT 1'`);

      await assert.rejects(up(database, graph), /cannot change return type/);
      await assert.rejects(rowsOf(database, "heading"), { code: "db.schema-mismatch" });
      await database.execute(`DROP FUNCTION "${name}"()`);
      await up(database, graph);

      await insert(database, "heading", "Summer");
      assert.deepEqual(await rowsOf(database, "title"), [["Summer"]]);
    });

  const preset = { dbDefault: { value: "new" } } as const;
  const stateOfBook = (fields: Readonly<Record<string, FieldState>>) =>
    whole(createModel("Book", { fields: { id, ...fields } }));

  test("a default of the database is taken for nobody's value while a field has two columns", async () => {
    const field: FieldState = { ...text(20), ...preset };
    const longer: FieldState = { ...text(60), ...preset };
    const graph = history(
      stateOfBook({ title: field, state: field }),
      whole(beginRenameField("Book", "title", "heading"), beginAlterField("Book", "state", longer)),
      steps(copyField("Book", "heading"), copyField("Book", "state")),
      steps(finishRenameField("Book", "title", "heading"), finishAlterField("Book", "state", longer)),
    );
    await using database = await open();
    await up(database, graph, "0001");
    const add = (column: string, value: string) =>
      database.execute(`INSERT INTO shop_book (${column}, state) VALUES ('${value}', '${value}')`);
    await add("title", "before");

    await up(database, graph, "0002");
    await add("title", "by the old release");
    await add("heading", "by the new release");
    await up(database, graph);
    await database.execute("INSERT INTO shop_book (id) VALUES (99)");

    const values = ["before", "by the old release", "by the new release", "new"];
    assert.deepEqual(
      await rowsOf(database, "heading, state"),
      values.map((value) => [value, value]),
    );
    await down(database, graph, "0001");
    assert.deepEqual(
      await rowsOf(database, "title, state"),
      values.map((value) => [value, value]),
    );
  });

  test("a table may get another name while a field of it has two columns", async () => {
    const graph = history(
      stateOfBook({ title: { ...text(20), index: true } }),
      whole(beginRenameField("Book", "title", "heading")),
      steps(copyField("Book", "heading")),
      whole(renameTable("Book", "volumes")),
      whole(finishRenameField("Book", "title", "heading")),
    );
    await using database = await open();
    await up(database, graph, "0004");
    await database.execute("INSERT INTO volumes (title) VALUES ('Summer')");

    await up(database, graph);
    assert.deepEqual(await database.query("SELECT heading FROM volumes"), [["Summer"]]);
    await database.execute("INSERT INTO volumes (heading) VALUES ('Winter')");

    await down(database, graph, "0001");
    assert.deepEqual(await rowsOf(database, "title"), [["Summer"], ["Winter"]]);
    await database.execute("UPDATE shop_book SET title = 'Spring'");
  });

  test("steps do nothing where migrations make no table", async () => {
    const other = kind.dialect === "sqlite" ? "postgres" : "sqlite";
    const longer = text(60);
    const graph = history(
      whole(createModel("Book", { fields: { id, title: text(20), state: text(20) }, onlyOn: other })),
      whole(beginRenameField("Book", "title", "heading"), beginAlterField("Book", "state", longer)),
      steps(
        copyField("Book", "heading"),
        copyField("Book", "state"),
        backfill("Book", { set: { state: { value: "x" } } }),
      ),
      steps(finishRenameField("Book", "title", "heading"), finishAlterField("Book", "state", longer)),
    );
    await using database = await open();

    await up(database, graph);
    await down(database, graph, "0001");

    await assert.rejects(rowsOf(database, "*"), { code: "db.schema-mismatch" });
  });

  test("what can't have two columns is refused, with what to do, before anything is done", async () => {
    const refused = (begin: Operation, reason: RegExp) => {
      const computed: FieldState = {
        type: "integer",
        nullable: true,
        generated: { expression: { op: "+", of: [{ field: "pages" }, { value: 1 }] }, stored: true },
      };
      const [{ operations = [] }] = [stateOfBook({ pages: { type: "integer" }, computed })];
      const graph = history({ operations }, whole(begin));
      return assert.throws(() => graph.state(), reason);
    };
    refused(
      beginRenameField("Book", "id", "number"),
      /shop\.Book\.id can't have two columns, because it is the key.+\n.+column: "id"/,
    );
    refused(beginRenameField("Book", "computed", "sum"), /it is computed by the database/);
    refused(
      beginAlterField("Book", "pages", { type: "bigInteger" }),
      /because it is used by the field "computed"/,
    );
    refused(beginAlterField("Book", "id", { type: "bigAuto", primaryKey: true }), /it is a key/);
    refused(
      beginAlterField("Book", "pages", { type: "belongsTo", to: "shop.Book", onDelete: "cascade" }),
      /it is a reference: it has the type of what it refers to\.\nUse alterField\(\)/,
    );
  });

  if (kind.dialect === "postgres")
    test("a view of a column that goes is told, not dropped", async () => {
      const graph = history(
        stateOfBook({ pages: { type: "integer" } }),
        whole(beginAlterField("Book", "pages", { type: "bigInteger" })),
        steps(copyField("Book", "pages")),
        steps(finishAlterField("Book", "pages", { type: "bigInteger" })),
      );
      await using database = await open();
      await up(database, graph, "0003");
      await database.execute("CREATE VIEW sizes AS SELECT pages FROM shop_book");

      await assert.rejects(up(database, graph), /view sizes depends on column pages/);

      assert.deepEqual(await database.query("SELECT pages FROM sizes"), []);
      await database.execute("DROP VIEW sizes");
      await up(database, graph);
    });

  if (kind.dialect === "mysql")
    test("what takes a copy of the table is refused with what to do, and done where downtime is accepted", async () => {
      const computed: FieldState = {
        type: "string",
        maxLength: 90,
        nullable: true,
        index: true,
        generated: { expression: { op: "upper", of: [{ field: "title" }] }, stored: false },
      };
      const sequence = (accepted: object) =>
        history(
          stateOfBook({ title: text(60), state: text(20), computed }),
          whole(beginRenameField("Book", "state", "phase")),
          steps(copyField("Book", "phase")),
          { ...whole(finishRenameField("Book", "state", "phase")), ...accepted },
        );
      await using database = await open();
      await assert.rejects(
        up(database, sequence({})),
        /LOCK=NONE is not supported.*acceptsDowntime: "at night"/s,
      );

      await up(database, sequence({ acceptsDowntime: "at night" }));

      await database.execute("INSERT INTO shop_book (title, phase) VALUES ('a', 'b')");
    });

  if (kind.dialect === "sqlite")
    for (const [what, key, ending] of [
      ["without row numbers", "a text, b integer, title text NOT NULL, PRIMARY KEY (a, b)", "WITHOUT ROWID"],
      [
        "with a column of that name",
        "rowid text, a text, b integer, title text NOT NULL, PRIMARY KEY (a, b)",
        "",
      ],
    ] as const)
      test(`both names of a field work in a table ${what}`, async () => {
        const fields: Record<string, FieldState> = {
          a: { type: "string", maxLength: 9, primaryKey: true },
          b: { type: "integer", primaryKey: true },
          title: { type: "text" },
        };
        const graph = history(
          whole(
            runSql(`CREATE TABLE shop_book (${key}) ${ending}`, "DROP TABLE shop_book", {
              state: [createModel("Book", { fields })],
            }),
          ),
          whole(beginRenameField("Book", "title", "heading")),
          steps(copyField("Book", "heading")),
        );
        await using database = await open();
        await up(database, graph, "0001");
        const add = (row: string, column: string) =>
          database.execute(`INSERT INTO shop_book (a, b, ${column}) VALUES (${row}, 'Summer')`);
        await add("'a', 1", "title");
        await up(database, graph);

        await add("'a', 2", "title");
        await add("'b', 1", "heading");
        await database.execute("UPDATE shop_book SET heading = 'Winter' WHERE b = 2");

        assert.deepEqual(await database.query("SELECT title, heading FROM shop_book ORDER BY a, b"), [
          ["Summer", "Summer"],
          ["Winter", "Winter"],
          ["Summer", "Summer"],
        ]);
      });

  test("a backfill fills rows in batches, and what was killed goes on where it was", async () => {
    const graph = history(
      initial,
      whole(addField("Book", "price", { type: "integer", nullable: true })),
      steps(backfill("Book", { set: { price: { value: 7 } }, batchSize: 50 })),
    );
    await using database = await open();
    await up(database, graph, "0002");
    for (let row = 0; row < 200; row++) await insert(database, "title", `Book ${row}`, row);
    const seen: number[] = [];
    const dies = withSchemaSession(database, (session) =>
      migrateUp(
        session,
        graph,
        {},
        {
          starts() {},
          ends() {},
          progresses(_, { rows }) {
            seen.push(rows);
            if (rows >= 100) throw new Error("the power is gone");
          },
        },
      ),
    );
    await assert.rejects(dies, /the power is gone/);
    const filled = await database.query("SELECT COUNT(*) FROM shop_book WHERE price = 7");
    assert.deepEqual(filled.flat().map(Number), [100]);
    const half = await halfApplied(readingSession(database));
    assert.deepEqual(half, [{ id: ["shop", "0003_step"], marked: 0, rows: { rows: 100, of: 200 } }]);
    // What is behind it is not looked at again.
    await database.execute("UPDATE shop_book SET price = NULL WHERE pages = 0");

    await up(database, graph);

    const empty = await database.query("SELECT COUNT(*) FROM shop_book WHERE price IS NULL");
    assert.deepEqual(empty.flat().map(Number), [1]);
    assert.deepEqual(seen, [50, 100]);
  });
}
