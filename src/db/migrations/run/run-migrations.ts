import type { DatabaseLocked } from "../../errors.ts";
import type { DatabaseKind } from "../../schema/model-state.ts";
import type { SchemaEditor, SchemaSession, StepDirection, TurnReport } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { HalfAppliedError, IrreversibleMigrationError } from "../errors.ts";
import { statesWithin } from "../graph/apply-migration.ts";
import { checkHistory, checkNotAhead, checkRenamedModules } from "../graph/check-history.ts";
import { idOf, type Migration, type MigrationId, migrationKey } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { type MigrationTarget, planDown, planTo, planUp } from "../graph/migration-plan.ts";
import { type OperationProgress, operationText } from "../operations/operation.ts";
import { leavingAlone, TableAdoptions } from "./adopt-tables.ts";
import { explained, explainedBy, explainFailure } from "./explain-failure.ts";
import {
  createHistory,
  historyTable,
  isRecorded,
  keysOf,
  readHistory,
  record,
  unrecord,
} from "./migration-history.ts";
import {
  forgetPromises,
  forgetSteps,
  halfApplied,
  promiseAdoption,
  promisedAdoptions,
} from "./migration-steps.ts";
import { applyOperations, conclude, openSteps, undoOperations } from "./run-operations.ts";

/*
 * Applies and undoes migrations, each in a transaction of its own together with its row in the history, or step by step
 * where it can't be one (run-operations.ts). Who calls has the turn (SchemaSession.inTurn()), so that the plan stays right
 * while it is carried out. Whoever has none finds out inside the transaction: there the history is read again, and what
 * another process has done meanwhile is left alone.
 */

/** Told before and after each migration. */
export interface MigrationReport {
  starts(migration: Migration): void;
  /** `"done"`, or `"elsewhere"` where another process was faster. */
  ends(migration: Migration, result: "done" | "elsewhere"): void;
  /** Tables that it would make were there, and are the same: they are taken over with their rows. */
  adopts?(migration: Migration, tables: readonly string[]): void;
  /** A migration that stands for others is recorded: the database has all of them. */
  records?(id: MigrationId): void;
  /** Another process migrates the database: it is waited for. */
  waitsForTurn?: TurnReport;
  /** A table is in use; the change lets others pass, and is tried again. By whom it is used, as far as can be told. */
  waits?(migration: Migration, holders: string | undefined): void;
  /** An operation goes through the rows of a table. */
  progresses?(migration: Migration, progress: OperationProgress): void;
}

const silent: MigrationReport = { starts() {}, ends() {} };

/** The migrations that the database remembers, in the order in which they were applied. */
export async function appliedMigrations(session: SchemaSession): Promise<readonly MigrationId[]> {
  return explained(session, async () => ((await session.hasTable(historyTable)) ? readHistory(session) : []));
}

/** Applies what is not applied yet, up to the target, and gives what was applied. What was left half applied is finished first. */
export async function migrateUp(
  session: SchemaSession,
  files: MigrationGraph,
  target: MigrationTarget = {},
  report: MigrationReport = silent,
): Promise<readonly Migration[]> {
  const finished = await finishHalfApplied(session, files, report);
  const history = await appliedMigrations(session);
  const graph = files.forHistory(keysOf(history));
  graph.checkLeaves();
  checkHistory(graph, graph.applied);
  let state = stateOf(graph, graph.applied);
  const plan = planUp(graph, graph.applied, target);
  checkNotAhead(graph, history, plan);
  checkRenamedModules(graph, history, plan);
  const done = [...finished];
  // A module may begin with more migrations than the target needs.
  const all = planUp(graph, graph.applied, {});
  const adoptions = new TableAdoptions(all, state, await promisedAdoptions(session));
  for (const migration of plan) {
    const states = statesWithin(state, migration);
    if (await applyMigrationTo({ session, graph, migration, states, adoptions, report }))
      done.push(migration);
    state = states.at(-1)!;
  }
  await recordReplacements(session, files, report);
  return done;
}

