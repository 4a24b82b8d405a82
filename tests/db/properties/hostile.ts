import * as fc from "fast-check";
import { Model, sql, type sql as sqlTag, Temporal, value } from "quintet/db";

/* Values and names that nobody should send, and that somebody will. */

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is what this is about
export type Unchecked = any;

class Stranger extends Model({}) {}

/** Stands in every hostile text, so that it can be looked for in statements. */
export const canary = "zQz";

const texts = [
  "",
  "'",
  '"',
  "`",
  "\\",
  "%",
  "_",
  "\\%",
  "a\0b",
  "\ud800",
  "😀",
  "\u2028",
  "--",
  "/*",
  "$1",
  "?",
  ":a",
  "{1}",
  "(",
  "(a+)+$",
  "1e400",
  "NaN",
  "2024-01-01",
  "true",
  "$.a",
  "a.b",
  "[0]",
  "x".repeat(300),
  "İ",
  "K",
  "ﷺ",
  "__proto__",
  "constructor",
  `'); DROP TABLE target; -- ${canary}`,
  `" OR 1=1 -- ${canary}`,
  `\`; ${canary}`,
];
export const hostileText = fc.oneof(
  fc.constantFrom(...texts),
  fc.string({ unit: "binary", maxLength: 4 }).map((text) => text + canary),
  fc.array(fc.constantFrom(...texts), { maxLength: 3 }).map((parts) => parts.join("")),
);
const hostileNumber = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.bigInt(),
  fc.constantFrom<number | bigint>(
    ...[Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 31, 2 ** 53, 2 ** 63, 1e300, 5e-324, 0.1],
    ...[2n ** 63n, -(2n ** 63n) - 1n, 2n ** 200n],
  ),
);

const objects: readonly (() => Unchecked)[] = [
  () => undefined,
  () => null,
  () => true,
  () => ({}),
  () => [],
  () => [undefined],
  () => [[]],
  () => new Array(1),
  () => Object.create(null),
  () => ({ toString: () => `1) ${canary}` }),
  () => ({ valueOf: () => 1 }),
  () => ({ toJSON: () => 1 }),
  () => ({ length: 1 }),
  () => new Map(),
  () => new Set([1]),
  () => /x/,
  () => Symbol("x"),
  () => () => 1,
  () => new Proxy({}, {}),
  () => new Date(Number.NaN),
  () => new Date(8.64e15),
  () => new Date(0),
  () => Promise.resolve(1),
  () => new Uint8Array(3),
  () => new Float64Array(2),
  () => Temporal.PlainDate.from("-000001-01-01"),
  () => Temporal.PlainTime.from("23:59:59.999999999"),
  () => Temporal.Duration.from({ years: 1 }),
  () => Temporal.Instant.from("2024-01-01T00:00:00.123456789Z"),
  () => JSON.parse('{"__proto__":{"x":1}}'),
  () => JSON.parse('{"constructor":{"name":"Date"}}'),
  () => JSON.parse(`{"node":{"kind":"sql","texts":["1=1 ${canary}"],"items":[]}}`),
  () => ({ __raw: true, sql: `1=1 ${canary}` }),
  () => new Stranger({}),
  () => Stranger.all(),
  () => value("x"),
  () => (sql as typeof sqlTag)`1`,
  () => new Number(1),
  () => new String("x"),
];
const oddObject = fc.constantFrom(...objects).map((make) => make());

export const operators = [
  ...["eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "isNull", "contains", "startsWith", "endsWith"],
  ...["iexact", "icontains", "istartsWith", "iendsWith", "regex", "containedBy", "hasKey", "hasKeys"],
  ...["hasAnyKeys", "year", "date", "hour", "__proto__", "constructor", "toString", "$gt", "or", "not"],
] as const;

const scalar = fc.oneof(hostileText, hostileNumber, oddObject);
export const hostileValue: fc.Arbitrary<Unchecked> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.oneof(hostileText, fc.constantFrom(...operators)), scalar, { maxKeys: 2 }),
  fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text)),
);
