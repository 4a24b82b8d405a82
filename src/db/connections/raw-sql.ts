import { InvalidQueryError, WrongValueError } from "../errors.ts";
import type { StoredValue } from "../fields/column.ts";

/*
 * What is looked at in SQL of the app's own before it is sent. Drivers bind what they don't know each in their way: an
 * object as no parameter at all, a Date in the local time zone, NaN as null.
 */

/** @throws {@link InvalidQueryError}, {@link WrongValueError} for what is no statement with its parameters. */
export function checkRawSql(text: string, params: readonly StoredValue[], call: string): void {
  if (typeof text !== "string")
    throw new InvalidQueryError(
      `${call} takes a statement as a text or as sql\`…\`, and was given ${typeof text}.`,
    );
  if (!Array.isArray(params))
    throw new InvalidQueryError(`${call} takes parameters as a list, and was given ${typeof params}.`);
  for (const [position, param] of params.entries()) {
    if (!isStoredValue(param))
      throw new WrongValueError(`Parameter ${position + 1} of ${call}`, bound, param);
  }
}

const bound = "a text in well-formed Unicode, a number, a bigint, a Uint8Array or null";

function isStoredValue(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return value.isWellFormed(); // half of a surrogate pair would be stored as another character
    case "number":
      return !Number.isNaN(value);
    case "bigint":
      return true;
    default:
      return value === null || value instanceof Uint8Array;
  }
}

/** Spaces and comments, then what begins, ends or changes a transaction: the first of these words. */
const control = new RegExp(
  String.raw`^(?:\s|;|--.*|/\*[\s\S]*?\*/)*(${[
    String.raw`BEGIN(?!\s+NOT\s+ATOMIC)`,
    String.raw`START\s+TRANSACTION`,
    "COMMIT",
    "END",
    "ABORT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    "XA",
    String.raw`SET\s+(?:SESSION\s+|@@SESSION\.|@@)?AUTOCOMMIT`,
  ].join("|")})\b`,
  "i",
);
const ofSavepoints = /^\s*(?:SAVEPOINT|RELEASE|ROLLBACK\s+(?:(?:WORK|TRANSACTION)\s+)?TO)\b/i;

/**
 * Refuses to begin or end a transaction behind the back of transaction(): outside of one the next statements go over
 * other connections, and those of others over this one; inside, what comes afterwards would be stored at once.
 */
export function refuseControl(text: string, call: string, isInTransaction: boolean): void {
  const [, found] = control.exec(text) ?? [];
  if (found === undefined || (isInTransaction && ofSavepoints.test(text))) return;
  throw new InvalidQueryError(
    `${call} can't send ${found.toUpperCase().replaceAll(/\s+/g, " ")}: which connection the statements behind it go over isn't known. Use transaction(async () => { … }).`,
  );
}
