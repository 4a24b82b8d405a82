import type { ColumnChange } from "../schema-editor.ts";

/**
 * Whether a column is dropped and added: one that begins to be computed, or is stored from now on, or no longer, can't be
 * altered. Indexes and conditions that mention it go with it, and come again.
 */
export function isMadeAnew({ before, after }: ColumnChange): boolean {
  if (!before || !after || after.generated === undefined) return false;
  return before.generated?.stored !== after.generated.stored;
}
