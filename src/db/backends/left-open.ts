import { DatabaseError } from "../errors.ts";

/** A script has begun a transaction and not ended it: it was undone. */
export function leftOpen(database: string): DatabaseError {
  return new DatabaseError(
    `${database}: a script began a transaction and didn't end it, so it was undone.\nEnd it with COMMIT in the same script, or use transaction(async () => { … }).`,
  );
}
