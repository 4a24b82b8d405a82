import { Temporal } from "../../../dates/index.ts";
import { storedMoment, textOfMoment } from "../../backends/sqlite/sqlite-values.ts";
import { mysqlRandomUuid } from "../../sql/functions/hash-functions.ts";
import type { DefaultState } from "../model-state.ts";
import { isRandomFill } from "../random-fill.ts";
import type { Storage } from "../table-definition.ts";

/*
 * Values of migration files in the SQL of MariaDB and MySQL, stored as the database's codecs store them: a UUID without
 * hyphens, a moment in UTC with a space in the middle, a length of time in microseconds.
 */

/** A value, stored as `storage` says; as the server takes it where that is unknown. */
export function literalSql(value: DefaultState, storage: Storage | undefined): string {
  if (value === null) return "NULL";
  switch (storage?.type) {
    case "json":
      return quoteText(JSON.stringify(value));
    case "uuid":
      return quoteText(String(value).replaceAll("-", "").toLowerCase());
    case "datetime":
      return quoteText(storedMoment(String(value)));
    case "duration":
      return String(Math.round(Temporal.Duration.from(String(value)).total("microseconds")));
    case "integer":
    case "smallInteger":
    case "bigInteger":
    case "decimal":
      return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? value : plainSql(value);
    default:
      return plainSql(value);
  }
}

/** What existing rows get in a column: a constant, or one of the words that make a value. */
export function fillSql(value: unknown, storage: Storage): string {
  if (value === "now") {
    const now = new Date();
    if (storage.type === "datetime") return quoteText(textOfMoment(now));
    if (storage.type === "date") return quoteText(now.toISOString().slice(0, 10));
    if (storage.type === "time") return quoteText(now.toISOString().slice(11, 23));
  }
  if (isRandomFill(value, storage)) return mysqlRandomUuid;
  return literalSql(value as DefaultState, storage); // migration files hold nothing else
}

function plainSql(value: DefaultState): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return String(value);
  return quoteText(typeof value === "string" ? value : JSON.stringify(value));
}

/** A text in single quotes; quotes and backslashes within are doubled. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
