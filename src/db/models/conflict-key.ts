import type { Conflict } from "../sql/dialect.ts";

/** What tells the statements of one conflict from those of another, in shapes. */
export function conflictKey(conflict: Conflict | undefined): string {
  if (conflict === undefined) return "";
  return ` ${conflict.ignore} ${conflict.target.map(String)} ${conflict.update.map(String)}`;
}
