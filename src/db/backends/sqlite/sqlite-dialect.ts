import { Decimal } from "decimal.js";
import { type Duration, type Instant, type PlainTime, Temporal } from "../../../dates/index.ts";
import { UnsupportedQueryError } from "../../errors.ts";
import { withHyphens } from "../../fields/accept-value.ts";
import { jsonDecoder, jsonEncoder } from "../../fields/json-codec.ts";
import type { Decoder, Dialect, Encoder, ValueType } from "../../sql/dialect.ts";
import { join } from "../../sql/sql.ts";
import { sqliteArithmetic, sqliteCast } from "./sqlite-expressions.ts";
import {
  dateOfText,
  durationOf,
  instantOfText,
  microsecondsOf,
  textOfMoment,
  textOfTime,
} from "./sqlite-values.ts";

/** SQLite's SQL, and values stored exactly as Django's SQLite backend stores them. */
export const sqliteDialect: Dialect = {
  name: "sqlite",
  maxParameters: 32_766, // sqlite.org/limits.html, item 9
  insertSizes: [50, 10, 1], // measured: blocks of 20 or 100 rows take 5 to 10 % longer
  tellsLastKey: true,
  keysFollow: true,
  numbersParameters: false,
  wrapsLimitedSubqueries: false,
  wrapsOwnSubqueries: false,
  emptyRow: "DEFAULT VALUES",
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: () => "?",
  nullOf: () => ["NULL"],
  isDistinct: (left, right) => join(left, " IS NOT ", right),
  truth: (value) => value,
  asText: (value) => value,
  cast: sqliteCast,
  arithmetic: sqliteArithmetic,

  // LIKE ignores the case of ASCII letters here, so what must not ignore it is written with GLOB.
  // A bare parameter behind LIKE, GLOB or LIMIT makes SQLite plan the statement anew each time; behind a + it doesn't.
  matchText: (operator, left, pattern) =>
    operator.startsWith("i")
      ? join(left, " LIKE +", pattern, " ESCAPE '\\'")
      : join(left, " GLOB +", pattern),
  textPattern(operator, text) {
    const [escaped, any] = operator.startsWith("i")
      ? [text.replaceAll(/[\\%_]/g, "\\$&"), "%"]
      : [text.replaceAll(/[*?[]/g, "[$&]"), "*"];
    if (operator === "iexact") return escaped;
    const before = /contains|endsWith/i.test(operator) ? any : "";
    const after = /contains|startsWith/i.test(operator) ? any : "";
    return before + escaped + after;
  },
  matchExpression(operator, left, right) {
    const [text, part] = operator.startsWith("i")
      ? [join("LOWER(", left, ")"), join("LOWER(", right, ")")]
      : [left, right];
    if (operator === "iexact") return join(text, " = ", part);
    if (/contains/i.test(operator)) return join("INSTR(", text, ", ", part, ") > 0");
    if (/startsWith/i.test(operator)) return join("SUBSTR(", text, ", 1, LENGTH(", part, ")) = ", part);
    return join("SUBSTR(", text, ", LENGTH(", text, ") - LENGTH(", part, ") + 1) = ", part);
  },

  limit(limit, offset) {
    if (limit === undefined && offset === undefined) return [];
    // SQLite has no OFFSET without LIMIT; -1 means none.
    return join(" LIMIT +", limit ?? ["(-1)"], offset === undefined ? "" : join(" OFFSET +", offset));
  },
  orderItem(item, descending, nulls) {
    const ordered = descending ? join(item, " DESC") : item;
    return nulls === undefined ? ordered : join(ordered, ` NULLS ${nulls.toUpperCase()}`);
  },
  distinctOn() {
    throw new UnsupportedQueryError("SQLite has no DISTINCT ON: distinct() takes no fields there.");
  },
  setOperator: (operator) => setOperators[operator],
  // One connection writes at a time: rows need no lock of their own.
  lock: () => [],
  conflict: ({ ignore, target, update }) => {
    if (ignore) return " ON CONFLICT DO NOTHING";
    const quoted = (column: string) => `"${column.replaceAll('"', '""')}"`;
    const columns = target.map(({ column }) => quoted(column)).join(", ");
    const changes = update.map(({ column }) => `${quoted(column)} = excluded.${quoted(column)}`).join(", ");
    return ` ON CONFLICT (${columns}) DO UPDATE SET ${changes}`;
  },

  decoder,
  encoder,
};

const setOperators = {
  union: "UNION",
  unionAll: "UNION ALL",
  intersection: "INTERSECT",
  difference: "EXCEPT",
};

function decoder(type: ValueType): Decoder | undefined {
  switch (type.type) {
    case "boolean":
      return (stored) => stored === 1 || stored === 1n;
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
      return decimalDecoder(type.places);
    case "json":
      return jsonDecoder(type);
    case "uuid":
      return (stored) => withHyphens(String(stored).replaceAll("-", ""));
    case "bigInteger":
    case "bigAuto":
      return type.asBigint ? (stored) => BigInt(stored as number) : undefined;
    case "custom":
      return type.custom!.fromDatabase as Decoder;
    default:
      return undefined;
  }
}

/**
 * SQLite keeps decimals as binary fractions: 15 digits are exact, and the column's places say how many are meant. A number
 * that has no more of either is the decimal that JavaScript writes for it; `+ 0` makes -0 a plain 0.
 */
function decimalDecoder(places: number | undefined): Decoder {
  const scale = 10 ** (places ?? 0);
  const exact = 1e15 / scale;
  return (stored) => {
    if (typeof stored !== "number") return rounded(new Decimal(String(stored)), places);
    const isExact = Math.abs(stored) < exact && Math.round(stored * scale) / scale === stored;
    return isExact ? new Decimal(stored + 0) : rounded(new Decimal(stored.toPrecision(15)), places);
  };
}

function rounded(value: Decimal, places: number | undefined): Decimal {
  return places === undefined ? value : value.toDecimalPlaces(places, Decimal.ROUND_HALF_EVEN);
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
      return (value) => storedDecimal(value as Decimal | string, type.places);
    case "json":
      return jsonEncoder(type);
    case "uuid":
      return (value) => String(value).replaceAll("-", "");
    case "custom":
      return type.custom!.toDatabase;
    default:
      return undefined;
  }
}

/** As a number where 15 digits hold it, which is what the column's affinity would make of a text as well. */
function storedDecimal(value: Decimal | string, places: number | undefined): number | string {
  if (typeof value === "string") return Number(value); // plain decimals have no more digits
  const kept = rounded(value, places);
  return kept.precision() <= 15 ? kept.toNumber() : kept.toFixed();
}
