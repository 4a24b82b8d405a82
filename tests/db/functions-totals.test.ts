import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { StoredValue } from "../../src/db/fields/column.ts";
import { aggregateSpecs, functionSpecs, isWindowFunction } from "../../src/db/sql/functions/all-functions.ts";
import { computed } from "../../src/db/sql/functions/computed-type.ts";
import { type FunctionCall, sqlOf } from "../../src/db/sql/functions/function-spec.ts";
import { join, type Sql } from "../../src/db/sql/sql.ts";
import {
  askTotal,
  type FunctionDatabase,
  functionDatabases,
  parameter,
  typed,
} from "./function-databases.ts";

/* Totals and window functions, the same on every database. */

after(() => Promise.all(functionDatabases.map((database) => database.close())));

type Rows = readonly (readonly [number, StoredValue])[];
const whole: Rows = [
  [1, 10],
  [1, 20],
  [2, 20],
  [2, null],
];
const none: Rows = [[1, null]];
const firstGroup: Sql = ["k = 1"];
const textRows: Rows = [
  [1, "b"],
  [2, "a"],
  [3, null],
  [4, "b"],
];

for (const database of functionDatabases) {
  const one = async (...args: Parameters<typeof askTotal> extends [unknown, ...infer Rest] ? Rest : never) =>
    (await askTotal(database, ...args))[0];

  describe(database.name, { skip: database.skip }, () => {
    test(`count() counts rows, values, different values, and those of a condition (${database.name})`, async () => {
      assert.equal(Number(await one("count", "integer", whole, { item: undefined })), 4);
      assert.equal(Number(await one("count", "integer", whole)), 3);
      assert.equal(Number(await one("count", "integer", whole, { distinct: true })), 2);
      assert.equal(Number(await one("count", "integer", whole, { filter: firstGroup })), 2);
      assert.equal(Number(await one("count", "integer", whole, { item: undefined, filter: ["k = 2"] })), 2);
      assert.equal(Number(await one("count", "integer", none)), 0);
    });

    test(`sum() and avg() leave nulls out, and are null over nothing (${database.name})`, async () => {
      assert.equal(Number(await one("sum", "integer", whole)), 50);
      assert.equal(Number(await one("sum", "integer", whole, { distinct: true })), 30);
      assert.equal(Number(await one("sum", "integer", whole, { filter: firstGroup })), 30);
      assert.equal(Number(await one("avg", "integer", whole)), 50 / 3);
      assert.equal(Number(await one("avg", "integer", whole, { distinct: true })), 15);
      assert.equal(Number(await one("avg", "integer", whole, { filter: firstGroup })), 15);
      assert.equal(await one("sum", "integer", none), null);
      assert.equal(await one("avg", "integer", none), null);
      assert.equal(await one("sum", "integer", whole, { filter: ["k = 9"] }), null);
    });

    test(`sums of whole numbers may be larger than 32 bits (${database.name})`, async () => {
      const large: Rows = [
        [1, 2_000_000_000],
        [2, 2_000_000_000],
      ];
      assert.equal(Number(await one("sum", "integer", large)), 4_000_000_000);
    });

    test(`sums and means of decimals are decimals (${database.name})`, async () => {
      const prices: Rows = [
        [1, "1.10"],
        [2, "2.25"],
      ];
      assert.equal(Number(await one("sum", "decimal", prices)).toFixed(2), "3.35");
      assert.equal(Number(await one("avg", "decimal", prices)).toFixed(3), "1.675");
    });

    test(`min() and max() compare (${database.name})`, async () => {
      assert.equal(Number(await one("min", "integer", whole)), 10);
      assert.equal(Number(await one("max", "integer", whole, { filter: firstGroup })), 20);
      assert.equal(await one("min", "string", textRows), "a");
    });

    test(`stddev() and variance() are of everything, or estimated from a sample (${database.name})`, async () => {
      const values: Rows = [2, 4, 4, 4, 5, 5, 7, 9].map((value, key) => [key, value]);
      assertNear(await one("stddev", "integer", values), 2);
      assertNear(await one("variance", "integer", values), 4);
      assertNear(await one("varianceSample", "integer", values), 32 / 7);
      assertNear(await one("stddevSample", "integer", values), Math.sqrt(32 / 7));
      assertNear(
        await one("variance", "float", [
          [1, 1e9 + 0.5],
          [2, 1e9 + 1.5],
        ]),
        0.25,
      );
      assertNear(await one("variance", "integer", values, { filter: ["k < 1"] }), 0);
      assert.equal(await one("varianceSample", "integer", [[1, 5]]), null);
      assert.equal(await one("stddev", "integer", none), null);
    });

    test(`anyValue() is one of the values that aren't null (${database.name})`, async () => {
      const value = Number(await one("anyValue", "integer", whole));
      assert.ok(value === 10 || value === 20, String(value));
      assert.equal(Number(await one("anyValue", "integer", whole, { filter: ["k = 2"] })), 20);
      assert.equal(await one("anyValue", "integer", none), null);
    });

    test(`bitAnd(), bitOr() and bitXor() combine bits, and are null over nothing (${database.name})`, async () => {
      const bits: Rows = [
        [1, 12],
        [2, 10],
        [3, null],
      ];
      assert.equal(Number(await one("bitAnd", "integer", bits)), 8);
      assert.equal(Number(await one("bitOr", "integer", bits)), 14);
      assert.equal(Number(await one("bitXor", "integer", bits)), 6);
      assert.equal(Number(await one("bitAnd", "integer", bits, { filter: ["k = 1"] })), 12);
      assert.equal(
        Number(
          await one("bitAnd", "integer", [
            [1, -1],
            [2, -4],
          ]),
        ),
        -4,
      );
      for (const name of ["bitAnd", "bitOr", "bitXor"]) assert.equal(await one(name, "integer", none), null);
    });

    test(`stringAgg() puts texts together, in an order, without repetitions (${database.name})`, async () => {
      const separator = parameter(database.name, typed("string", ", "));
      const orderBy: Sql[] = [["k DESC"]];
      const args = [separator];
      assert.equal(await one("stringAgg", "string", textRows, { args, orderBy }), "b, a, b");
      assert.equal(await one("stringAgg", "string", textRows, { args, orderBy, filter: ["k > 1"] }), "b, a");
      const different = String(await one("stringAgg", "string", textRows, { args, distinct: true }));
      assert.deepEqual(different.split(", ").toSorted(), ["a", "b"]);
      assert.equal(await one("stringAgg", "string", [[1, null]], { args }), null);
      const nothing = [parameter(database.name, typed("string", ""))];
      assert.equal(await one("stringAgg", "string", textRows, { args: nothing, orderBy: [["k"]] }), "bab");
    });

    test(`totals work over the rows around each row (${database.name})`, async () => {
      const rows: Rows = [
        [1, 1],
        [2, 2],
        [3, 6],
        [4, 4],
      ];
      const over: Sql = ["(ORDER BY k ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"];
      const expected: Record<string, readonly number[]> = {
        sum: [1, 3, 8, 10],
        avg: [1, 1.5, 4, 5],
        count: [1, 2, 2, 2],
        max: [1, 2, 6, 6],
        variance: [0, 0.25, 4, 1],
        bitOr: [1, 3, 6, 6],
      };
      for (const [name, values] of Object.entries(expected)) {
        const given = await askTotal(database, name, "integer", rows, { over });
        assert.deepEqual(given.map(Number), values, name);
      }
      const filtered = await askTotal(database, "sum", "integer", rows, { over, filter: ["k <> 2"] });
      assert.deepEqual(
        filtered.map((value) => value && Number(value)),
        [1, 1, 6, 10],
      );
    });

    test(`what can't be added up is refused before anything is sent (${database.name})`, async () => {
      for (const name of ["sum", "avg", "stddev", "variance"]) {
        const total = one(name, "datetime", [[1, "2024-01-01 00:00:00"]]);
        await assert.rejects(total, { code: "db.invalid-query", message: /adds numbers and durations up/ });
      }
    });

    test(`window functions number, compare and look at neighbours (${database.name})`, async () => {
      const rows: Rows = [
        [1, 10],
        [2, 20],
        [3, 20],
        [4, null],
      ];
      const byValue = "(ORDER BY CASE WHEN v IS NULL THEN 1 ELSE 0 END, v)";
      const byKey = "(ORDER BY k)";
      const whole = "(ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)";
      assert.deepEqual(await windowed(database, "rowNumber", [], byKey, rows), [1, 2, 3, 4]);
      assert.deepEqual(await windowed(database, "rank", [], byValue, rows), [1, 2, 2, 4]);
      assert.deepEqual(await windowed(database, "denseRank", [], byValue, rows), [1, 2, 2, 3]);
      assert.deepEqual(
        await windowed(database, "percentRank", [], byValue, rows),
        [0, 0.333333333, 0.333333333, 1],
      );
      assert.deepEqual(await windowed(database, "cumeDist", [], byValue, rows), [0.25, 0.75, 0.75, 1]);
      assert.deepEqual(await windowed(database, "ntile", ["2"], byKey, rows), [1, 1, 2, 2]);
      assert.deepEqual(await windowed(database, "lag", ["v", "1"], byKey, rows), [null, 10, 20, 20]);
      assert.deepEqual(await windowed(database, "lead", ["v", "1"], byKey, rows), [20, 20, null, null]);
      assert.deepEqual(await windowed(database, "lead", ["v", "1", "-1"], byKey, rows), [20, 20, null, -1]);
      assert.deepEqual(await windowed(database, "lag", ["v", "2", "0"], byKey, rows), [0, 0, 10, 20]);
      assert.deepEqual(await windowed(database, "firstValue", ["v"], whole, rows), [10, 10, 10, 10]);
      assert.deepEqual(await windowed(database, "lastValue", ["v"], whole, rows), [null, null, null, null]);
      assert.deepEqual(await windowed(database, "nthValue", ["v", "2"], whole, rows), [20, 20, 20, 20]);
    });
  });
}

