import type { ColumnChange } from "../schema-editor.ts";

/**
 * Whether a column is dropped and added: one that begins to be computed, or is stored from now on, or no longer, can't be
 * altered. Indexes and conditions that mention it go with it, and come again.
 */
export function isMadeAnew({ before, after }: ColumnChange): boolean {
  if (!before || !after) return false;
  const stored = after.generated ?? (before.generated && { stored: true }); // a stored one can become a plain one
  return stored !== undefined && before.generated?.stored !== stored.stored;
}

/** Whether a column is no longer computed. It keeps its values: a stored one can be altered, another is stored first. */
export function endsComputation({ before, after }: ColumnChange): boolean {
  return before?.generated !== undefined && after !== undefined && after.generated === undefined;
}
