import * as fc from "fast-check";
import type { ConditionOf } from "quintet/db";
import { type PartRow, shortText, smallNumber, type Thing, type ThingRow } from "./data.ts";

/*
 * Random conditions, each as Quintet takes it and as a plain function. What the functions say:
 *
 * - Null is nothing: of a comparison it makes false, and `not` makes true of that. It equals null, and differs from all else.
 * - What one call says of a relation to many rows is about one row there, the same in all of the call; a row without any
 *   has an empty one. Below `not` each comparison is about any row there.
 */

/** A condition on a thing beside one of its parts, or beside nothing where it has none. */
interface Made {
  readonly written: object;
  holds(row: ThingRow, part: PartRow | null): boolean;
  /** Whether it speaks of a part outside of any `not`, for which the thing stands once for each part. */
  readonly joins: boolean;
}
type Value = number | string | boolean | null;
/** A comparison of one value: `{ gt: 3 }`. */
interface Test {
  readonly written: unknown;
  holds(value: Value): boolean;
  /** The operators one by one, where there are several. */
  readonly each?: readonly Test[];
}

const test = (written: unknown, holds: (value: never) => boolean): Test => ({
  written,
  holds: (value) => value !== null && holds(value as never),
});

const anyTests = (values: fc.Arbitrary<Value>): fc.Arbitrary<Test>[] => [
  values.map((wanted) => test(wanted, (value) => value === wanted)),
  values.map((wanted) => test({ eq: wanted }, (value) => value === wanted)),
  fc.array(values, { maxLength: 3 }).map((list) => test({ in: list }, (value) => list.includes(value))),
  fc.boolean().map((isNull) => ({ written: { isNull }, holds: (value) => (value === null) === isNull })),
  fc.constant({ written: null, holds: (value: Value) => value === null }),
];
const differs = (values: fc.Arbitrary<Value>): fc.Arbitrary<Test> =>
  values.map((other) => ({ written: { ne: other }, holds: (value) => value !== other }));

const numberTests: fc.Arbitrary<Test>[] = [
  ...anyTests(smallNumber),
  smallNumber.map((limit) => test({ gt: limit }, (value) => value > limit)),
  smallNumber.map((limit) => test({ lte: limit }, (value) => value <= limit)),
  fc
    .tuple(smallNumber, smallNumber)
    .map(([low, high]) => test({ between: [low, high] }, (value) => value >= low && value <= high)),
  fc.tuple(smallNumber, smallNumber).map(([low, high]) => ({
    ...test({ gte: low, lt: high }, (value) => value >= low && value < high),
    each: [test({ gte: low }, (value) => value >= low), test({ lt: high }, (value) => value < high)],
  })),
];
const textTests: fc.Arbitrary<Test>[] = [
  ...anyTests(shortText),
  shortText.map((part) => test({ contains: part }, (value: string) => value.includes(part))),
  shortText.map((part) => test({ startsWith: part }, (value: string) => value.startsWith(part))),
  shortText.map((part) => test({ endsWith: part }, (value: string) => value.endsWith(part))),
  shortText.map((part) => test({ icontains: part.toUpperCase() }, (value: string) => value.includes(part))),
  shortText.map((part) => test({ iexact: part.toUpperCase() }, (value: string) => value === part)),
];

/** A comparison of a field of the thing itself. */
const own = (name: "a" | "b" | "s" | "flag", tests: readonly fc.Arbitrary<Test>[]): fc.Arbitrary<Made> =>
  fc.oneof(...tests).map(({ written, holds }) => ({
    written: { [name]: written },
    holds: (row) => holds(row[name]),
    joins: false,
  }));
const ofParent = (name: "rank" | "name", tests: readonly fc.Arbitrary<Test>[]): fc.Arbitrary<Made> =>
  fc.oneof(...tests).map(({ written, holds }) => ({
    written: { parent: { [name]: written } },
    holds: (row) => holds(row.parent?.[name] ?? null),
    joins: false,
  }));
const leaf = fc.oneof(
  own("a", [...numberTests, differs(smallNumber)]),
  own("b", [...numberTests, differs(smallNumber)]),
  own("s", [...textTests, differs(shortText)]),
  own("flag", [...anyTests(fc.boolean()), differs(fc.boolean())]),
  ofParent("rank", [...numberTests, differs(smallNumber)]),
  ofParent("name", textTests),
  fc.boolean().map(
    (isNull): Made => ({
      written: { parent: { isNull } },
      holds: ({ parent }) => (parent === null) === isNull,
      joins: false,
    }),
  ),
);

