import { CheckViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation } from "../../errors.ts";
import type { SchemaEditor, SchemaSession, StepDirection, StepKey } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { MigrationFailedError } from "../errors.ts";
import { operationError } from "../graph/apply-migration.ts";
import type { Migration } from "../graph/migration.ts";
import { statesOfAll } from "../operations/apply-all.ts";
import {
  canBeTransaction,
  type Operation,
  type OperationPreview,
  type OperationRun,
} from "../operations/operation.ts";
import type { OperationArgs } from "../operations/operation-args.ts";
import { MigrationSteps } from "./migration-steps.ts";
import { modelRenamed } from "./model-renamed-event.ts";
import type { MigrationReport } from "./run-migrations.ts";

/*
 * Runs the operations of one migration, forward or backward.
 *
 * Where the migration is one transaction, that is all. Where it isn't (on MariaDB, where changes of tables are stored at
 * once, and with `transaction: false`), the operations are steps: each is marked in the transaction of what it does, so that
 * the marks say what is true, whenever the process ends. One that was begun and is not marked is brought to its end first,
 * in the direction in which it was begun:
 *
 *   MariaDB                           its journal knows what was done (schema/mysql/statement-journal.ts)
 *   PostgreSQL, SQLite                it is a transaction of its own, and so was not begun at all
 *   PostgreSQL, concurrently          it looks at what is there: an index that is not valid is dropped and built again
 *                                     and where rows refuse the rule, the way back drops what is there of it
 *   backfills                         their notes say how far they have come
 *   operations with a way back       each operation of it is a step, and the steps' note says which is next
 *   runCode() with models             it is one transaction, on MariaDB with what comes before it since the last change of a table;
 *                                     there, changes of tables are refused within
 *   runSql(), other runCode()         on PostgreSQL each statement is stored at once; they run again from the beginning, so they
 *                                     must bear it
 */

/** What the operations of a migration run with. */
export interface Run {
  readonly editor: SchemaEditor;
  readonly migration: Migration;
  readonly states: readonly SchemaState[];
  /** Absent where the migration is one transaction, or statements are only told. */
  readonly steps?: MigrationSteps | undefined;
  /** Absent where statements are only told. */
  readonly hasTable?: (name: string) => Promise<boolean>;
  /** Given where statements are only told. */
  readonly preview?: OperationPreview;
  readonly report?: MigrationReport;
}

/** How far a migration has come; `undefined` where it is one transaction: then it has come nowhere, or is through. */
export async function openSteps(
  session: SchemaSession,
  editor: SchemaEditor,
  migration: Migration,
  isRecorded: boolean,
): Promise<MigrationSteps | undefined> {
  const isOneTransaction = migration.transaction !== false && editor.asStep === undefined;
  return isOneTransaction ? undefined : MigrationSteps.open(session, editor, migration, isRecorded);
}

/** Runs the operations that are not done yet. */
export async function applyOperations(run: Run): Promise<void> {
  for (const position of run.migration.operations.keys()) await bring(run, position, "forward");
}

/** Undoes the operations that are done, the last one first. */
export async function undoOperations(run: Run): Promise<void> {
  for (const position of [...run.migration.operations.keys()].toReversed())
    await bring(run, position, "backward");
}

/** Writes into the history that a migration is through, and forgets its steps in the same moment. */
export function conclude(
  editor: SchemaEditor,
  steps: MigrationSteps | undefined,
  write: () => Promise<void>,
): Promise<void> {
  return atOnce(editor, async () => {
    await steps?.forget();
    await write();
  });
}

/** Stores what `work` writes as a whole. On MariaDB a transaction is open all the time, and holds what is marked already. */
function atOnce({ kind, inOwnTransaction }: SchemaEditor, work: () => Promise<void>): Promise<void> {
  return kind === "mysql" || inOwnTransaction === undefined ? work() : inOwnTransaction(work);
}

async function bring(run: Run, position: number, direction: StepDirection): Promise<void> {
  const { steps, migration } = run;
  if (steps === undefined) return runOperation(run, position, direction);
  const opposite = direction === "forward" ? "backward" : "forward";
  // What is in the middle of a backfill is left where it is: its way back doesn't need the rest to be filled.
  const isPartial = steps.isBegun(position, opposite) && migration.operations[position]!.inBatches === true;
  let isRefused = false;
  if (steps.isBegun(position, opposite) && !isPartial)
    await runStep(run, steps, position, opposite).catch((cause) => {
      isRefused = direction === "backward" && isRefusedByRows(cause, migration.operations[position]!);
      if (!isRefused) throw cause;
    });
  if (isPartial || isRefused || steps.isDone(position) !== (direction === "forward"))
    await runStep(run, steps, position, direction);
}

/** Rows don't bear a rule that is made in steps: it can't be brought to its end, and what is there of it can be dropped. */
function isRefusedByRows(error: unknown, { isOnline, touches }: Operation): boolean {
  if (isOnline !== true || touches !== "schema") return false;
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (violations.some((violation) => cause instanceof violation)) return true;
  return false;
}

const violations = [UniqueViolation, ForeignKeyViolation, CheckViolation, NotNullViolation] as const;

