import { Decimal } from "decimal.js";
import { type Duration, type Instant, type PlainTime, Temporal } from "../../../dates/index.ts";
import { UnsupportedQueryError } from "../../errors.ts";
import { withHyphens } from "../../fields/accept-value.ts";
import { jsonDecoder, jsonEncoder } from "../../fields/json-codec.ts";
import type { Decoder, Dialect, Encoder, ValueType } from "../../sql/dialect.ts";
import { join } from "../../sql/sql.ts";
import {
  dateOfText,
  durationOf,
  instantOfText,
  microsecondsOf,
  textOfMoment,
  textOfTime,
} from "../sqlite/sqlite-values.ts";
import { mysqlArithmetic, mysqlCast } from "./mysql-expressions.ts";
import { DecimalParameter, uuidDigits } from "./mysql-values.ts";

/**
 * The SQL that MariaDB and MySQL share, and values stored exactly as Django stores them there. Which of the two it is
 * shows only when the first connection is open, long after statements are compiled: nothing here may depend on it.
 */
export const mysqlDialect: Dialect = {
  name: "mysql",
  maxParameters: 65_535, // of a prepared statement; the protocol counts them with 16 bits
  insertSizes: [500, 50, 10, 1], // 500 take three quarters of the time of ten times 50
  tellsLastKey: true,
  keysFollow: false,
  numbersParameters: false,
  wrapsLimitedSubqueries: true,
  wrapsOwnSubqueries: true,
  emptyRow: "() VALUES ()",
  quote: quoteName,
  placeholder: () => "?",
  isDistinct: (left, right) => join("NOT (", left, " <=> ", right, ")"),
  nullOf: () => ["NULL"],
  truth: (value) => value,
  asText: (value) => value,
  cast: mysqlCast,
  arithmetic: mysqlArithmetic,

  // Columns compare as their collation says, and the usual ones ignore case: BINARY, and (?-i) in patterns, don't.
  matchText: (operator, left, pattern) => join(left, matchOperator(operator), pattern),
  textPattern(operator, text) {
    if (isRegex(operator)) return caseFlag(operator) + text;
    const escaped = text.replaceAll(/[\\%_]/g, "\\$&");
    const [before, after] = wildcards(operator);
    return before + escaped + after;
  },
  matchExpression(operator, left, right) {
    const [before, after] = wildcards(operator);
    const escaped = `'\\\\', '\\\\\\\\'), '%', '\\%'), '_', '\\_')`;
    const pattern = isRegex(operator)
      ? join(`CONCAT('${caseFlag(operator)}', `, right, ")")
      : join(`CONCAT('${before}', REPLACE(REPLACE(REPLACE(`, right, `, ${escaped}, '${after}')`);
    return join(left, matchOperator(operator), pattern);
  },

  limit(limit, offset) {
    if (limit === undefined && offset === undefined) return [];
    // There is no OFFSET without LIMIT; the manual gives this number for "none".
    return join(
      " LIMIT ",
      limit ?? ["18446744073709551615"],
      offset === undefined ? "" : join(" OFFSET ", offset),
    );
  },
  // There is no NULLS FIRST: whether there is a value is ordered by before the value is.
  orderItem(item, descending, nulls) {
    const ordered = descending ? join(item, " DESC") : item;
    if (nulls === undefined) return ordered;
    return join(item, nulls === "first" ? " IS NOT NULL, " : " IS NULL, ", ordered);
  },
  distinctOn() {
    throw new UnsupportedQueryError(
      "MariaDB and MySQL have no DISTINCT ON: distinct() takes no fields there.",
    );
  },
  setOperator: (operator) => setOperators[operator],
  lock({ of, skipLocked, noWait, noKey }) {
    if (of !== undefined || noKey)
      throw new UnsupportedQueryError(
        "MariaDB and MySQL lock whole rows of all tables: leave out of and noKey.",
      );
    return [` FOR UPDATE${noWait ? " NOWAIT" : ""}${skipLocked ? " SKIP LOCKED" : ""}`];
  },
  conflict: (conflict, keyFields) => mysqlConflictClause(conflict, keyFields[0]!.column), // a model has a key

  decoder,
  encoder,
};

const setOperators = {
  union: "UNION",
  unionAll: "UNION ALL",
  intersection: "INTERSECT",
  difference: "EXCEPT",
};

