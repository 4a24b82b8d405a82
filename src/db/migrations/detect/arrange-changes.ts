import { MigrationGraphError } from "../errors.ts";
import { idOf, type Migration, type MigrationId, migrationKey } from "../graph/migration.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { numberOf, suggestName } from "./migration-names.ts";
import type { PlannedOperation } from "./planned-operation.ts";

/*
 * Cuts a list of operations into migrations, as few as possible. Usually each module gets one. Where modules need each
 * other alternately, a module gets several: what can be done without the others goes into the first.
 *
 * The list is in an order in which each operation comes after what it needs, so its first operation can always be done,
 * and the loop ends.
 */
export interface ArrangeOptions {
  /** Only these modules, and those that they need. All by default. */
  readonly modules?: readonly string[];
  /** The name of the migrations, without their number. Made of the operations by default. */
  readonly name?: string;
}

export function arrangeChanges(
  planned: readonly PlannedOperation[],
  graph: MigrationGraph,
  options: ArrangeOptions = {},
): readonly Migration[] {
  const migrations: Migration[] = [];
  const madeBy = new Map<string, Migration>();
  const provided = new Set(planned.map(({ provides }) => provides));
  let remaining = planned;
  while (remaining.length > 0) {
    const chosen = nextBatch(remaining, provided, madeBy);
    if (chosen.length === 0) throw new MigrationGraphError(circleMessage(remaining));
    const migration = makeMigration(chosen, graph, migrations, madeBy, options.name);
    migrations.push(migration);
    for (const { provides } of chosen) madeBy.set(provides, migration);
    remaining = remaining.filter((item) => !chosen.includes(item));
  }
  return options.modules === undefined ? migrations : onlyNeeded(migrations, options.modules);
}

function circleMessage(remaining: readonly PlannedOperation[]): string {
  const steps = remaining.map(({ module, operation }) => `${module}: ${operation.describe()}`);
  return `These changes need each other in a circle:\n  ${steps.join("\n  ")}\nMake them in two steps, with a migration for each.`;
}

/** The operations of one module that can be done now: of a module that can be finished, if there is one. */
function nextBatch(
  remaining: readonly PlannedOperation[],
  provided: ReadonlySet<string>,
  madeBy: ReadonlyMap<string, Migration>,
): readonly PlannedOperation[] {
  const modules = [...new Set(remaining.map(({ module }) => module))];
  let first: readonly PlannedOperation[] = [];
  for (const module of modules) {
    const own = remaining.filter((item) => item.module === module);
    const batch = doableBatch(own, provided, madeBy);
    if (batch.length === own.length) return batch;
    if (first.length === 0) first = batch;
  }
  return first;
}

/** The operations up to the first one that needs something of another module that is not there yet. */
function doableBatch(
  own: readonly PlannedOperation[],
  provided: ReadonlySet<string>,
  madeBy: ReadonlyMap<string, Migration>,
): readonly PlannedOperation[] {
  const inBatch = new Set<string>();
  const isReady = ({ needs, provides }: PlannedOperation) =>
    needs.every((need) => need === provides || !provided.has(need) || madeBy.has(need) || inBatch.has(need));
  const batch: PlannedOperation[] = [];
  for (const item of own) {
    if (!isReady(item)) break;
    batch.push(item);
    inBatch.add(item.provides);
  }
  return batch;
}

function makeMigration(
  batch: readonly PlannedOperation[],
  graph: MigrationGraph,
  earlier: readonly Migration[],
  madeBy: ReadonlyMap<string, Migration>,
  name: string | undefined,
): Migration {
  const { module } = batch[0]!; // a batch is never empty
  const previous = earlier.findLast((migration) => migration.module === module);
  const ends = previous === undefined ? graph.leaves(module) : [previous];
  const operations = batch.map(({ operation }) => operation);
  const isInitial = graph.leaf(module) === undefined;
  const number = highestNumber(module, graph, earlier) + 1;
  const ending = name ?? (isInitial ? "initial" : suggestName(operations));
  const dependsOn = new Map<string, MigrationId>();
  const depend = (id: MigrationId) => dependsOn.set(migrationKey(id), id);
  for (const end of ends) depend(idOf(end));
  for (const need of batch.flatMap(({ needs }) => needs)) {
    const made = madeBy.get(need);
    const others = made === undefined ? existing(need, module, graph) : [made];
    for (const other of others) if (other.module !== module) depend(idOf(other));
  }
  return {
    module,
    name: `${String(number).padStart(4, "0")}_${ending}`,
    dependsOn: [...dependsOn.values()].toSorted((a, b) => (migrationKey(a) < migrationKey(b) ? -1 : 1)),
    operations,
  };
}

/** A model of another module that is there already: it is in that module's last migrations at the latest. */
function existing(need: string, module: string, graph: MigrationGraph): readonly Migration[] {
  const other = /^\+([^.]*)\./.exec(need)?.[1];
  return other === undefined || other === module ? [] : graph.leaves(other);
}

function highestNumber(module: string, graph: MigrationGraph, earlier: readonly Migration[]): number {
  const own = [...graph.ofModule(module), ...earlier.filter((migration) => migration.module === module)];
  return Math.max(0, ...own.map(({ name }) => numberOf(name)));
}

function onlyNeeded(migrations: readonly Migration[], modules: readonly string[]): readonly Migration[] {
  const needed = new Set(migrations.filter(({ module }) => modules.includes(module)));
  for (const migration of migrations.toReversed()) {
    if (!needed.has(migration)) continue;
    for (const [module, name] of migration.dependsOn) {
      const other = migrations.find((candidate) => candidate.module === module && candidate.name === name);
      if (other !== undefined) needed.add(other);
    }
  }
  return migrations.filter((migration) => needed.has(migration));
}
