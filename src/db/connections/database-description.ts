import { Secret, Setting } from "../../core/index.ts";
import type { BackendName } from "../backends/backend-kinds.ts";
import { UnknownDatabaseError } from "../errors.ts";

/** A database as the configuration describes it: which backend, and its options. Plain data, so that settings in it are read. */
export interface DatabaseDescription {
  readonly backend: BackendName;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Describes a database by its options, or by the one that says where it is alone: `"db.sqlite3"`, `secret("DATABASE_URL")`.
 *
 * @param maker - The function that was called, with its place as an example: `'sqlite("db.sqlite3")'`.
 * @throws {@link UnknownDatabaseError} for neither of the two, such as a variable that isn't set.
 */
export function describeDatabase(
  backend: BackendName,
  given: object | string,
  { place, maker }: { readonly place: "url" | "file"; readonly maker: string },
): DatabaseDescription {
  if (typeof given === "string" || given instanceof Secret || given instanceof Setting)
    return { backend, options: { [place]: given } };
  if (typeof given === "object" && given !== null) return { backend, options: { ...given } };
  const what = given === undefined ? "undefined, as is a variable that isn't set" : String(given);
  throw new UnknownDatabaseError(
    `${backend}() was given ${what}.\nSay where the database is: ${maker}, or its options as an object.`,
  );
}
