import { adoptTables } from "../../introspect/adopt-tables.ts";
import { SchemaChangeError } from "../../schema/errors.ts";
import type { SchemaEditor, SchemaSession } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { IrreversibleMigrationError, MigrationFailedError } from "../errors.ts";
import { operationError, statesWithin } from "../graph/apply-migration.ts";
import { checkHistory, checkNotAhead, checkRenamedModules } from "../graph/check-history.ts";
import { idOf, type Migration, type MigrationId, migrationKey } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { type MigrationTarget, planDown, planTo, planUp } from "../graph/migration-plan.ts";
import type { OperationProgress, OperationRun } from "../operations/operation.ts";
import {
  createHistory,
  historyTable,
  isRecorded,
  keysOf,
  readHistory,
  record,
  unrecord,
} from "./migration-history.ts";
import { MigrationSteps } from "./migration-steps.ts";

/*
 * Applies and undoes migrations, each in a transaction of its own together with its row in the history. Another process
 * may do the same at the same time: inside the transaction, when it is this one's turn, the history is read again, and
 * what the other has done meanwhile is left alone.
 */

/** Told before and after each migration. */
export interface MigrationReport {
  starts(migration: Migration): void;
  /** `"done"`, or `"elsewhere"` where another process was faster. */
  ends(migration: Migration, result: "done" | "elsewhere"): void;
  /** Tables that it would make were there, and are the same: they are taken over with their rows. */
  adopts?(migration: Migration, tables: readonly string[]): void;
  /** A table is in use; the change lets others pass, and is tried again. */
  waits?(migration: Migration, attempt: number): void;
  /** An operation goes through the rows of a table. */
  progresses?(migration: Migration, progress: OperationProgress): void;
}

const silent: MigrationReport = { starts() {}, ends() {} };

/** The migrations that the database remembers, in the order in which they were applied. */
export async function appliedMigrations(session: SchemaSession): Promise<readonly MigrationId[]> {
  return (await session.hasTable(historyTable)) ? readHistory(session) : [];
}

/** Applies what is not applied yet, up to the target, and gives what was applied. */
export async function migrateUp(
  session: SchemaSession,
  files: MigrationGraph,
  target: MigrationTarget = {},
  report: MigrationReport = silent,
): Promise<readonly Migration[]> {
  const history = await appliedMigrations(session);
  const graph = files.forHistory(keysOf(history));
  graph.checkLeaves();
  checkHistory(graph, graph.applied);
  let state = stateOf(graph, graph.applied);
  const plan = planUp(graph, graph.applied, target);
  checkNotAhead(graph, history, plan);
  checkRenamedModules(graph, history, plan);
  const done: Migration[] = [];
  for (const migration of plan) {
    const states = statesWithin(state, migration);
    report.starts(migration);
    const isDone = await exclusively(session, migration, report, async (editor) => {
      await createHistory(editor, await session.hasTable(historyTable));
      if (await isRecorded(editor.connection, idOf(migration))) return false;
      const adoption = await adoptTables(editor, migration, states[0]!, states.at(-1)!);
      if (adoption.tables.length > 0) report.adopts?.(migration, adoption.tables);
      await applyOperations({ editor: adoption.editor, migration, states, session, report });
      await recordAll(editor, graph.recordsOf(migration));
      return true;
    });
    report.ends(migration, isDone ? "done" : "elsewhere");
    if (isDone) done.push(migration);
    state = states.at(-1)!;
  }
  await recordReplacements(session, files);
  return done;
}

/** A migration that stands for others counts as applied once all of them are; the history then says so. */
async function recordReplacements(session: SchemaSession, files: MigrationGraph): Promise<void> {
  const history = keysOf(await appliedMigrations(session));
  const { applied } = files.forHistory(history);
  const missing = files.files.map(idOf).filter((id) => {
    const key = migrationKey(id);
    return applied.has(key) && !history.has(key);
  });
  if (missing.length > 0) await session.exclusively((editor) => recordAll(editor, missing));
}

async function recordAll(editor: SchemaEditor, ids: readonly MigrationId[]): Promise<void> {
  for (const id of ids) if (!(await isRecorded(editor.connection, id))) await record(editor.connection, id);
}

/** Undoes migrations of a module, and those of others that depend on them, and gives what was undone. */
export async function migrateDown(
  session: SchemaSession,
  files: MigrationGraph,
  target: { readonly module: string; readonly name?: string },
  report: MigrationReport = silent,
): Promise<readonly Migration[]> {
  const history = await appliedMigrations(session);
  const graph = files.forHistory(keysOf(history));
  const plan = planDown(graph, graph.applied, target);
  checkNotAhead(graph, history, plan);
  return undo(session, graph, plan, report);
}

/** What {@link migrateTo} did, in that order. */
export interface MigrateToResult {
  readonly undone: readonly Migration[];
  readonly applied: readonly Migration[];
}

/** Makes a migration the last of its module, from wherever the database is; `"zero"` is before the first. */
export async function migrateTo(
  session: SchemaSession,
  files: MigrationGraph,
  target: { readonly module: string; readonly name: string },
  report: MigrationReport = silent,
): Promise<MigrateToResult> {
  const history = await appliedMigrations(session);
  const graph = files.forHistory(keysOf(history));
  const { down } = planTo(graph, graph.applied, target);
  checkNotAhead(graph, history, down);
  const undone = await undo(session, graph, down, report);
  const applied = target.name === "zero" ? [] : await migrateUp(session, files, target, report);
  return { undone, applied };
}

