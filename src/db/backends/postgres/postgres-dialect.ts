import { Decimal } from "decimal.js";
import { type Instant, type PlainTime, Temporal } from "../../../dates/index.ts";
import type { ArithmeticNode } from "../../expressions/node.ts";
import { jsonDecoder, jsonEncoder } from "../../fields/json-codec.ts";
import type { Decoder, Dialect, Encoder, TypedSql, ValueType } from "../../sql/dialect.ts";
import { join, list, type Sql } from "../../sql/sql.ts";
import { instantOfText } from "../sqlite/sqlite-values.ts";
import { dateOfText, durationOf, textOfArray, textOfDuration, textOfMoment } from "./postgres-values.ts";

/** PostgreSQL's SQL, and values stored in the column types that Django uses. */
export const postgresDialect: Dialect = {
  name: "postgres",
  maxParameters: 65_535, // the protocol counts them with two bytes
  insertSizes: [500, 50, 10, 1],
  tellsLastKey: false,
  keysFollow: false,
  numbersParameters: true,
  wrapsLimitedSubqueries: false,
  wrapsOwnSubqueries: false,
  emptyRow: "DEFAULT VALUES",
  arrays: { typeOf: arrayType, textOf: textOfArray },
  quote: quoteName,
  // The server guesses what a parameter is from what stands around it, and often enough can't.
  placeholder(number, bound) {
    const type = bound !== undefined && "place" in bound ? bound.type : undefined;
    return `$${number}${type === undefined ? "" : (parameterCast(type) ?? "")}`;
  },
  nullOf: (type) => [`NULL${type === undefined ? "" : (parameterCast(type) ?? "")}`],
  isDistinct: (left, right) => join(left, " IS DISTINCT FROM ", right),
  truth: (value) => value,
  asText: (value) => value,
  cast: ({ sql }, type) => join("(", sql, `)${columnCast(type)}`),
  arithmetic: postgresArithmetic,

  // As Django: what is no text is compared as one, and UPPER() makes the case not matter.
  matchText(operator, left, pattern) {
    const text = join(left, "::text");
    if (operator.startsWith("i") && !isRegex(operator)) {
      const sign = operator === "iexact" ? " = " : " LIKE ";
      return join("UPPER(", text, ")", sign, "UPPER(", pattern, ")");
    }
    return join(text, ` ${isRegex(operator) ? regexSign(operator) : "LIKE"} `, pattern);
  },
  textPattern(operator, text) {
    if (operator === "iexact" || isRegex(operator)) return text;
    const escaped = text.replaceAll(/[\\%_]/g, "\\$&");
    const [before, after] = wildcards(operator);
    return before + escaped + after;
  },
  matchExpression(operator, left, right) {
    const text = join(left, "::text");
    if (operator === "iexact") return join("UPPER(", text, ") = UPPER((", right, ")::text)");
    if (isRegex(operator)) return join(text, ` ${regexSign(operator)} (`, right, ")::text");
    // Signs of patterns mean themselves: E'\\\\' is one backslash in a text and in a pattern two.
    const escaped = join(
      "REPLACE(REPLACE(REPLACE((",
      right,
      String.raw`)::text, E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_')`,
    );
    const [before, after] = wildcards(operator);
    const ignoresCase = operator.startsWith("i");
    return join(
      ignoresCase ? join("UPPER(", text, ")") : text,
      ` LIKE '${before}' || `,
      ignoresCase ? join("UPPER(", escaped, ")") : escaped,
      ` || '${after}'`,
    );
  },

  limit: (limit, offset) =>
    join(
      limit === undefined ? "" : join(" LIMIT ", limit),
      offset === undefined ? "" : join(" OFFSET ", offset),
    ),
  orderItem(item, descending, nulls) {
    const ordered = descending ? join(item, " DESC") : item;
    return nulls === undefined ? ordered : join(ordered, ` NULLS ${nulls.toUpperCase()}`);
  },
  distinctOn: (columns) => join("DISTINCT ON (", list(columns), ") "),
  setOperator: (operator) => setOperators[operator],
  lock({ skipLocked, noWait, noKey }, tables) {
    const names = tables.length === 0 ? [] : join(" OF ", list(tables.map((table): Sql => [table])));
    return join(
      noKey ? " FOR NO KEY UPDATE" : " FOR UPDATE",
      names,
      noWait ? " NOWAIT" : "",
      skipLocked ? " SKIP LOCKED" : "",
    );
  },
  conflict: ({ ignore, target, update }) => {
    if (ignore) return " ON CONFLICT DO NOTHING";
    const columns = target.map(({ column }) => quoteName(column)).join(", ");
    const changes = update.map(({ column }) => `${quoteName(column)} = excluded.${quoteName(column)}`);
    return ` ON CONFLICT (${columns}) DO UPDATE SET ${changes.join(", ")}`;
  },

  decoder,
  encoder,
};

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const setOperators = {
  union: "UNION",
  unionAll: "UNION ALL",
  intersection: "INTERSECT",
  difference: "EXCEPT",
};

