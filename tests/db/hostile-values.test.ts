import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  bigInteger,
  binary,
  boolean,
  count,
  date,
  datetime,
  integer,
  json,
  Model,
  part,
  recordStatements,
  string,
  text,
  time,
  transaction,
  trunc,
  uuid,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { canary, hostileText, hostileValue, operators, type Unchecked } from "./properties/hostile.ts";

/*
 * Random hostile values in the places of public calls: what comes is an answer or an error of ours, nothing of them is in
 * the text of a statement, and what was stored is there as it was. The seeds are fixed, and fast-check prints the smallest
 * call that shows a mistake.
 */

class Target extends Model({
  short: string({ maxLength: 50, nullable: true }),
  long: text({ nullable: true }),
  whole: integer({ nullable: true }),
  big: bigInteger({ nullable: true, as: "bigint" }),
  flag: boolean({ nullable: true }),
  at: datetime({ nullable: true }),
  day: date({ nullable: true }),
  hour: time({ nullable: true }),
  data: json<unknown>({ nullable: true }),
  code: uuid({ nullable: true }),
  bytes: binary({ nullable: true }),
}) {}
const target: Unchecked = Target;
type Row = Unchecked;

const fields = [
  "short",
  "long",
  "whole",
  "big",
  "flag",
  "at",
  "day",
  "hour",
  "data",
  "code",
  "bytes",
] as const;
const field = fc.constantFrom(...fields);
const name = fc.oneof({ weight: 4, arbitrary: field }, hostileText);
const under = (key: string, of: unknown) => Object.fromEntries([[key, of]]);

const methods = [
  ...["eq", "ne", "lt", "between", "in", "contains", "iexact", "regex", "containsJson", "hasKey", "compare"],
  ...["at", "textAt", "plus", "orElse", "and", "or", "asc", "count", "cast"],
] as const;

/** Calls by what they try. */
const calls: fc.Arbitrary<{ readonly what: string; run(): unknown }> = fc.oneof(
  fc
    .tuple(name, hostileValue)
    .map(([key, of]) => ({ what: "where", run: () => target.where(under(key, of)) })),
  fc.tuple(name, fc.constantFrom(...operators), hostileValue).map(([key, operator, of]) => ({
    what: `where ${operator}`,
    run: () => target.whereNot(under(key, under(operator, of))).count(),
  })),
  hostileValue.map((of) => ({ what: "a condition", run: () => target.where(of).count() })),
  hostileValue.map((of) => ({ what: "find", run: () => target.find(of) })),
  hostileValue.map((of) => ({ what: "orderBy", run: () => target.orderBy(of).limit(1) })),
  hostileValue.map((of) => ({ what: "limit", run: () => target.limit(of) })),
  hostileValue.map((of) => ({ what: "page", run: () => target.all().page({ number: 1, size: of }) })),
  hostileValue.map((of) => ({
    what: "keysetPage",
    run: () => target.orderBy("whole").keysetPage({ size: 2, after: of }),
  })),
  hostileValue.map((of) => ({ what: "select", run: () => target.all().select(of) })),
  hostileValue.map((of) => ({ what: "include", run: () => target.all().include(of) })),
  hostileValue.map((of) => ({ what: "lock", run: () => transaction(() => target.all().lock({ of })) })),
  hostileValue.map((of) => ({ what: "explain", run: () => target.all().explain({ format: of }) })),
  hostileText.map((key) => ({
    what: "annotate",
    run: () => target.all().annotate((row: Row) => under(key, row.whole)),
  })),
  hostileText.map((key) => ({ what: "aggregate", run: () => target.aggregate(() => under(key, count())) })),
  hostileValue.map((of) => ({
    what: "zone",
    run: () => target.select((row: Row) => trunc(row.at, "day", { zone: of as never })),
  })),
  hostileValue.map((of) => ({
    what: "unit",
    run: () => target.select((row: Row) => part(row.at, of as never)),
  })),
  fc
    .tuple(field, fc.constantFrom(...methods), fc.array(hostileValue, { maxLength: 2 }))
    .map(([key, method, of]) => ({
      what: `${key}.${method}`,
      run: () => target.all().select((row: Row) => row[key][method](...of)),
    })),
  fc.tuple(name, hostileValue).map(([key, of]) => ({
    what: "update",
    run: () => target.where({ id: -1 }).update(under(key, of)),
  })),
);

/** What an object of an unknown kind can be told apart by. */
const shown = (of: Unchecked): string =>
  of instanceof Uint8Array
    ? Buffer.from(of).toString("hex")
    : (JSON.stringify(typeof of === "bigint" ? String(of) : of) ?? "");

class Undone extends Error {}

forEachDatabase(({ test, open }) => {
  test("hostile values give an answer or an error of ours, and are never in the text of a statement", async () => {
    await using _database = await open([Target]);
    await Target.createMany([{ short: "a", whole: 1, data: { a: [1] } }, {}]);
    const before = shown(await Target.orderBy("id").select(...fields.filter((key) => key !== "big")));

    await fc.assert(
      fc.asyncProperty(calls, async ({ what, run }) => {
        const { statements } = await recordStatements(async () => {
          try {
            await run();
          } catch (error) {
            assert.match(String((error as Unchecked).code), /^db\./, `${what}: ${(error as Error).stack}`);
          }
        });
        for (const statement of statements) assert.ok(!statement.text.includes(canary), statement.text);
      }),
      { seed: 20_240_331, numRuns: 400 },
    );

    assert.equal(({} as Unchecked).x, undefined);
    assert.equal(shown(await Target.orderBy("id").select(...fields.filter((key) => key !== "big"))), before);
  });

  test("what is stored of hostile values comes back as it was taken, or is refused", async () => {
    await using _database = await open([Target]);

    await fc.assert(
      fc.asyncProperty(field, hostileValue, async (key, of) => {
        const storing = transaction(async () => {
          const made = await target.create(under(key, of));
          const found: Unchecked = await Target.get(made.id);
          assert.equal(shown(found[key]), shown(made[key]), key);
          throw new Undone();
        });
        await assert.rejects(
          storing,
          (error: Unchecked) => error instanceof Undone || /^db\./.test(error.code),
        );
      }),
      { seed: 20_240_331, numRuns: 200 },
    );

    assert.equal(await Target.count(), 0);
  });
});
