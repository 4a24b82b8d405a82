import type { DefaultState } from "../model-state.ts";
import { isRandomFill } from "../random-fill.ts";
import type { Storage } from "../table-definition.ts";

/*
 * Values of migration files in PostgreSQL's SQL. Almost all of them are texts in quotes, of which the server makes what
 * the column holds: moments, decimals, UUIDs, lengths of time.
 */

/** A value, stored as `storage` says; as PostgreSQL takes it where that is unknown. */
export function literalSql(value: DefaultState, storage: Storage | undefined): string {
  if (value === null) return "NULL";
  if (storage?.type === "json") return quoteText(JSON.stringify(value));
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  return quoteText(typeof value === "string" ? value : JSON.stringify(value));
}

/** What existing rows get in a column: a constant, or one of the words that make a value. */
export function fillSql(value: unknown, storage: Storage): string {
  if (value === "now") {
    if (storage.type === "datetime") return "CURRENT_TIMESTAMP";
    if (storage.type === "date") return "CURRENT_DATE";
    if (storage.type === "time") return "LOCALTIME";
  }
  if (isRandomFill(value, storage))
    return storage.type === "uuid" ? "gen_random_uuid()" : "replace(gen_random_uuid()::text, '-', '')";
  return literalSql(value as DefaultState, storage); // migration files hold nothing else
}

/** A text in single quotes; quotes within are doubled. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