test("window functions are told from others, and totals from both", () => {
  assert.ok(isWindowFunction("rank"));
  assert.ok(!isWindowFunction("lower"));
  assert.ok(!isWindowFunction("toString"));
  assert.equal(functionSpecs.constructor, undefined);
  assert.equal(aggregateSpecs.toString, undefined);
});

/** What a window function gives for each row, by key. */
async function windowed(
  database: FunctionDatabase,
  name: string,
  args: readonly string[],
  over: string,
  rows: Rows,
): Promise<unknown[]> {
  const made = {
    args: args.map((arg): Sql => [arg]),
    types: [computed("integer")],
    options: {},
    over: [over],
  };
  const sql = sqlOf<(call: FunctionCall) => Sql>(functionSpecs[name]!, database.name)(made);
  const values = rows.map(([key, value], position) =>
    join(
      position === 0 ? "SELECT " : " UNION ALL SELECT ",
      `${key} AS k, `,
      parameter(database.name, typed("integer", value)),
      " AS v",
    ),
  );
  const answer = await database.rows(join(sql, " AS w FROM (", ...values, ") AS t ORDER BY k"));
  // MariaDB gives ranks in percent ten places.
  return answer.map(([value]) => (value === null ? null : Number(Number(value).toFixed(9))));
}

function assertNear(actual: unknown, expected: number): void {
  assert.notEqual(actual, null);
  assert.ok(Math.abs(Number(actual) - expected) < 1e-9, `${actual} is not ${expected}`);
}