async function runStep(
  run: Run,
  steps: MigrationSteps,
  position: number,
  direction: StepDirection,
): Promise<void> {
  const { editor, migration } = run;
  const operation = migration.operations[position]!;
  if (direction === "backward" && editor.inOwnTransaction && operation.wayBack)
    return goBack(run, steps, position);
  const key = { module: migration.module, name: migration.name, direction, position };
  const work = () => runOperation(run, position, direction);
  await attempt(migration, position, direction, async () => {
    const tellsItself = operation.inBatches || isOneTransaction(editor, operation);
    if (editor.kind === "postgres" && !tellsItself) await steps.markBegun(position, direction);
    await asMarked(editor, operation, { key, work, mark: () => steps.mark(position, direction) });
  });
}

interface MarkedWork {
  readonly key: StepKey;
  readonly work: () => Promise<void>;
  /** Writes down that it is done. */
  readonly mark: () => Promise<void>;
}

/** Runs an operation and marks it: in the transaction of what it does, where that can be one, or right behind it. */
async function asMarked(
  editor: SchemaEditor,
  operation: Operation,
  { key, work, mark }: MarkedWork,
): Promise<void> {
  const { asStep, asWhole, inOwnTransaction } = editor;
  const isJournaled = asStep !== undefined && !operation.inBatches;
  const run = async () => {
    if (operation.isWhole && asWhole) return asWhole(work);
    if (isJournaled) return asStep(key, work);
    await work();
    await editor.finish?.();
  };
  if (inOwnTransaction && isOneTransaction(editor, operation))
    return inOwnTransaction(async () => {
      await run();
      await mark();
    });
  await run();
  await atOnce(editor, mark);
}

/** Whether an operation is a transaction of its own, where its migration isn't one. */
function isOneTransaction({ kind }: SchemaEditor, operation: Operation): boolean {
  if (operation.isWhole || operation.inBatches) return operation.isWhole === true;
  return kind === "sqlite" || (kind === "postgres" && canBeTransaction(operation));
}

/** How far a way back has come: which operation of it is next, and what that one has noted of itself. */
interface WayBackNote {
  readonly next: number;
  readonly note?: string;
}

/** Undoes an operation by others that lead back. Each is noted in the transaction of what it does, as steps are. */
async function goBack(run: Run, steps: MigrationSteps, position: number): Promise<void> {
  const { editor, migration } = run;
  const { module, name } = migration;
  const own = runOf(run, position, "backward");
  const parts = wayBackOf(run, position);
  const notes = steps.notes(position, "backward");
  const noted = await notes.read();
  let reached: WayBackNote = noted === undefined ? { next: 0 } : (JSON.parse(noted) as WayBackNote); // written below
  const note = (now: WayBackNote) => notes.write(JSON.stringify(now));
  await attempt(migration, position, "backward", async () => {
    for (; reached.next < parts.length; reached = { next: reached.next + 1 }) {
      const { next, note: begun } = reached;
      const { operation, before, after } = parts[next]!;
      const work = () =>
        operation.forward({
          ...own,
          before,
          after,
          notes: { read: async () => begun, write: (text) => note({ next, note: text }) },
        });
      const key = { module, name, direction: "backward", position } as const;
      await asMarked(editor, operation, { key, work, mark: () => note({ next: next + 1 }) });
    }
    await atOnce(editor, () => steps.mark(position, "backward"));
  });
}

async function previewWayBack(run: Run, position: number): Promise<void> {
  const own = runOf(run, position, "backward");
  for (const { operation, before, after } of wayBackOf(run, position))
    await operation.forward({ ...own, before, after });
}

/** The operations that lead back, each with the states before and after it. */
function wayBackOf({ migration, states }: Run, position: number) {
  const { module } = migration;
  const [before, after] = [states[position]!, states[position + 1]!];
  const operations = migration.operations[position]!.wayBack!({ module, before, after }); // who calls has looked
  const between = statesOfAll(operations, after, module);
  return operations.map((operation, place) => ({
    operation,
    before: between[place]!,
    after: between[place + 1]!,
  }));
}

function runOperation(run: Run, position: number, direction: StepDirection): Promise<void> {
  const { migration } = run;
  const operation = migration.operations[position]!;
  return attempt(migration, position, direction, async () => {
    const { hasTable } = run;
    const { wayBack } = operation;
    const isInSteps = run.preview !== undefined && migration.transaction === false;
    if (isInSteps && direction === "backward" && wayBack !== undefined) await previewWayBack(run, position);
    else await operation[direction](runOf(run, position, direction));
    if (operation.kind === "renameModel" && hasTable !== undefined)
      await tellRename(hasTable, migration.module, operation, direction);
  });
}

async function tellRename(
  hasTable: (name: string) => Promise<boolean>,
  module: string,
  { args }: Operation,
  direction: StepDirection,
): Promise<void> {
  const [before, after] = args as OperationArgs["renameModel"]; // its kind says so
  const [from, to] = direction === "forward" ? [before, after] : [after, before];
  await modelRenamed.emit({ module, from, to, hasTable });
}

function runOf(
  { editor, migration, states, steps, preview, report }: Run,
  position: number,
  direction: StepDirection,
): OperationRun {
  const isOwn = migration.operations[position]!.from !== undefined; // what an app's operation sends may be anything
  return {
    module: migration.module,
    before: states[position]!,
    after: states[position + 1]!,
    editor,
    database: isOwn && preview ? preview.told : editor.connection,
    ...(preview && { preview }),
    ...(steps && { notes: steps.notes(position, direction) }),
    progress: (progress) => report?.progresses?.(migration, progress),
  };
}

async function attempt(
  migration: Migration,
  position: number,
  direction: StepDirection,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof MigrationFailedError) throw cause;
    throw operationError(migration, position, cause, direction);
  }
}