/** A name in backticks; backticks within are doubled. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

function isRegex(operator: string): operator is "regex" | "iregex" {
  return operator === "regex" || operator === "iregex";
}

/** Both servers' engines (PCRE, ICU) read this at the beginning of a pattern, against what the collation says. */
function caseFlag(operator: "regex" | "iregex"): string {
  return operator === "iregex" ? "(?i)" : "(?-i)";
}

function matchOperator(operator: string): string {
  if (isRegex(operator)) return " REGEXP ";
  return operator.startsWith("i") ? " LIKE " : " LIKE BINARY ";
}

function wildcards(operator: string): [before: string, after: string] {
  return [/contains|endsWith/i.test(operator) ? "%" : "", /contains|startsWith/i.test(operator) ? "%" : ""];
}

/*
 * Totals of whole numbers come as decimals, which the driver gives as texts, and so do whole numbers beyond 2^53: a
 * computed value has the type of its field, so decoders take both.
 */
function decoder(type: ValueType): Decoder | undefined {
  switch (type.type) {
    case "smallAuto":
    case "auto":
    case "integer":
    case "smallInteger":
    case "float":
      return (stored) => (typeof stored === "number" ? stored : Number(stored));
    case "bigInteger":
    case "bigAuto":
      if (type.asBigint) return (stored) => BigInt(stored as number | string);
      return (stored) => (typeof stored === "number" ? stored : Number(stored));
    case "boolean":
      // BIT(1), which other frameworks take for booleans, comes as a byte.
      return (stored) =>
        stored instanceof Uint8Array ? stored.some((byte) => byte !== 0) : Number(stored) !== 0;
    case "datetime":
      return type.asInstant
        ? (stored) => instantOfText(String(stored), dateOfText)
        : (stored) => dateOfText(String(stored));
    case "date":
      return (stored) => Temporal.PlainDate.from(String(stored).slice(0, 10));
    case "time":
      return (stored) => Temporal.PlainTime.from(String(stored));
    case "duration":
      return (stored) => durationOf(stored);
    case "decimal":
      return (stored) => new Decimal(stored as number | string);
    case "json":
      return jsonDecoder(type);
    case "uuid":
      return (stored) => withHyphens(uuidDigits(String(stored)));
    case "binary":
      // Bytes of their own: what the driver gives is a window on a whole packet of the network.
      return (stored) => new Uint8Array(stored as Uint8Array);
    case "custom":
      return type.custom!.fromDatabase as Decoder;
    default:
      return undefined;
  }
}

function encoder(type: ValueType): Encoder | undefined {
  switch (type.type) {
    case "boolean":
      return (value) => (value === true ? 1 : 0);
    case "datetime":
      return (value) => textOfMoment(value as Date | Instant);
    case "date":
      return (value) => String(value);
    case "time":
      return (value) => textOfTime(value as PlainTime);
    case "duration":
      return (value) => microsecondsOf(value as Duration);
    case "decimal":
      return (value) => DecimalParameter.of(decimalText(value as Decimal | string, type.places));
    case "json":
      return jsonEncoder(type);
    case "uuid":
      return (value) => uuidDigits(String(value));
    case "custom":
      return type.custom!.toDatabase;
    default:
      return undefined;
  }
}

function decimalText(value: Decimal | string, places: number | undefined): string {
  if (typeof value === "string") return value;
  return (places === undefined ? value : value.toDecimalPlaces(places, Decimal.ROUND_HALF_EVEN)).toFixed();
}

/** What of a conflict the clause needs; `Conflict` of the write compiler is one. */
interface ConflictColumns {
  readonly ignore: boolean;
  readonly update: readonly { readonly column: string }[];
}

/**
 * The end of an INSERT that may meet rows with the same unique values: changes those that are there, or leaves them as
 * they are. The server can't be told which rule is meant: every unique rule of the table counts.
 *
 * Ignoring is written as a change that changes nothing, rather than as INSERT IGNORE, which would also cut texts that
 * are too long and leave out rows whose references are broken.
 *
 * @param keyColumn - Any column of the table; its primary key, usually.
 */
function mysqlConflictClause({ ignore, update }: ConflictColumns, keyColumn: string): string {
  const changes = ignore
    ? [`${quoteName(keyColumn)} = ${quoteName(keyColumn)}`]
    : // MySQL 8 would rather have an alias for the new row, which MariaDB doesn't know; both understand VALUES().
      update.map(({ column }) => `${quoteName(column)} = VALUES(${quoteName(column)})`);
  return ` ON DUPLICATE KEY UPDATE ${changes.join(", ")}`;
}
