import type { SchemaEditor, SchemaSession } from "../../schema/schema-editor.ts";
import { ExistingTablesError } from "../errors.ts";
import { applyMigration } from "../graph/apply-migration.ts";
import { idOf, isInitial, type Migration, type MigrationId, migrationKey } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { type MigrationTarget, planTo, planUp } from "../graph/migration-plan.ts";
import { compareFirstTables } from "./adopt-tables.ts";
import { explained } from "./explain-failure.ts";
import { createHistory, historyTable, isRecorded, keysOf, record, unrecord } from "./migration-history.ts";
import { forgetSteps, halfApplied } from "./migration-steps.ts";
import { appliedMigrations } from "./run-migrations.ts";

/*
 * Changes what the database remembers, and nothing else: for tables that were made or changed by other means.
 */

/** What was remembered and forgotten. */
export interface FakeResult {
  readonly recorded: readonly MigrationId[];
  readonly forgotten: readonly MigrationId[];
}

/**
 * Remembers migrations as applied, or forgets them, so that the target is the last one; runs none. One of the module that
 * is half applied is whole from then on, on the side of the target where it is.
 */
export async function fakeMigrations(
  session: SchemaSession,
  files: MigrationGraph,
  { module, name }: MigrationTarget,
): Promise<FakeResult> {
  const graph = files.forHistory(keysOf(await appliedMigrations(session)));
  const { down, up } =
    module !== undefined && name !== undefined
      ? planTo(graph, graph.applied, { module, name })
      : { down: [], up: planUp(graph, graph.applied, module === undefined ? {} : { module }) };
  const changed = new Set([...down, ...up].map((migration) => migrationKey(idOf(migration))));
  const settled = (await halfApplied(session))
    .map(({ id }) => id)
    .filter((id) => (module === undefined || id[0] === module) && !changed.has(migrationKey(id)));
  await changeHistory(session, {
    forget: down.flatMap((migration) => graph.recordsOf(migration)),
    remember: up.flatMap((migration) => graph.recordsOf(migration)),
    settled,
  });
  const isApplied = (id: MigrationId) => graph.applied.has(migrationKey(id));
  return {
    recorded: [...up.map(idOf), ...settled.filter(isApplied)],
    forgotten: [...down.map(idOf), ...settled.filter((id) => !isApplied(id))],
  };
}

/** What {@link fakeInitialMigrations} has found. */
export interface FakeInitialResult {
  readonly recorded: readonly Migration[];
  /** Initial migrations of which the database lacks tables. */
  readonly left: readonly { readonly migration: Migration; readonly missing: readonly string[] }[];
}

/**
 * Remembers the first migrations of modules whose tables are there already, and are those that they would make: compared
 * as `migrateUp()` does before it takes tables over. One of which a table is missing is told.
 *
 * @throws {@link ExistingTablesError} where a table is there and is another one; nothing is remembered then.
 */
export async function fakeInitialMigrations(
  session: SchemaSession,
  files: MigrationGraph,
  target: MigrationTarget = {},
): Promise<FakeInitialResult> {
  const graph = files.forHistory(keysOf(await appliedMigrations(session)));
  const known = new Set(graph.applied);
  const recorded: Migration[] = [];
  const left: { migration: Migration; missing: readonly string[] }[] = [];
  let state = graph.state((migration) => graph.isApplied(migration));
  const plan = planUp(graph, graph.applied, target);
  const database = { kind: session.kind, connection: session };
  for (const migration of plan) {
    if (known.has(migrationKey(idOf(migration)))) continue; // compared with the one before it
    const isReady = [...graph.parents(migration)].every((parent) => known.has(migrationKey(idOf(parent))));
    if (!isReady || !isInitial(migration)) continue;
    const rest = plan.filter((other) => !known.has(migrationKey(idOf(other))) && other !== migration);
    const { migrations, missing, different } = await compareFirstTables(
      database,
      [migration, ...rest],
      state,
    );
    if (different.length > 0) throw new ExistingTablesError(migrationKey(idOf(migration)), different);
    if (missing.length > 0) {
      left.push({ migration, missing });
      continue;
    }
    if (migrations.length === 0) continue; // it makes no table, and nothing tells whether it has been run
    for (const covered of migrations) {
      state = applyMigration(state, covered);
      known.add(migrationKey(idOf(covered)));
      recorded.push(covered);
    }
  }
  await changeHistory(session, {
    forget: [],
    remember: recorded.flatMap((migration) => graph.recordsOf(migration)),
  });
  return { recorded, left };
}

/** Forgets migrations that there is no file for any more. */
export async function forgetMigrations(session: SchemaSession, ids: readonly MigrationId[]): Promise<void> {
  await changeHistory(session, { forget: ids, remember: [] });
}

interface HistoryChange {
  readonly forget: readonly MigrationId[];
  readonly remember: readonly MigrationId[];
  /** Half applied ones that are whole, as the history has them. */
  readonly settled?: readonly MigrationId[];
}

async function changeHistory(
  session: SchemaSession,
  { forget, remember, settled = [] }: HistoryChange,
): Promise<void> {
  if (forget.length + remember.length + settled.length === 0) return;
  const half = new Set((await halfApplied(session)).map(({ id }) => migrationKey(id)));
  const change = async (editor: SchemaEditor) => {
    await createHistory(editor, await session.hasTable(historyTable));
    for (const id of [...forget, ...remember, ...settled])
      if (half.has(migrationKey(id))) await forgetSteps(session, editor.connection, id);
    for (const id of forget) await unrecord(editor.connection, id);
    for (const id of remember)
      if (!(await isRecorded(editor.connection, id))) await record(editor.connection, id);
  };
  await explained(session, () => session.exclusively(change), "Nothing was recorded");
}
