import assert from "node:assert/strict";
import { addField, backfill, createModel, type Database, type FieldState, runSql } from "quintet/db";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { type TestDatabase, testDatabases } from "./databases.ts";

/*
 * Backfills go through a table by its key, whatever that is: batches end at a key, which is noted, read again, and compared by
 * the database. Keys here come in an order that is neither that of insertion nor that of JavaScript.
 */

type Dialect = TestDatabase["dialect"];

interface KeyOfRows {
  readonly fields: Readonly<Record<string, FieldState>>;
  /** The key of a row, 0 to 199, as SQL. */
  value(row: number, dialect: Dialect): string;
}

const rows = 200;
const digits = (row: number, width: number) => String((row * 7919) % 10 ** width).padStart(width, "0");
const letters = ["Ä", "a", "Z", "_", "é", "ß"];
const bytes = (dialect: Dialect, row: number) =>
  dialect === "postgres" ? `decode('${digits(row, 6)}', 'hex')` : `x'${digits(row, 6)}'`;
const one = (field: FieldState) => ({ id: { ...field, primaryKey: true } });

const keys: Readonly<Record<string, KeyOfRows>> = {
  text: {
    fields: one({ type: "string", maxLength: 20 }),
    value: (row) => `'${letters[row % letters.length]}${row}'`,
  },
  "integers beyond the safe ones": {
    fields: one({ type: "bigInteger" }),
    value: (row) => String(BigInt(row) * 90_071_992_547_409n - 9_007_199_254_740_993n),
  },
  decimal: {
    fields: one({ type: "decimal", digits: 12, places: 3 }),
    value: (row) => `${row - 100}.${digits(row, 3)}`,
  },
  float: { fields: one({ type: "float" }), value: (row) => String((row - 100) / 7) },
  date: { fields: one({ type: "date" }), value: (row) => `'${1900 + row}-0${(row % 9) + 1}-10'` },
  datetime: {
    fields: one({ type: "datetime" }),
    value: (row) => `'${1900 + row}-0${(row % 9) + 1}-10 10:00:00.123456'`,
  },
  uuid: {
    fields: one({ type: "uuid" }),
    value: (row) => `'${digits(row, 8)}000041238000000000000000'`,
  },
  bytes: {
    // MariaDB has no key of texts or bytes without a length.
    fields: one({ type: "binary" }),
    value: (row, dialect) => bytes(dialect, row),
  },
  "a text and a number": {
    fields: {
      shop: { type: "string", maxLength: 20, primaryKey: true },
      number: { type: "integer", primaryKey: true },
    },
    value: (row) => `'${letters[row % letters.length]}', ${(row * 7919) % 1000}`,
  },
  "three numbers": {
    fields: {
      year: { type: "integer", primaryKey: true },
      month: { type: "integer", primaryKey: true },
      number: { type: "integer", primaryKey: true },
    },
    value: (row) => `${2000 + (row % 3)}, ${row % 12}, ${1000 - row}`,
  },
};

const step = (name: string, operations: readonly Operation[], before?: string, transaction?: false) => ({
  module: "shop",
  name,
  operations,
  dependsOn: before === undefined ? [] : [["shop", before] as const],
  ...(transaction === false && { transaction }),
});
const up = (database: Database, graph: MigrationGraph, name?: string, progresses?: () => void) =>
  withSchemaSession(database, (session) =>
    migrateUp(session, graph, name === undefined ? {} : { module: "shop", name }, {
      starts() {},
      ends() {},
      ...(progresses && { progresses }),
    }),
  );

function history(fields: KeyOfRows["fields"]): MigrationGraph {
  const price: FieldState = { type: "integer", nullable: true };
  return new MigrationGraph([
    step("0001_book", [createModel("Book", { fields }), addField("Book", "price", price)]),
    step(
      "0002_fill",
      [backfill("Book", { set: { price: { value: 7 } }, batchSize: 50 })],
      "0001_book",
      false,
    ),
  ]);
}

for (const { test, open, dialect } of testDatabases.filter(({ name }) => name !== "SQLite in memory")) {
  for (const [type, { fields, value }] of Object.entries(keys)) {
    test(`a backfill goes on where it was killed, by a key of ${type}`, async () => {
      const isBytes = dialect === "mysql" && fields.id?.type === "binary";
      const graph = history(isBytes ? one({ type: "binary", columnType: "binary(3)" }) : fields);
      const columns = Object.keys(fields).join(", ");
      await using database = await open();
      await up(database, graph, "0001");
      for (let row = 0; row < rows; row++)
        await database.execute(`INSERT INTO shop_book (${columns}) VALUES (${value(row, dialect)})`);
      const filled = async () =>
        (await database.query("SELECT COUNT(*) FROM shop_book WHERE price = 7")).flat().map(Number);

      let batches = 0;
      const dies = up(database, graph, undefined, () => {
        batches++;
        if (batches === 2) throw new Error("the power is gone");
      });
      await assert.rejects(dies, /the power is gone/);
      assert.deepEqual(await filled(), [100]);
      await up(database, graph, undefined, () => {
        batches++;
        assert.ok(batches <= 4, "no batch comes twice");
      });

      assert.deepEqual(await filled(), [rows]);
    });
  }

  if (dialect === "sqlite")
    test("a batch that would end at a key with bytes that are no text is an error, and no row is passed over", async () => {
      const graph = history(keys.text!.fields);
      await using database = await open();
      await up(database, graph, "0001");
      const key = (row: number) =>
        row === 49 ? "CAST(x'61303439ff' AS TEXT)" : `'a${String(row).padStart(3, "0")}'`;
      for (let row = 0; row < 60; row++)
        await database.execute(`INSERT INTO shop_book (id) VALUES (${key(row)})`);

      const dies = up(database, graph);

      await assert.rejects(
        dies,
        /A row of "shop_book" has a key with bytes that are no text: "id" is \["a049\ufffd"\]/,
      );
      await database.execute("UPDATE shop_book SET id = 'a049' WHERE length(id) > 4");
      await up(database, graph);
      const left = await database.query("SELECT COUNT(*) FROM shop_book WHERE price IS NULL");
      assert.deepEqual(left.flat().map(Number), [0]);
    });

  if (dialect === "sqlite")
    test("a key that is NULL ends a backfill with an error, before anything is passed over", async () => {
      const graph = new MigrationGraph([
        step("0001_book", [
          runSql("CREATE TABLE shop_book (id text PRIMARY KEY, price integer)", "DROP TABLE shop_book", {
            state: [
              createModel("Book", {
                fields: {
                  id: { type: "string", maxLength: 20, primaryKey: true },
                  price: { type: "integer", nullable: true },
                },
              }),
            ],
          }),
        ]),
        step("0002_fill", [backfill("Book", { set: { price: { value: 7 } } })], "0001_book", false),
      ]);
      await using database = await open();
      await up(database, graph, "0001");
      await database.execute("INSERT INTO shop_book (id) VALUES ('a'), (NULL)");

      await assert.rejects(up(database, graph), /"shop_book" has a row whose key is NULL \("id"\)/);

      assert.deepEqual(await database.query("SELECT COUNT(*) FROM shop_book WHERE price = 7"), [[0]]);
    });
}
