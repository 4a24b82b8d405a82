import { UnsupportedQueryError } from "../../errors.ts";
import type { StoredRow } from "../backend.ts";

/*
 * MySQL has no RETURNING. What is asked for with it here is only ever the counted key of new rows, and those can be
 * counted: InnoDB gives the rows of one INSERT … VALUES consecutive keys, and tells the first ("simple inserts" in the
 * manual's chapter on AUTO_INCREMENT handling, whatever innodb_autoinc_lock_mode is).
 */

/** `"INSERT INTO … RETURNING `id`"` without its ending; `undefined` for any other statement. */
export function withoutReturning(text: string): string | undefined {
  const [ending] = / RETURNING (?:`[^`]+`|\w+)$/.exec(text) ?? [];
  if (ending === undefined || !/^\s*INSERT\b/i.test(text)) return undefined;
  return text.slice(0, -ending.length);
}

/** Whether a statement may change rows that are there: which ones those were isn't told. */
export function changesRows(text: string): boolean {
  return text.includes(" ON DUPLICATE KEY UPDATE ");
}

/** The rows that RETURNING would have given: the keys of so many new rows. */
export function countedRows(firstKey: number | string, count: number, step: number): readonly StoredRow[] {
  if (Number(firstKey) === 0) {
    throw new UnsupportedQueryError(
      "MySQL can't tell the key of a new row that a default of the database makes. Make it in the app: { default: () => … }.",
    );
  }
  const first = BigInt(firstKey);
  return Array.from({ length: count }, (_, position) => {
    const key = first + BigInt(position * step);
    return [Number.isSafeInteger(Number(key)) ? Number(key) : key];
  });
}
