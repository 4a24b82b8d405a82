import assert from "node:assert/strict";
import * as fc from "fast-check";
import { avg, count, type Expression, max, min, type Path, sum } from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { type Call, calls, expected, plainCalls } from "./properties/conditions.ts";
import { fill, models, Thing, type ThingRow } from "./properties/data.ts";

/*
 * Random queries beside plain loops over the same rows. The seeds are fixed: a failure is the same one the next time,
 * and fast-check prints the smallest query that shows it.
 */

const settings = { seed: 20_240_331, numRuns: 150 };

function queryOf(made: readonly Call[]) {
  let query = Thing.all();
  for (const { method, written } of made) query = query[method](written);
  return query;
}

/** Keys of orders: the columns without texts, whose order is the database's. */
const orderKey = fc.record({
  name: fc.constantFrom("a" as const, "b" as const, "flag" as const, "rank" as const),
  isDescending: fc.boolean(),
  nulls: fc.constantFrom("first" as const, "last" as const),
});
type OrderKey = typeof orderKey extends fc.Arbitrary<infer Key> ? Key : never;

function compareBy(keys: readonly OrderKey[]) {
  return (one: ThingRow, other: ThingRow): number => {
    for (const { name, isDescending, nulls } of keys) {
      const [left, right] = [one, other].map((row) =>
        name === "rank" ? (row.parent?.rank ?? null) : row[name],
      );
      if (left === right) continue;
      if (left === null || right === null) return (left === null) === (nulls === "first") ? -1 : 1;
      return Number(left) < Number(right) === isDescending ? 1 : -1;
    }
    return one.id - other.id;
  };
}

/** Numbers that are there, without nulls. */
const present = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
const total = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((all, value) => all + value, 0);

forEachDatabase(({ test, open }) => {
  test("random conditions find what a plain evaluation finds", async () => {
    await using _database = await open(models);
    const rows = await fill();

    await fc.assert(
      fc.asyncProperty(calls, async (made) => {
        const found = await queryOf(made)
          .orderBy("id")
          .select((thing) => thing.id);
        assert.deepEqual(
          found,
          expected(rows, made).map(({ id }) => id),
        );
        assert.equal(await queryOf(made).count(), found.length);
      }),
      settings,
    );
  });

  test("random orders, limits and offsets give the same part of the rows", async () => {
    await using _database = await open(models);
    const rows = await fill();
    const part = fc.option(fc.nat({ max: 26 }), { nil: undefined });

    await fc.assert(
      fc.asyncProperty(
        plainCalls,
        fc.array(orderKey, { maxLength: 3 }),
        part,
        part,
        fc.boolean(),
        async (made, keys, limit, offset, isReversed) => {
          let query = queryOf(made).orderBy(
            ...keys.map((key) => (thing: Path<typeof Thing>) => {
              const column = chosen(thing, [key.name])[key.name]!; // just put there
              return key.isDescending ? column.desc(key) : column.asc(key);
            }),
            "id",
          );
          if (isReversed) query = query.reverse();
          if (offset !== undefined) query = query.offset(offset);
          if (limit !== undefined) query = query.limit(limit);
          const sorted = expected(rows, made).toSorted(compareBy(keys));
          if (isReversed) sorted.reverse();
          const wanted = sorted.slice(offset ?? 0, limit === undefined ? undefined : (offset ?? 0) + limit);

          const found = await query;

          assert.deepEqual(
            found.map(({ id }) => id),
            wanted.map(({ id }) => id),
          );
          assert.equal(await query.count(), wanted.length);
          assert.equal(await query.exists(), wanted.length > 0);
        },
      ),
      settings,
    );
  });

  test("random groups have the totals of their rows", async () => {
    await using _database = await open(models);
    const rows = await fill();
    const keys = fc.subarray(["a", "b", "flag", "rank"] as const);

    await fc.assert(
      fc.asyncProperty(plainCalls, keys, fc.integer({ min: -2, max: 3 }), async (made, names, limit) => {
        const totals = (thing: {
          readonly a: Expression<number | null>;
          readonly b: Expression<number>;
        }) => ({
          rows: count(),
          present: count(thing.a),
          different: count(thing.a, { distinct: true }),
          sum: sum(thing.a),
          some: sum(thing.b, { where: thing.a.gte(limit), default: 0 }),
          mean: avg(thing.a),
          low: min(thing.a),
          high: max(thing.b),
        });
        const query = queryOf(made);
        const found =
          names.length === 0
            ? [await query.aggregate(totals)]
            : await query.select((thing) => ({ ...chosen(thing, names), ...totals(thing) }));

        const groups = new Map<string, ThingRow[]>();
        if (names.length === 0) groups.set("[]", []);
        for (const row of expected(rows, made)) {
          const values = names.map((name) => (name === "rank" ? (row.parent?.rank ?? null) : row[name]));
          const key = JSON.stringify(values);
          groups.set(key, [...(groups.get(key) ?? []), row]);
        }
        const wanted = [...groups].map(([key, members]) => {
          const numbers = present(members.map(({ a }) => a));
          const all = total(numbers);
          const values = JSON.parse(key) as unknown[];
          return {
            ...Object.fromEntries(names.map((name, position) => [name, values[position]])),
            rows: members.length,
            present: numbers.length,
            different: new Set(numbers).size,
            sum: all,
            some: total(members.filter(({ a }) => a !== null && a >= limit).map(({ b }) => b)) ?? 0,
            mean: all === null ? null : all / numbers.length,
            low: numbers.length === 0 ? null : Math.min(...numbers),
            high: members.length === 0 ? null : Math.max(...members.map(({ b }) => b)),
          };
        });
        const texts = (list: readonly object[]) =>
          list.map((each) => JSON.stringify(rounded(each))).toSorted();
        assert.deepEqual(texts(found), texts(wanted));
      }),
      settings,
    );
  });
});

/** The columns that are grouped by. */
function chosen(thing: Path<typeof Thing>, names: readonly OrderKey["name"][]) {
  const { a, b, flag, parent } = thing;
  const all = { a, b, flag, rank: parent.rank };
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** Means with the digits that all databases agree on. */
function rounded(group: object): object {
  return Object.fromEntries(
    Object.entries(group).map(([name, value]) => [
      name,
      typeof value === "number" ? Number(value.toFixed(9)) + 0 : value,
    ]),
  );
}
