import assert from "node:assert/strict";
import { test } from "node:test";
import { openDatabase, sqlite } from "quintet/db";
import { introspectTables } from "../../src/db/introspect/introspect-tables.ts";
import { readDatabase } from "../../src/db/introspect/read-database.ts";
import { readingSession } from "../../src/db/schema/schema-access.ts";

test("a number that must not be negative is a positive one, where it is whole; elsewhere the condition stays", async () => {
  await using database = openDatabase(sqlite({ file: ":memory:" }));
  await database.execute(
    "CREATE TABLE goods (id INTEGER PRIMARY KEY, stock INT CHECK (stock >= 0), price NUMERIC(8,2) CHECK (price >= 0), weight REAL CHECK (weight >= 0))",
  );

  const facts = await readDatabase("sqlite", readingSession(database));
  const { models } = introspectTables(facts, {
    kind: "sqlite",
    moduleOf: () => "shop",
    known: new Map(),
    skipped: new Set(),
    isDjango: false,
    uuids: new Set(),
  });

  const [goods] = [...models];
  assert.deepEqual(goods!.fields.stock, { type: "integer", positive: true, nullable: true });
  assert.deepEqual(
    goods!.constraints.map(({ name }) => name),
    ["goods_price_check", "goods_weight_check"],
  );
});
