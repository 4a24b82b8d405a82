import type { Decimal } from "decimal.js";
import type { Duration, Instant, PlainDate, PlainTime } from "quintet/db";
import {
  acos,
  anyValue,
  asin,
  atan,
  atan2,
  belongsTo,
  bitOr,
  bitXor,
  ceil,
  chr,
  collate,
  cos,
  cot,
  cumeDist,
  degrees,
  denseRank,
  exp,
  firstValue,
  float,
  floor,
  integer,
  lastValue,
  lead,
  least,
  ln,
  ltrim,
  Model,
  min,
  mod,
  nthValue,
  ntile,
  ord,
  percentRank,
  pi,
  radians,
  random,
  repeat,
  rowNumber,
  rpad,
  rtrim,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  sin,
  strIndex,
  string,
  substr,
  tan,
  text,
  upper,
  uuidV7,
  variance,
  type WindowFunction,
} from "quintet/db";
import type { Expression } from "../../src/db/expressions/expression.ts";
import {
  coalesce,
  greatest,
  jsonArray,
  jsonObject,
  nullIf,
} from "../../src/db/expressions/functions/comparison.ts";
import { now, part, trunc } from "../../src/db/expressions/functions/date.ts";
import { defineFunction, defineTotal } from "../../src/db/expressions/functions/define-function.ts";
import { md5, uuidV4 } from "../../src/db/expressions/functions/hash.ts";
import { abs, log, power, round, sqrt } from "../../src/db/expressions/functions/math.ts";
import { concat, left, length, lower, lpad, replace } from "../../src/db/expressions/functions/text.ts";
import { avg, count, max, stddev, stringAgg, sum } from "../../src/db/expressions/functions/totals.ts";
import { lag, over, rank, type Window } from "../../src/db/expressions/functions/windows.ts";

/* What the functions of the database accept, refuse and give. Compiled, never run. */

/** Compiles only where both types are the same. */
type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
declare function gives<Expected>(): <Actual, Input>(
  expression: Expression<Actual, Input>,
  same: Same<Actual, Expected>,
) => void;

declare const row: {
  readonly name: Expression<string>;
  readonly nickname: Expression<string | null>;
  readonly status: Expression<"draft" | "published">;
  readonly count: Expression<number>;
  readonly size: Expression<number | null>;
  readonly big: Expression<bigint, bigint | number>;
  readonly price: Expression<Decimal, Decimal | number | string>;
  readonly at: Expression<Date>;
  readonly instant: Expression<Instant, Instant | Date>;
  readonly seenAt: Expression<Date | null>;
  readonly day: Expression<PlainDate>;
  readonly clock: Expression<PlainTime | null>;
  readonly span: Expression<Duration>;
  readonly flag: Expression<boolean>;
};

export function texts() {
  gives<string>()(lower(row.name), true);
  gives<string | null>()(lower(row.nickname), true);
  gives<string>()(lower(row.status), true);
  gives<number | null>()(length(row.nickname), true);
  gives<string>()(concat(row.name, " ", row.nickname), true);
  gives<string>()(left(row.name, row.count), true);
  gives<string | null>()(lpad(row.nickname, 3, "0"), true);
  gives<string>()(replace(row.name, "a"), true);
  gives<string | null>()(md5(row.nickname), true);
  gives<string>()(uuidV4(), true);
  // @ts-expect-error a number is not a text
  lower(row.count);
  // @ts-expect-error a length is a number
  left(row.name, "3");
}

export function numbers() {
  gives<number | null>()(abs(row.size), true);
  gives<bigint>()(abs(row.big), true);
  gives<Decimal>()(round(row.price, 1), true);
  gives<number | null>()(sqrt(row.size), true);
  gives<number>()(sqrt(row.big), true);
  gives<Decimal>()(power(row.price, 2), true);
  gives<number>()(log(2, row.count), true);
  sqrt(row.price).gt("1.5");
  // @ts-expect-error a text has no root
  sqrt(row.name);
}

