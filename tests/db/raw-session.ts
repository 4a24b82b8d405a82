import { DatabaseSync } from "node:sqlite";
import { SqliteSchemaSession } from "../../src/db/schema/sqlite/sqlite-schema-session.ts";

/** A database in memory with nothing of Quintet between, to look at what schema changes do to it. */
export function rawSession(file = ":memory:") {
  const database = new DatabaseSync(file);
  const session = new SqliteSchemaSession({
    async query(sql, parameters = []) {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement.all(...(parameters as never[])) as unknown as unknown[][]; // arrays, as just asked for
    },
  });
  return {
    database,
    session,
    /** All statements that would make the schema again, without those of bookkeeping. */
    schema: () =>
      (
        database.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").all() as {
          sql: string;
        }[]
      )
        .map(({ sql }) => sql)
        .filter((sql) => !/sqlite_sequence|quintet_migration/.test(sql)),
    rows: (sql: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row })),
    [Symbol.dispose]: () => database.close(),
  };
}