/** One migration of a plan. */
interface OneMigration {
  readonly session: SchemaSession;
  readonly graph: MigrationGraph;
  readonly migration: Migration;
  readonly states: readonly SchemaState[];
  readonly adoptions: TableAdoptions;
  readonly report: MigrationReport;
}

/** Applies one migration, or the rest of it; `false` where another process was faster. */
async function applyMigrationTo({
  session,
  graph,
  migration,
  states,
  adoptions,
  report,
}: OneMigration): Promise<boolean> {
  report.starts(migration);
  const isDone = await exclusively(
    { session, migration, states, report, direction: "forward" },
    async (editor) => {
      await createHistory(editor, await session.hasTable(historyTable));
      const wasRecorded = await isRecorded(editor.connection, idOf(migration));
      const steps = await openSteps(session, editor, migration, wasRecorded);
      if (wasRecorded && steps?.adopted === undefined) return false;
      // What was taken over when it was begun stays taken over: by now, its other tables are there as well.
      const adoption = steps?.adopted
        ? { editor: leavingAlone(editor, new Set(steps.adopted)), tables: [], isKnown: true, further: [] }
        : await adoptions.take(editor, migration);
      if (adoption.tables.length > 0 && !adoption.isKnown) report.adopts?.(migration, adoption.tables);
      if (adoption.further.length > 0)
        await promiseAdoption(session, editor, adoption.further.map(idOf), adoption.tables);
      if (steps !== undefined && steps.adopted === undefined) await steps.begin(adoption.tables);
      const hasTable = (name: string) => session.hasTable(name);
      await applyOperations({ editor: adoption.editor, migration, states, steps, report, hasTable });
      await conclude(editor, steps, async () => {
        await recordAll(editor, graph.recordsOf(migration));
        if (adoption.tables.length > 0) await forgetSteps(session, editor.connection, idOf(migration));
      });
      return true;
    },
  );
  report.ends(migration, isDone ? "done" : "elsewhere");
  return isDone;
}

/** Brings what a crash or an error has left in the middle to its end. */
async function finishHalfApplied(
  session: SchemaSession,
  files: MigrationGraph,
  report: MigrationReport,
): Promise<readonly Migration[]> {
  const finished: Migration[] = [];
  for (const { id } of await halfApplied(session)) {
    const graph = files.forHistory(keysOf(await appliedMigrations(session)));
    const migration = halfAppliedFile(graph, id);
    const states = statesWithout(graph, [migration]).get(migration)!;
    const adoptions = new TableAdoptions([migration], states[0]!);
    if (await applyMigrationTo({ session, graph, migration, states, adoptions, report }))
      finished.push(migration);
  }
  return finished;
}

function halfAppliedFile(graph: MigrationGraph, [module, name]: MigrationId): Migration {
  const found = graph.ofModule(module).find((migration) => migration.name === name);
  if (found !== undefined) return found;
  throw new HalfAppliedError(
    `${module}.${name} is half applied, and there is no such file: a crash or an error has stopped it between two steps, and only the file knows the rest.\nGet the code that has it, and run quintet migrate up, or quintet migrate down ${module}.`,
  );
}

/** A migration that stands for others counts as applied once all of them are; the history then says so. */
async function recordReplacements(
  session: SchemaSession,
  files: MigrationGraph,
  report: MigrationReport,
): Promise<void> {
  const history = keysOf(await appliedMigrations(session));
  const { applied } = files.forHistory(history);
  const missing = files.files.map(idOf).filter((id) => {
    const key = migrationKey(id);
    return applied.has(key) && !history.has(key);
  });
  if (missing.length === 0) return;
  await session.exclusively((editor) => recordAll(editor, missing));
  for (const id of missing) report.records?.(id);
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
  const undone = await undoHalfApplied(session, files, target, report);
  if (undone.length > 0 && target.name === undefined) return undone;
  const history = await appliedMigrations(session);
  const graph = files.forHistory(keysOf(history));
  const plan = planDown(graph, graph.applied, target);
  checkNotAhead(graph, history, plan);
  return [...undone, ...(await undo(session, graph, plan, report))];
}

