import type { MigrationDatabase } from "../run/migration-database.ts";
import type { Operation } from "./operation.ts";

/**
 * Runs SQL of the app's own, one statement for each text.
 *
 * @param forward - What `migrate up` runs.
 * @param backward - What `migrate down` runs; without it, the migration can't be undone. `""` does nothing.
 *
 * @example
 * runSql(`UPDATE "shop_book" SET "price" = "price" * 2`, `UPDATE "shop_book" SET "price" = "price" / 2`)
 */
export function runSql(
  forward: string | readonly string[],
  backward?: string | readonly string[],
): Operation {
  return codeOperation({
    kind: "runSql",
    args: backward === undefined ? [forward] : [forward, backward],
    description: "Run SQL",
    forward: (database) => runStatements(database, forward),
    ...(backward !== undefined && {
      backward: (database: MigrationDatabase) => runStatements(database, backward),
    }),
  });
}

async function runStatements(database: MigrationDatabase, sql: string | readonly string[]): Promise<void> {
  for (const statement of typeof sql === "string" ? [sql] : sql) {
    if (statement.trim() !== "") await database.query(statement);
  }
}

/** What `runCode()` runs, inside the migration's transaction. */
export interface MigrationCode {
  /** What `migrate up` runs. */
  forward(database: MigrationDatabase): void | Promise<void>;
  /** What `migrate down` runs; without it, the migration can't be undone. */
  backward?(database: MigrationDatabase): void | Promise<void>;
}

/**
 * Runs code of the app's own: to fill a new field, for example. It gets the database, and must not use the app's models,
 * because those may have changed since the migration was written.
 *
 * @example
 * runCode({
 *   async forward(database) {
 *     await database.query(`UPDATE "shop_book" SET "slug" = lower("title")`);
 *   },
 *   backward() {},
 * })
 */
export function runCode(code: MigrationCode): Operation {
  return codeOperation({ kind: "runCode", args: [code], description: "Run code", ...code });
}

interface CodeOperation extends MigrationCode {
  readonly kind: string;
  readonly args: readonly unknown[];
  readonly description: string;
}

function codeOperation({ kind, args, description, forward, backward }: CodeOperation): Operation {
  return {
    kind,
    args,
    symbol: "*",
    isReversible: backward !== undefined,
    describe: () => description,
    apply: (state) => state,
    forward: async ({ database }) => forward(database),
    backward: async ({ database }) => backward?.(database),
  };
}
