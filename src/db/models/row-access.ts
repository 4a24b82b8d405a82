import type { Database } from "../connections/database.ts";
import { metaOfRow, primaryKeyOf, RowState } from "./row-state.ts";

export { metaOfRow, primaryKeyOf };

/** Whether a value is a row of some model. */
export function isRow(value: unknown): value is object {
  return RowState.isRow(value);
}

/** Whether a row is in the database: it was read from it or saved, and not deleted since. */
export function isStored(row: object): boolean {
  return RowState.group(row) !== undefined;
}

/** The database that a row was read from or saved to; `undefined` for a row that is not stored. */
export function databaseOf(row: object): Database | undefined {
  return RowState.group(row)?.database;
}

/** What a relation of a row holds if it was loaded or assigned; `undefined` if it was not. Loads nothing. */
export function loadedRelation(row: object, name: string): unknown {
  return RowState.related(row, name);
}
