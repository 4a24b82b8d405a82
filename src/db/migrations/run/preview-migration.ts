import type { Rehearse, StatementTaker } from "../../schema/rehearsal.ts";
import type { SchemaSession, StepDirection } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { statesWithin } from "../graph/apply-migration.ts";
import type { Migration } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { planUp } from "../graph/migration-plan.ts";
import { TableAdoptions, withoutTypeSql } from "./adopt-tables.ts";
import { keysOf } from "./migration-history.ts";
import { promisedAdoptions } from "./migration-steps.ts";
import { appliedMigrations, refuseIrreversible } from "./run-migrations.ts";
import { applyOperations, undoOperations } from "./run-operations.ts";

/**
 * The statements that a migration runs, without running them. Migrations that would be applied before it, or undone, are
 * tried on the same copy of the tables, so that names are those that there will be.
 *
 * @param files - All migrations; which of them the database has is read from it.
 * @throws IrreversibleMigrationError where it is to be undone, and an operation says no way back.
 */
export async function previewMigration(
  session: SchemaSession,
  files: MigrationGraph,
  migration: Migration,
  direction: StepDirection = "forward",
): Promise<readonly string[]> {
  if (direction === "backward") refuseIrreversible(migration);
  const graph = files.forHistory(keysOf(await appliedMigrations(session)));
  graph.named(migration.module, migration.name); // says so where another stands for it
  const steps = stepsTo(graph, migration, direction);
  const promised = await promisedAdoptions(session);
  const statements: string[] = [];
  await session.rehearse(async (begin) => {
    const adoptions = new TableAdoptions(
      steps.flatMap((step) => (step.direction === "forward" ? [step.migration] : [])),
      stateOf(graph, steps[0]!.before), // there is one at least: the migration itself
      promised,
    );
    for (const step of steps) {
      const isWanted = step === steps.at(-1);
      const take: StatementTaker = isWanted ? (sql) => void statements.push(sql) : () => {};
      await rehearseStep({ begin, graph, adoptions, take }, step);
    }
  });
  return statements;
}

/** One migration on the way, with those that are applied before it. */
interface Step {
  readonly migration: Migration;
  readonly direction: StepDirection;
  readonly before: ReadonlySet<Migration>;
}

/** From what the database has to the migration, whose own step is the last. */
function stepsTo(graph: MigrationGraph, wanted: Migration, direction: StepDirection): readonly Step[] {
  const steps: Step[] = [];
  let applied: ReadonlySet<Migration> = new Set(graph.ordered.filter((each) => graph.isApplied(each)));
  const go = (migration: Migration, way: StepDirection) => {
    steps.push({ migration, direction: way, before: applied });
    applied =
      way === "forward"
        ? applied.union(new Set([migration]))
        : new Set([...applied].filter((other) => other !== migration));
  };
  if (applied.has(wanted)) {
    const followers = graph.withDescendants(wanted).filter((each) => applied.has(each) && each !== wanted);
    for (const migration of followers.toReversed()) go(migration, "backward");
    go(wanted, "backward");
    if (direction === "forward") go(wanted, "forward");
    return steps;
  }
  const { module, name } = wanted;
  for (const migration of planUp(graph, graph.applied, { module, name })) go(migration, "forward");
  if (direction === "backward") go(wanted, "backward");
  return steps;
}

interface Stage {
  readonly begin: Rehearse;
  readonly graph: MigrationGraph;
  readonly adoptions: TableAdoptions;
  readonly take: StatementTaker;
}

async function rehearseStep({ begin, graph, adoptions, take }: Stage, step: Step): Promise<void> {
  const { migration, direction, before } = step;
  const { transaction } = migration;
  const state = stateOf(graph, direction === "forward" ? before : without(before, migration));
  const { editor, told } = begin(take, { transaction });
  const run = { migration, states: statesWithin(state, migration) };
  if (direction === "forward") {
    const { editor: own, tables } = await adoptions.take(editor, migration);
    const isAdopted = tables.length > 0;
    if (isAdopted)
      await told.query(`-- These tables are there already, and are the same: ${tables.join(", ")}`);
    await applyOperations({
      ...run,
      editor: own,
      preview: { told: isAdopted ? withoutTypeSql(told) : told },
    });
  } else await undoOperations({ ...run, editor, preview: { told } });
  await editor.finish?.();
}

function stateOf(graph: MigrationGraph, applied: ReadonlySet<Migration>): SchemaState {
  return graph.state((migration) => applied.has(migration));
}

function without(migrations: ReadonlySet<Migration>, gone: Migration): ReadonlySet<Migration> {
  return new Set([...migrations].filter((other) => other !== gone));
}
