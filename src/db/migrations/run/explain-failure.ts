import { ConnectionError, DatabaseError, SchemaMismatchError } from "../../errors.ts";
import { SchemaChangeError, SchemaStateError } from "../../schema/errors.ts";
import type { DatabaseKind } from "../../schema/model-state.ts";
import type { SchemaSession, StepDirection } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { MigrationFailedError } from "../errors.ts";
import { operationError } from "../graph/apply-migration.ts";
import { idOf, type Migration, migrationKey } from "../graph/migration.ts";
import { explainAlteredTables } from "./altered-tables.ts";

/** A run of one migration. */
export interface MigrationRun {
  readonly session: SchemaSession;
  readonly migration: Migration;
  /** The states within it, from before the first operation to after the last. */
  readonly states: readonly SchemaState[];
  readonly direction: StepDirection;
  /** `undefined` where it failed before it began. */
  readonly kind: DatabaseKind | undefined;
}

/**
 * A failure as its reader needs it: what failed where, what the database knows of it, what stays, and what to do. What has
 * nothing to do with the migration is given back as it is.
 */
export async function explainFailure(cause: unknown, run: MigrationRun): Promise<unknown> {
  const failure = failureOf(cause, run);
  if (failure === undefined) return cause;
  const lines = [
    await whatWasAltered(failure, run),
    await explainedBy(run.session, failure),
    whatStays(cause, run),
  ];
  const text = [failure.message, ...lines.filter((line) => line !== undefined)].join("\n");
  return new MigrationFailedError(text, {
    position: failure.position,
    direction: failure.direction,
    cause: failure,
  });
}

/** What failed, with the migration's name; `undefined` for what has nothing to do with it. */
function failureOf(cause: unknown, { migration, states }: MigrationRun): MigrationFailedError | undefined {
  if (cause instanceof MigrationFailedError) return cause;
  if (cause instanceof SchemaStateError) return brokenState(migration, states);
  if (!(cause instanceof SchemaChangeError || cause instanceof DatabaseError)) return undefined;
  if (cause.cause instanceof MigrationFailedError) {
    const { position, direction } = cause.cause;
    return new MigrationFailedError(cause.message, { position, direction, cause });
  }
  return new MigrationFailedError(`Migration ${migrationKey(idOf(migration))} failed: ${cause.message}`, {
    cause,
  });
}

/** Which operation leads to a state that no tables can be made of: a model or a field is referred to that isn't there. */
function brokenState(migration: Migration, states: readonly SchemaState[]): MigrationFailedError | undefined {
  for (const [position, state] of states.slice(1).entries()) {
    try {
      for (const model of state.models.values()) tableDefinition(state, model);
    } catch (cause) {
      return operationError(migration, position, cause);
    }
  }
  return undefined;
}

/** What the database has refused, of whatever was made of it since. */
function refusalIn(error: unknown): DatabaseError | undefined {
  for (let current = error; current instanceof Error; current = current.cause)
    if (current instanceof DatabaseError) return current;
  return undefined;
}

async function whatWasAltered(
  failure: MigrationFailedError,
  { session, migration, states, direction, kind }: MigrationRun,
): Promise<string | undefined> {
  const { position, direction: way = direction } = failure;
  const refusal = refusalIn(failure);
  // A refusal that has a meaning of its own, such as a full disk, is explained by it.
  const isPlain =
    refusal === undefined || refusal instanceof SchemaMismatchError || refusal.code === "db.database-error";
  if (position === undefined || kind === undefined || !isPlain) return undefined;
  // A migration that is one transaction has been undone by now, up to its beginning.
  const isWhole = isOneTransaction(kind, migration);
  const [from, to] = way === "forward" ? [position, position + 1] : [position + 1, position];
  const start = direction === "forward" ? 0 : states.length - 1;
  const [found, wanted] = [states[isWhole ? start : from]!, states[to]!];
  return explainAlteredTables(kind, session, found, wanted).catch(
    () => undefined, // the first error is the one to tell
  );
}

function isOneTransaction(kind: DatabaseKind, { transaction }: Migration): boolean {
  return kind !== "mysql" && transaction !== false;
}

/** What the database knows of a refusal beside what it said; nothing where it can't be asked any more. */
export async function explainedBy(session: SchemaSession, error: unknown): Promise<string | undefined> {
  const refusal = refusalIn(error);
  if (refusal === undefined || refusal instanceof ConnectionError) return undefined;
  return session.explain(refusal).catch(() => undefined);
}

/** What is done of it by now. Of MariaDB's statements that stay, the session has told. */
function whatStays(cause: unknown, { migration, direction, kind }: MigrationRun): string | undefined {
  if (kind === "mysql" && cause instanceof SchemaChangeError) return undefined;
  const command = `quintet migrate ${direction === "forward" ? "up" : `down ${migration.module}`}`;
  const isLost = refusalIn(cause) instanceof ConnectionError;
  const isWhole = kind === undefined || isOneTransaction(kind, migration); // or nothing was begun
  if (isLost && isWhole)
    return `It is one transaction: all of it is done, or nothing. "quintet migrate status" tells, and "${command}" goes on from there.`;
  if (isLost || (kind !== "mysql" && !isWhole))
    return `What it has done is written down: "quintet migrate status" tells, and "${command}" goes on behind it.`;
  const what = isWhole ? "Nothing of it was done." : "No change of a table was made now.";
  return `${what} Once the reason is gone, run it again: ${command}`;
}

/**
 * Reads or writes what the database remembers of migrations. Where it refuses that, what it knows of the refusal is told.
 * @param failed - The beginning of the message: what could not be done.
 */
export async function explained<Result>(
  session: SchemaSession,
  work: () => Promise<Result>,
  failed = "What was applied can't be read",
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || cause instanceof ConnectionError) throw cause;
    const lines = [`${failed}: ${cause.message}`, await explainedBy(session, cause)];
    throw new MigrationFailedError(lines.filter((line) => line !== undefined).join("\n"), { cause });
  }
}