/** Undoes migrations in that order. */
async function undo(
  session: SchemaSession,
  graph: MigrationGraph,
  plan: readonly Migration[],
  report: MigrationReport,
): Promise<readonly Migration[]> {
  for (const migration of plan) refuseIrreversible(migration);
  const statesOf = statesWithout(graph, plan);
  const done: Migration[] = [];
  for (const migration of plan) {
    const records = graph.recordsOf(migration);
    report.starts(migration);
    const isDone = await exclusively(session, migration, report, async (editor) => {
      const history = keysOf(await readHistory(editor.connection));
      if (!records.some((id) => history.has(migrationKey(id)))) return false;
      await undoOperations({ editor, migration, states: statesOf.get(migration)!, session, report });
      for (const id of records) await unrecord(editor.connection, id);
      return true;
    });
    report.ends(migration, isDone ? "done" : "elsewhere");
    if (isDone) done.push(migration);
  }
  return done;
}

/** The states within each migration that is to be undone: of a database that has what stays, and those undone after it. */
function statesWithout(
  graph: MigrationGraph,
  plan: readonly Migration[],
): ReadonlyMap<Migration, readonly SchemaState[]> {
  const goes = new Set(plan);
  let state = graph.state((migration) => graph.isApplied(migration) && !goes.has(migration));
  const states = new Map<Migration, readonly SchemaState[]>();
  for (const migration of plan.toReversed()) {
    const within = statesWithin(state, migration);
    states.set(migration, within);
    state = within.at(-1)!;
  }
  return states;
}

/** A transaction for one migration. What is wrong at its end, with no operation in particular, is told with its name. */
async function exclusively<Result>(
  session: SchemaSession,
  migration: Migration,
  report: MigrationReport,
  work: (editor: SchemaEditor) => Promise<Result>,
): Promise<Result> {
  const waits = (attempt: number) => report.waits?.(migration, attempt);
  try {
    return await session.exclusively(work, { transaction: migration.transaction, waits });
  } catch (cause) {
    if (!(cause instanceof SchemaChangeError)) throw cause;
    throw new MigrationFailedError(`Migration ${migrationKey(idOf(migration))} failed: ${cause.message}`, {
      cause,
    });
  }
}

/** The statements that a migration runs, without running them. */
export async function previewMigration(
  session: SchemaSession,
  graph: MigrationGraph,
  migration: Migration,
  direction: "forward" | "backward" = "forward",
): Promise<readonly string[]> {
  const statements: string[] = [];
  const before = graph.withAncestors(migration).filter((other) => other !== migration);
  const states = statesWithin(
    graph.state((other) => before.includes(other)),
    migration,
  );
  const editor = session.preview((sql) => statements.push(sql));
  if (direction === "backward") {
    refuseIrreversible(migration);
    await undoOperations({ editor, migration, states });
  } else {
    await applyOperations({ editor, migration, states });
  }
  await editor.finish?.();
  return statements;
}

function stateOf(graph: MigrationGraph, applied: ReadonlySet<string>): SchemaState {
  return graph.state((migration) => applied.has(migrationKey(idOf(migration))));
}

/** What the operations of a migration run with. */
interface Run {
  readonly editor: SchemaEditor;
  readonly migration: Migration;
  readonly states: readonly SchemaState[];
  /** Absent where statements are only told. */
  readonly session?: SchemaSession;
  readonly report?: MigrationReport;
}

async function applyOperations(run: Run): Promise<void> {
  const steps = await stepsOf(run, "forward");
  for (const [position, operation] of run.migration.operations.entries())
    await attempt(run.migration, position, () =>
      once(run, steps, position, () => operation.forward(runOf(run, position, steps))),
    );
  await steps?.forget();
}

async function undoOperations(run: Run): Promise<void> {
  const steps = await stepsOf(run, "backward");
  for (const [position, operation] of [...run.migration.operations.entries()].toReversed())
    await attempt(run.migration, position, () =>
      once(run, steps, position, () => operation.backward(runOf(run, position, steps))),
    );
  await steps?.forget();
}

/** Where a migration is not one transaction, what is done of it is written down. */
async function stepsOf(
  { editor, migration, session }: Run,
  direction: "forward" | "backward",
): Promise<MigrationSteps | undefined> {
  if (migration.transaction !== false || session === undefined) return undefined;
  await MigrationSteps.create(session, editor);
  return new MigrationSteps(editor.connection, migration, direction);
}

/** Runs an operation that isn't done yet. SQLite, which has no lock but a transaction, does it in one. */
async function once(
  { editor, migration }: Run,
  steps: MigrationSteps | undefined,
  position: number,
  work: () => Promise<void>,
): Promise<void> {
  if (steps === undefined) return work();
  const step = async () => {
    if (await steps.isDone(position)) return;
    await work();
    await steps.markDone(position);
  };
  const isWhole = editor.kind === "sqlite" && !migration.operations[position]!.inBatches;
  await (isWhole && editor.inOwnTransaction ? editor.inOwnTransaction(step) : step());
}

function runOf(
  { editor, migration, states, session, report }: Run,
  position: number,
  steps: MigrationSteps | undefined,
): OperationRun {
  return {
    module: migration.module,
    before: states[position]!,
    after: states[position + 1]!,
    editor,
    database: editor.connection,
    isPreview: session === undefined,
    ...(steps && { notes: steps.notes(position) }),
    progress: (progress) => report?.progresses?.(migration, progress),
  };
}

async function attempt(migration: Migration, position: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw operationError(migration, position, cause);
  }
}

function refuseIrreversible(migration: Migration): void {
  const operation = migration.operations.find(({ isReversible }) => !isReversible);
  if (operation === undefined) return;
  throw new IrreversibleMigrationError(
    `${migrationKey(idOf(migration))} can't be undone: "${operation.describe()}" says no way back.\nGive it one in the file: runSql(forward, backward) or runCode({ forward, backward }); an empty one where nothing has to be done.`,
  );
}
