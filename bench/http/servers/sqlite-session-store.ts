import Database from "better-sqlite3";
// @ts-expect-error: it has no types
import makeStore from "better-sqlite3-session-store";

/** Sessions of Express and Fastify in a table of SQLite. `library` is where the store's base class is. */
export function sqliteSessionStore(library: object, file: string): object {
  const SqliteStore = makeStore(library);
  return new SqliteStore({ client: new Database(file) });
}