/** Moments and intervals are added by the server; two days are whole days apart, which it gives as a number. */
function postgresArithmetic(
  operator: ArithmeticNode["operator"],
  left: TypedSql,
  right: TypedSql,
  type: ValueType | undefined,
): Sql {
  // Whole numbers would be divided without a rest.
  if (operator === "/" && type?.type === "float")
    return join("((", left.sql, ")::double precision / ", right.sql, ")");
  if (operator === "**") return join("POWER(", left.sql, ", ", right.sql, ")");
  if (operator === "-" && left.type?.type === "date" && right.type?.type === "date")
    return join("(interval '1 day' * (", left.sql, " - ", right.sql, "))");
  return join("(", left.sql, ` ${operator} `, right.sql, ")");
}

/** The type of a cast: a text is cut to its length, a decimal rounded to its places. */
function columnCast(type: ValueType): string {
  if (type.type === "decimal" && type.digits !== undefined)
    return `::numeric(${type.digits}, ${type.places ?? 0})`;
  if (type.type === "string" && type.maxLength !== undefined) return `::varchar(${type.maxLength})`;
  return parameterCast(type) ?? "::text";
}

function isRegex(operator: string): boolean {
  return operator === "regex" || operator === "iregex";
}

function regexSign(operator: string): string {
  return operator === "iregex" ? "~*" : "~";
}

function wildcards(operator: string): [before: string, after: string] {
  return [/contains|endsWith/i.test(operator) ? "%" : "", /contains|startsWith/i.test(operator) ? "%" : ""];
}

/**
 * What is written behind a parameter whose type nothing around it tells, such as one in a list of selected values;
 * `undefined` where the server's own guess, text, is right.
 */
function parameterCast(type: ValueType): string | undefined {
  const own = ownType(type);
  return own === undefined ? casts[type.type] : `::${own}`;
}

/** The type that a field names for its column, where values of the usual one are not taken for such. */
function ownType({ type, columnType }: ValueType): string | undefined {
  const own = typeof columnType === "object" ? columnType.postgres : columnType;
  if (type === "custom") return own ?? "text";
  const isText = type === "string" || type === "text";
  return isText && own !== undefined && !isTextType(own) ? own : undefined;
}

/** Whether a type is one of the server's own for texts. A cast to one that has a length cuts what is longer. */
export function isTextType(type: string): boolean {
  return /^(?:character|char|varchar|bpchar|text)\b/i.test(type);
}

/** Of a type that an app names nothing is known: it may be an array itself, and arrays of arrays are no rows of arrays. */
function arrayType(type: ValueType): string | undefined {
  if (type.type === "custom") return undefined;
  const cast = parameterCast(type);
  return cast === undefined ? undefined : `${cast.slice(2)}[]`;
}

const casts: Readonly<Partial<Record<ValueType["type"], string>>> = {
  smallAuto: "::smallint",
  auto: "::integer",
  bigAuto: "::bigint",
  string: "::text", // not varchar(n): a value is not a column, and must not be cut
  text: "::text",
  integer: "::integer",
  smallInteger: "::smallint",
  bigInteger: "::bigint",
  float: "::double precision",
  decimal: "::numeric",
  boolean: "::boolean",
  datetime: "::timestamptz",
  date: "::date",
  time: "::time",
  duration: "::interval",
  json: "::jsonb",
  uuid: "::uuid",
  binary: "::bytea",
};

function decoder(type: ValueType): Decoder | undefined {
  switch (type.type) {
    case "boolean":
      return (stored) => stored === 1; // column-readers.ts
    case "integer":
    case "smallInteger":
    case "float":
      // Totals and parts of dates are numerics, which come as text.
      return (stored) => (typeof stored === "number" ? stored : Number(stored));
    case "bigInteger":
    case "bigAuto":
      return type.asBigint ? toBigint : (stored) => (typeof stored === "string" ? Number(stored) : stored);
    case "datetime":
      return type.asInstant
        ? (stored) => instantOfText(String(stored), dateOfText)
        : (stored) => dateOfText(String(stored));
    case "date":
      return (stored) => Temporal.PlainDate.from(String(stored).slice(0, 10));
    case "time":
      return (stored) => Temporal.PlainTime.from(String(stored));
    case "duration":
      return (stored) => durationOf(String(stored));
    case "decimal":
      return (stored) => new Decimal(String(stored));
    case "json":
      return jsonDecoder(type);
    case "custom":
      return type.custom!.fromDatabase as Decoder;
    default:
      return undefined;
  }
}

/** A total over big integers is a numeric, which may have places after the point. */
function toBigint(stored: NonNullable<Parameters<Decoder>[0]>): bigint {
  return BigInt(typeof stored === "string" ? stored.replace(/\..*$/, "") : (stored as number | bigint));
}

function encoder(type: ValueType): Encoder | undefined {
  switch (type.type) {
    case "boolean":
      return (value) => (value === true ? "true" : "false");
    case "datetime":
      return (value) => textOfMoment(value as Date | Instant);
    case "date":
      return (value) => String(value);
    case "time":
      return (value) => (value as PlainTime).toString();
    case "duration":
      return (value) => textOfDuration(value as Parameters<typeof textOfDuration>[0]);
    case "decimal":
      return (value) => storedDecimal(value as Decimal | string, type.places);
    case "json":
      return jsonEncoder(type);
    case "custom":
      return type.custom!.toDatabase;
    default:
      return undefined;
  }
}

function storedDecimal(value: Decimal | string, places: number | undefined): string {
  if (typeof value === "string") return value;
  const rounded = places === undefined ? value : value.toDecimalPlaces(places, Decimal.ROUND_HALF_EVEN);
  return rounded.toFixed();
}
