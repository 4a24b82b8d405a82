import type { MigrationDatabase } from "../run/migration-database.ts";
import type { Operation } from "./operation.ts";

/** How code and SQL of an app's own are treated. */
export interface CodeOptions {
  /** Whether it may be left out when migrations are put together: it only mattered for rows that were there. */
  readonly elidable?: boolean;
}

/**
 * Runs SQL of the app's own, one statement for each text.
 *
 * @param forward - What `migrate up` runs.
 * @param backward - What `migrate down` runs; without it, the migration can't be undone. `""` does nothing.
 * @param options.elidable - Whether `migrate squash` and `optimize` may leave it out.
 *
 * @example
 * runSql(`UPDATE "shop_book" SET "price" = "price" * 2`, `UPDATE "shop_book" SET "price" = "price" / 2`)
 */
export function runSql(
  forward: string | readonly string[],
  backward?: string | readonly string[],
  options?: CodeOptions,
): Operation {
  return codeOperation({
    kind: "runSql",
    args:
      options !== undefined
        ? [forward, backward, options]
        : backward === undefined
          ? [forward]
          : [forward, backward],
    description: "Run SQL",
    elidable: options?.elidable,
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
export interface MigrationCode extends CodeOptions {
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

interface CodeOperation extends Omit<MigrationCode, "elidable"> {
  readonly kind: string;
  readonly args: readonly unknown[];
  readonly description: string;
  readonly elidable?: boolean | undefined;
}

function codeOperation({ kind, args, description, elidable, forward, backward }: CodeOperation): Operation {
  return {
    kind,
    args,
    symbol: "*",
    isReversible: backward !== undefined,
    ...(elidable && { isElidable: true }),
    describe: () => description,
    apply: (state) => state,
    forward: async ({ database }) => forward(database),
    backward: async ({ database }) => backward?.(database),
  };
}