/** Undoes what is done of a migration that a crash or an error has left in the middle. */
async function undoHalfApplied(
  session: SchemaSession,
  files: MigrationGraph,
  target: { readonly module: string },
  report: MigrationReport,
): Promise<readonly Migration[]> {
  const undone: Migration[] = [];
  for (const { id } of await halfApplied(session)) {
    if (id[0] !== target.module)
      throw new HalfAppliedError(
        `${migrationKey(id)} is half applied: a crash or an error has stopped it between two steps. Before anything else is undone, finish it: quintet migrate up\nOr undo it: quintet migrate down ${id[0]}`,
      );
    const graph = files.forHistory(keysOf(await appliedMigrations(session)));
    undone.push(...(await undo(session, graph, [halfAppliedFile(graph, id)], report)));
  }
  return undone;
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
  await finishHalfApplied(session, files, report);
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
    const states = statesOf.get(migration)!; // it is in the plan
    const isDone = await exclusively(
      { session, migration, states, report, direction: "backward" },
      async (editor) => {
        const history = keysOf(await appliedMigrations(session));
        const wasRecorded = records.some((id) => history.has(migrationKey(id)));
        const steps = await openSteps(session, editor, migration, wasRecorded);
        if (!wasRecorded && steps?.adopted === undefined) return false;
        if (steps !== undefined && steps.adopted === undefined) await steps.begin([]);
        const adopted = new Set(wasRecorded ? [] : steps?.adopted);
        const own = adopted.size > 0 ? leavingAlone(editor, adopted) : editor;
        const hasTable = (name: string) => session.hasTable(name);
        await undoOperations({ editor: own, migration, states, steps, report, hasTable });
        await conclude(editor, steps, async () => {
          for (const id of records) await unrecord(editor.connection, id);
          await forgetPromises(session, editor.connection, migration.module);
        });
        return true;
      },
    );
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

interface Exclusive extends Pick<OneMigration, "session" | "migration" | "states" | "report"> {
  readonly direction: StepDirection;
}

/** A transaction for one migration. What is wrong with it is told with its name, and with what the database knows of it. */
async function exclusively<Result>(
  { report, ...run }: Exclusive,
  work: (editor: SchemaEditor) => Promise<Result>,
): Promise<Result> {
  const { session, migration } = run;
  let kind: DatabaseKind | undefined;
  const working = (editor: SchemaEditor) => {
    kind = editor.kind;
    return work(editor);
  };
  let tellsAtMs = firstTellingMs;
  const waits = async (waitedMs: number, locked: DatabaseLocked) => {
    if (waitedMs < tellsAtMs) return;
    tellsAtMs = waitedMs + furtherTellingMs;
    report.waits?.(migration, await explainedBy(session, locked));
  };
  try {
    const acceptsCopies = migration.acceptsDowntime !== undefined;
    return await session.exclusively(working, { transaction: migration.transaction, waits, acceptsCopies });
  } catch (cause) {
    throw await explainFailure(cause, { ...run, kind });
  }
}

// A lock that comes late is nothing to tell of; one that doesn't come is, again and again.
const firstTellingMs = 500;
const furtherTellingMs = 60_000;

function stateOf(graph: MigrationGraph, applied: ReadonlySet<string>): SchemaState {
  return graph.state((migration) => applied.has(migrationKey(idOf(migration))));
}

/** @throws {@link IrreversibleMigrationError} where an operation of it says no way back. */
export function refuseIrreversible(migration: Migration): void {
  const operation = migration.operations.find(({ isReversible }) => !isReversible);
  if (operation === undefined) return;
  const hint =
    operation.from === undefined
      ? "Give it one in the file: runSql(forward, backward) or runCode({ forward, backward }); an empty one where nothing has to be done."
      : "It is an operation of your own: give it a backward(), and isReversible: true.";
  throw new IrreversibleMigrationError(
    `${migrationKey(idOf(migration))} can't be undone: "${operationText(operation)}" says no way back.\n${hint}`,
  );
}