/** A comparison of parts; below `not` of any of them, else of the one that the whole call speaks of. */
const ofParts = (isBelowNot: boolean): fc.Arbitrary<Made> =>
  fc.tuple(fc.constantFrom("v" as const, "w" as const), fc.oneof(...numberTests)).map(([name, each]) => ({
    written: { parts: { [name]: each.written } },
    holds: (row, part) =>
      isBelowNot
        ? (each.each ?? [each]).every(({ holds }) => besides(row).some((some) => holds(some?.[name] ?? null)))
        : each.holds(part?.[name] ?? null),
    joins: !isBelowNot,
  }));
/** Two comparisons of one and the same part. */
const ofOnePart: fc.Arbitrary<Made> = fc
  .tuple(fc.oneof(...numberTests), fc.oneof(...numberTests))
  .map(([first, second]) => ({
    written: { parts: { v: first.written, w: second.written } },
    holds: (_row, part) => first.holds(part?.v ?? null) && second.holds(part?.w ?? null),
    joins: true,
  }));

/** What stands beside a row: each of its parts, or nothing. */
const besides = ({ parts }: ThingRow): readonly (PartRow | null)[] => (parts.length === 0 ? [null] : parts);

const joinsAny = (items: readonly Made[]) => items.some(({ joins }) => joins);

/** @param depth - How many levels of `and`, `or`, `not` there may be. */
function condition(depth: number, isBelowNot: boolean, withParts: boolean): fc.Arbitrary<Made> {
  const parts = isBelowNot ? [ofParts(true)] : [ofParts(false), ofOnePart];
  const leaves = withParts ? fc.oneof({ weight: 3, arbitrary: leaf }, ...parts) : leaf;
  if (depth === 0) return leaves;
  const inner = fc.array(condition(depth - 1, isBelowNot, withParts), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    leaves,
    inner.map(
      (items): Made => ({
        written: { and: items.map(({ written }) => written) },
        holds: (row, part) => items.every((item) => item.holds(row, part)),
        joins: joinsAny(items),
      }),
    ),
    inner.map(
      (items): Made => ({
        written: { or: items.map(({ written }) => written) },
        holds: (row, part) => items.some((item) => item.holds(row, part)),
        joins: joinsAny(items),
      }),
    ),
    condition(depth - 1, true, withParts).map(
      (item): Made => ({
        written: { not: item.written },
        holds: (row, part) => !item.holds(row, part),
        joins: false,
      }),
    ),
    fc.array(condition(depth - 1, isBelowNot, false), { minLength: 2, maxLength: 3 }).map(
      (items): Made => ({
        written: { xor: items.map(({ written }) => written) },
        holds: (row, part) => items.filter((item) => item.holds(row, part)).length % 2 === 1,
        joins: false,
      }),
    ),
  );
}

/** A call of where() or whereNot(). */
export interface Call {
  readonly method: "where" | "whereNot";
  readonly written: ConditionOf<typeof Thing>;
  /** How often a thing that the calls before have found is there after this one. */
  times(row: ThingRow): number;
  /** For fast-check's report. */
  [fc.toStringMethod](): string;
}

function call(method: Call["method"], made: Made): Call {
  const written = made.written as Call["written"]; // made here, and right by construction
  const holds = (row: ThingRow, part: PartRow | null) => made.holds(row, part) === (method === "where");
  return {
    method,
    written,
    [fc.toStringMethod]: () => `${method}(${JSON.stringify(written)})`,
    times(row) {
      if (!made.joins) return holds(row, null) ? 1 : 0;
      return besides(row).filter((part) => holds(row, part)).length;
    },
  };
}

/** Calls one after the other, each with a condition of its own. */
export const calls: fc.Arbitrary<readonly Call[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: condition(3, false, true).map((made) => call("where", made)) },
    {
      weight: 1,
      arbitrary: condition(2, true, true).map((made) => call("whereNot", { ...made, joins: false })),
    },
  ),
  { minLength: 1, maxLength: 2 },
);
/** The same without conditions on parts, so that a thing is there once. */
export const plainCalls: fc.Arbitrary<readonly Call[]> = fc.array(
  condition(2, false, false).map((made) => call("where", made)),
  { maxLength: 1 },
);

/** The things for which all calls hold, as often as they are found. */
export function expected(rows: readonly ThingRow[], made: readonly Call[]): ThingRow[] {
  return rows.flatMap((row) => {
    const times = made.reduce((count, each) => count * each.times(row), 1);
    return Array.from({ length: times }, () => row);
  });
}
