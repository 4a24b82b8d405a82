import type { SchemaSession } from "../../schema/schema-editor.ts";
import { applyMigration } from "../graph/apply-migration.ts";
import { idOf, isInitial, type Migration, type MigrationId, migrationKey } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { type MigrationTarget, planTo, planUp } from "../graph/migration-plan.ts";
import { createHistory, historyTable, isRecorded, keysOf, record, unrecord } from "./migration-history.ts";
import { forgetSteps, halfApplied } from "./migration-steps.ts";
import { findTables } from "./missing-tables.ts";
import { appliedMigrations } from "./run-migrations.ts";

/*
 * Changes what the database remembers, and nothing else: for tables that were made or changed by other means.
 */

/** What was remembered and forgotten. */
export interface FakeResult {
  readonly recorded: readonly Migration[];
  readonly forgotten: readonly Migration[];
}

/** Remembers migrations as applied, or forgets them, so that the target is the last one; runs none. */
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
  await changeHistory(session, {
    forget: down.flatMap((migration) => graph.recordsOf(migration)),
    remember: up.flatMap((migration) => graph.recordsOf(migration)),
  });
  return { recorded: up, forgotten: down };
}

/** What {@link fakeInitialMigrations} has found. */
export interface FakeInitialResult {
  readonly recorded: readonly Migration[];
  /** Initial migrations of which the database doesn't have all tables and columns, with what is missing. */
  readonly left: readonly { readonly migration: Migration; readonly missing: readonly string[] }[];
}

/**
 * Remembers the initial migrations whose tables and columns are there already. One that has nothing of its own there is an
 * ordinary migration for `migrateUp()`; one that has a part of it is told.
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
  for (const migration of planUp(graph, graph.applied, target)) {
    const isReady = [...graph.parents(migration)].every((parent) => known.has(migrationKey(idOf(parent))));
    if (!isReady || !isInitial(migration)) continue;
    const after = applyMigration(state, migration);
    const { wanted, missing } = await findTables(session, state, after);
    if (wanted === 0) continue; // nothing tells whether it has been run
    if (missing.length > 0) {
      left.push({ migration, missing });
      continue;
    }
    state = after;
    known.add(migrationKey(idOf(migration)));
    recorded.push(migration);
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

async function changeHistory(
  session: SchemaSession,
  {
    forget,
    remember,
  }: { readonly forget: readonly MigrationId[]; readonly remember: readonly MigrationId[] },
): Promise<void> {
  if (forget.length + remember.length === 0) return;
  const half = new Set((await halfApplied(session)).map(({ id }) => migrationKey(id)));
  await session.exclusively(async (editor) => {
    await createHistory(editor, await session.hasTable(historyTable));
    for (const id of [...forget, ...remember])
      if (half.has(migrationKey(id))) await forgetSteps(session, editor.connection, id);
    for (const id of forget) await unrecord(editor.connection, id);
    for (const id of remember)
      if (!(await isRecorded(editor.connection, id))) await record(editor.connection, id);
  });
}