export function dates() {
  gives<number>()(part(row.at, "hour", { zone: "Europe/Berlin" }), true);
  gives<number | null>()(part(row.seenAt, "year"), true);
  gives<PlainDate | null>()(part(row.seenAt, "date"), true);
  gives<PlainTime>()(trunc(row.at, "time"), true);
  gives<Date | null>()(trunc(row.seenAt, "month", { zone: "Europe/Berlin" }), true);
  gives<PlainDate>()(trunc(row.day, "month"), true);
  gives<PlainTime | null>()(trunc(row.clock, "hour"), true);
  gives<number>()(part(row.span, "hour"), true);
  gives<Date>()(now(), true);
  gives<Instant>()(now({ as: "instant" }), true);
  gives<Instant>()(trunc(row.instant, "month", { zone: "Europe/Berlin" }), true);
  gives<PlainDate>()(part(row.instant, "date"), true);
  row.instant.lt(now({ as: "instant" }));
  row.instant.lt(new Date());
  // @ts-expect-error a Date is no instant: cast it
  row.instant.lt(row.at);
  // @ts-expect-error a Date has no microseconds
  row.at.lt({} as Instant);
  // @ts-expect-error a day has no hour
  part(row.day, "hour");
  // @ts-expect-error a time of day has no month
  trunc(row.clock, "month");
  // @ts-expect-error only moments have a time zone
  trunc(row.day, "month", { zone: "Europe/Berlin" });
  // @ts-expect-error there is no such unit
  part(row.at, "century");
  // @ts-expect-error a number is not a moment
  part(row.count, "year");
}

export function comparisons() {
  gives<string>()(coalesce(row.nickname, row.name), true);
  gives<string>()(coalesce(row.nickname, "nobody"), true);
  gives<string | null>()(coalesce(row.nickname, row.nickname), true);
  gives<number | string>()(coalesce(row.size, row.name), true);
  gives<number | null>()(greatest(row.count, row.size), true);
  gives<string | null>()(nullIf(row.name, ""), true);
  gives<(string | number)[]>()(jsonArray<string | number>(row.name, row.count), true);
  gives<{ name: string }>()(jsonObject<{ name: string }>({ name: row.name }), true);
  coalesce(row.price, 0).gt("1.5");
}

export function totals() {
  gives<number>()(count(), true);
  gives<number>()(count(row.name, { distinct: true, where: row.flag }), true);
  gives<number | null>()(sum(row.size), true);
  gives<number>()(sum(row.size, { default: 0 }), true);
  gives<Decimal>()(sum(row.price, { default: "0.00", where: row.flag }), true);
  gives<Duration | null>()(avg(row.span), true);
  gives<number | null>()(avg(row.big), true);
  gives<Decimal | null>()(avg(row.price, { distinct: true }), true);
  gives<Date | null>()(max(row.at), true);
  gives<Instant | null>()(max(row.instant), true);
  gives<number | null>()(stddev(row.count, { sample: true }), true);
  gives<string | null>()(stringAgg(row.nickname, ", ", { distinct: true, orderBy: row.nickname }), true);
  gives<string>()(stringAgg(row.name, ", ", { default: "", orderBy: [row.at.desc(), row.name] }), true);
  // @ts-expect-error texts can't be added up
  sum(row.name);
  // @ts-expect-error moments can't be added up
  avg(row.at);
  // @ts-expect-error the default is a number, as the total
  sum(row.count, { default: "none" });
  // @ts-expect-error a condition is true or false
  count(row.name, { where: row.name });
}

export function windows() {
  const window: Window = {
    partitionBy: row.status,
    orderBy: [row.price.desc(), row.at],
    frame: { rows: [null, 0] },
  };
  gives<number>()(rank().over(window), true);
  gives<Decimal | null>()(lag(row.price, { default: 0 }).over(window), true);
  gives<number | null>()(
    over(sum(row.count), { orderBy: row.at, frame: { range: [-1, 1], exclude: "ties" } }),
    true,
  );
  class Author extends Model({ name: string({ maxLength: 10 }) }) {}
  class Book extends Model({
    get author() {
      return belongsTo(() => Author, { onDelete: "cascade" });
    },
  }) {}
  Book.where((book) => rank().over({ partitionBy: book.author, orderBy: book.author.name }).eq(1));
  // @ts-expect-error without over() it is no value
  row.count.eq(rank());
  // @ts-expect-error a frame is of rows, a range or groups
  rank().over({ frame: { lines: [null, 0] } });
}

