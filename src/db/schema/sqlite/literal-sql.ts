import { Temporal } from "../../../dates/index.ts";
import { storedMoment, textOfMoment } from "../../backends/sqlite/sqlite-values.ts";
import type { DefaultState } from "../model-state.ts";
import { isRandomFill } from "../random-fill.ts";
import type { Storage } from "../table-definition.ts";

/*
 * Values of migration files in SQLite's SQL, stored as the database's codecs store them: a UUID without hyphens, a
 * moment in UTC with a space in the middle, a length of time in microseconds.
 */

/** A value, stored as `storage` says; as SQLite takes it where that is unknown. */
export function literalSql(value: DefaultState, storage: Storage | undefined): string {
  if (value === null) return "NULL";
  switch (storage?.type) {
    case "json":
      return quoteText(JSON.stringify(value));
    case "uuid":
      return quoteText(String(value).replaceAll("-", "").toLowerCase());
    case "datetime":
      return quoteText(storedMoment(String(value)));
    case "decimal":
      // A text would be more than any number, where no column is there to make a number of it.
      return `CAST(${quoteText(String(value))} AS NUMERIC)`;
    case "float":
      return Number.isInteger(value) ? `${String(value)}.0` : plainSql(value);
    case "duration":
      return String(Math.round(Temporal.Duration.from(String(value)).total("microseconds")));
    case "integer":
    case "smallInteger":
    case "bigInteger":
      return typeof value === "string" && /^-?\d+$/.test(value) ? value : plainSql(value);
    default:
      return plainSql(value);
  }
}

/** What existing rows get in a column: a constant, or one of the words that make a value. */
export function fillSql(value: unknown, storage: Storage): string {
  if (value === "now") {
    if (storage.type === "datetime") return quoteText(textOfMoment(new Date()));
    if (storage.type === "date") return "date('now')";
    if (storage.type === "time") return "time('now')";
  }
  if (isRandomFill(value, storage)) return randomUuidSql;
  return literalSql(value as DefaultState, storage); // migration files hold nothing else
}

// A random UUID for each row: version 4 in the 13th digit, variant 8 to b in the 17th.
const randomUuidSql =
  "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || substr('89ab', 1 + abs(random() % 4), 1) || substr(hex(randomblob(2)), 2) || hex(randomblob(6)))";

function plainSql(value: DefaultState): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return String(value);
  return quoteText(typeof value === "string" ? value : JSON.stringify(value));
}

/** A text in single quotes; quotes within are doubled. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
