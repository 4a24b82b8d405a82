import { SchemaMismatchError } from "../../errors.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { tableOf } from "../../schema/table-definition.ts";
import { HistoricModelError } from "../errors.ts";
import { type HistoricModels, prepareHistoricModels } from "../historic/historic-models.ts";
import { applyAll } from "./apply-all.ts";
import { checkArguments } from "./check-arguments.ts";
import type { MigrationDatabase } from "./migration-database.ts";
import type { Operation, OperationRun } from "./operation.ts";

/** One statement; with its parameters where it has some: `["UPDATE shop_book SET price = ?", [20]]`. */
export type SqlStatement = string | readonly [sql: string, parameters: readonly unknown[]];

/** How code and SQL of an app's own are treated. */
export interface CodeOptions {
  /** Whether it may be left out when migrations are put together: it only mattered for rows that were there. */
  readonly elidable?: boolean;
  /**
   * The models whose rows it reads and changes, by name: `["Book", "auth.User"]`. Where nothing is said it may be any, and a
   * branch with it is only merged by hand.
   */
  readonly touches?: readonly string[];
}

/** What `runSql()` may be told beside its SQL. */
export interface RunSqlOptions extends CodeOptions {
  /** What the SQL does to the models, where it makes or changes tables that they stand for. */
  readonly state?: readonly Operation[];
}

/**
 * Runs SQL of the app's own: one statement, or a list of them.
 *
 * @param forward - What `migrate up` runs.
 * @param backward - What `migrate down` runs; without it, the migration can't be undone. `""` does nothing.
 * @param options.elidable - Whether `migrate squash` and `optimize` may leave it out.
 *
 * @example
 * runSql(`UPDATE "shop_book" SET "price" = "price" * 2`, `UPDATE "shop_book" SET "price" = "price" / 2`)
 * runSql([[`UPDATE "shop_book" SET "publisher" = ?`, ["O'Reilly"]]], "")
 */
export function runSql(
  forward: string | readonly SqlStatement[],
  backward?: string | readonly SqlStatement[],
  options?: RunSqlOptions,
): Operation {
  checkArguments("runSql", [forward, backward, options]);
  const { state: stateOperations = [], elidable = false, touches } = options ?? {};
  return codeOperation({
    kind: "runSql",
    args: options === undefined ? [forward, backward] : [forward, backward, options],
    symbol: "s",
    description: "Run SQL",
    elidable,
    ...(touches && { touches }),
    apply: (state, module) => applyAll(stateOperations, state, module),
    forward: ({ preview, database }) => runStatements(preview?.told ?? database, forward),
    ...(backward !== undefined && {
      backward: ({ preview, database }: OperationRun) => runStatements(preview?.told ?? database, backward),
    }),
  });
}

async function runStatements(
  database: MigrationDatabase,
  sql: string | readonly SqlStatement[],
): Promise<void> {
  for (const statement of typeof sql === "string" ? [sql] : sql) {
    if (typeof statement !== "string") await database.query(...statement);
    else if (statement.trim() !== "") await database.query(statement);
  }
}

/** What `runCode()` runs, inside the migration's transaction. */
export interface MigrationCode extends CodeOptions {
  /**
   * The models that the code uses, as they are at this point of the history, by their names: `{ Book, "auth.User": User }`.
   * Classes of the migration file, which declare the fields that are used. Code with models is one transaction on every
   * database, also with `transaction: false`: what it did is undone where it fails or is killed, and it begins anew.
   */
  readonly models?: HistoricModels;
  /** What `migrate up` runs. A promise or query that it returns is waited for. */
  forward(database: MigrationDatabase): unknown;
  /** What `migrate down` runs, in the same way; without it, the migration can't be undone. */
  backward?(database: MigrationDatabase): unknown;
}

/**
 * Runs code of the app's own: to fill a new field, for example. The app's models may have changed since the migration was
 * written, and are not used here: the file declares the part of them that it needs. `quintet migrate make --empty --with
 * Book` writes that.
 *
 * @example
 * class Book extends Model({ title: string({ maxLength: 200 }), slug: string({ nullable: true }) }) {}
 *
 * runCode({
 *   models: { Book },
 *   async forward() {
 *     for await (const book of Book.where({ slug: null }).stream()) {
 *       book.slug = slugify(book.title);
 *       await book.save({ only: ["slug"] });
 *     }
 *   },
 *   backward() {},
 * })
 *
 * @throws HistoricModelError when it runs, where a model isn't declared as it is at that point.
 */
export function runCode(code: MigrationCode): Operation {
  checkArguments("runCode", [code]);
  const { models = {}, elidable = false, touches, forward, backward } = code;
  const prepared = (work: MigrationCode["forward"]) => async (run: OperationRun) => {
    if (run.preview !== undefined) {
      await run.preview.told.query("-- Code runs here, which SQL can't tell: quintet migrate up runs it");
      return;
    }
    prepareHistoricModels(models, run.module, run.before);
    try {
      await work.call(code, run.database);
    } catch (cause) {
      throw unlistedModel(cause, run.before) ?? cause;
    }
  };
  return codeOperation({
    kind: "runCode",
    args: [code],
    symbol: "c",
    description: "Run code",
    elidable,
    ...(touches && { touches }),
    // Queries of models are seen by nobody who writes down how far it has come.
    isWhole: Object.keys(models).length > 0,
    forward: prepared(forward),
    ...(backward !== undefined && { backward: prepared(backward) }),
  });
}

/** A class that `models` doesn't list belongs to no module, so that its queries go to a table of its bare name. */
function unlistedModel(cause: unknown, state: SchemaState): HistoricModelError | undefined {
  const table = cause instanceof SchemaMismatchError && /no table "(.+)"/.exec(cause.message)?.[1];
  if (!table || state.models.values().some((model) => tableOf(model) === table)) return undefined;
  return new HistoricModelError(
    `The code asks for the table "${table}", which no model has at this point of the migrations.\nList the classes that it uses, so that they get their tables: runCode({ models: { Book }, … }).`,
    { cause },
  );
}

interface CodeOperation extends Pick<Operation, "kind" | "args" | "symbol" | "forward">, CodeOptions {
  readonly description: string;
  readonly isWhole?: boolean;
  readonly backward?: Operation["backward"];
  readonly apply?: (state: SchemaState, module: string) => SchemaState;
}

function codeOperation(options: CodeOperation): Operation {
  const { kind, args, symbol, description, forward, backward, elidable, touches, isWhole, apply } = options;
  const given = args.findLastIndex((argument) => argument !== undefined) + 1;
  return {
    kind,
    args: args.slice(0, given),
    symbol,
    isReversible: backward !== undefined,
    ...(elidable && { isElidable: true }),
    ...(isWhole && { isWhole }),
    ...(touches && { touches }),
    describe: () => description,
    apply: apply ?? ((state) => state),
    forward,
    backward: async (run) => backward?.(run),
  };
}