export function ownFunctions() {
  const similarity = defineFunction({
    name: "similarity",
    parameters: [text(), text()],
    result: float(),
    sql: { postgres: "SIMILARITY({1}, {2})" },
  });
  gives<number>()(similarity(row.name, "Tolkein"), true);
  similarity(row.nickname, row.name).gt(0.4);
  const version = defineFunction({
    name: "version",
    parameters: [],
    result: text({ nullable: true }),
    sql: "VERSION()",
  });
  gives<string | null>()(version(), true);
  const digits = defineFunction({
    name: "digits",
    parameters: [integer()],
    result: integer(),
    sql: "LENGTH({1})",
  });
  // @ts-expect-error it takes a number
  digits(row.name);
  // @ts-expect-error it takes one argument
  digits();
  const median = defineTotal({
    name: "median",
    parameters: [float()],
    result: float({ nullable: true }),
    sql: "MEDIAN({1})",
  });
  gives<number | null>()(median(row.count), true);
  gives<number | null>()(median(row.size, { where: row.flag, distinct: true, default: 0 }), true);
  // @ts-expect-error it takes numbers
  median(row.name);
  // @ts-expect-error there is no such option
  median(row.count, { unique: true });
}

export function moreTexts() {
  gives<string | null>()(upper(row.nickname), true);
  gives<string>()(ltrim(rtrim(row.name)), true);
  gives<string>()(rpad(repeat(row.name, 2), 9), true);
  gives<string | null>()(substr(row.nickname, 1, 2), true);
  gives<number | null>()(strIndex(row.nickname, "a"), true);
  gives<number>()(ord(row.name), true);
  gives<string | null>()(chr(row.size), true);
  gives<string>()(collate(row.name, "nocase"), true);
  gives<string | null>()(sha1(row.nickname), true);
  gives<string>()(sha224(row.name), true);
  gives<string>()(sha256(row.name), true);
  gives<string>()(sha384(row.name), true);
  gives<string>()(sha512(row.name), true);
  gives<string>()(uuidV7(), true);
  // @ts-expect-error a number has no hash
  sha256(row.count);
  // @ts-expect-error a number of times
  repeat(row.name, "2");
}

export function moreNumbers() {
  for (const real of [sin, cos, tan, cot, asin, acos, atan, exp, ln, degrees, radians])
    gives<number | null>()(real(row.size), true);
  gives<number>()(atan2(row.count, 2), true);
  gives<number>()(mod(row.count, 2), true);
  gives<bigint>()(floor(row.big), true);
  gives<Decimal>()(ceil(row.price), true);
  gives<number>()(pi(), true);
  gives<number>()(random(), true);
  gives<number | null>()(least(row.count, row.size), true);
  // @ts-expect-error an angle is a number
  sin(row.name);
  // @ts-expect-error a text can't be rounded
  floor(row.name);
}

export function moreTotals() {
  gives<Date | null>()(min(row.at), true);
  gives<"draft" | "published" | null>()(anyValue(row.status), true);
  gives<number | null>()(bitOr(row.count), true);
  gives<number>()(bitXor(row.count, { default: 0 }), true);
  gives<number | null>()(variance(row.count), true);
  // @ts-expect-error texts have no variance
  variance(row.name);
  // @ts-expect-error bits are those of whole numbers
  bitOr(row.price);
}

export function moreWindows() {
  for (const place of [rowNumber(), denseRank(), ntile(4), percentRank(), cumeDist()])
    gives<number>()(place.over({ orderBy: row.at }), true);
  gives<string>()(firstValue(row.name).over({ orderBy: row.at }), true);
  gives<string | null>()(lastValue(row.nickname).over({ orderBy: row.at }), true);
  gives<string | null>()(nthValue(row.name, 2).over({ orderBy: row.at }), true);
  gives<Decimal | null>()(lead(row.price).over({ orderBy: row.at }), true);
  const place: WindowFunction<number> = rank();
  void place;
  // @ts-expect-error how many parts
  ntile();
}
