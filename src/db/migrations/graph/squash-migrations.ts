import { isDeepStrictEqual } from "node:util";
import type { ModelState } from "../../schema/model-state.ts";
import { MigrationGraphError, MigrationSquashError } from "../errors.ts";
import { type Operation, operationText } from "../operations/operation.ts";
import { optimizeOperations } from "../optimize/optimize-operations.ts";
import { settleSteps } from "../optimize/settle-steps.ts";
import { idOf, type Migration, type MigrationId, migrationKey, placeOf } from "./migration.ts";
import { MigrationGraph } from "./migration-graph.ts";

export interface SquashOptions {
  readonly module: string;
  /** The first one, by name or its beginning; that of the module by default. */
  readonly from?: string | undefined;
  /** The last one, by name or its beginning. */
  readonly to: string;
  /** The name of the new one, without its number. */
  readonly name?: string | undefined;
  /** `false` puts the operations together as they are. */
  readonly optimize?: boolean;
}

/** One migration in the place of several. */
export interface Squashed {
  readonly migration: Migration;
  /** What it replaces. */
  readonly replaced: readonly Migration[];
  /** How many operations were only for rows that were there, and are left out. */
  readonly elided: number;
}

/**
 * Makes one migration of several of a module. Nothing is written.
 * @throws {@link MigrationSquashError} where code stands in them, which only a person can carry over, or where migrations
 * of other modules stand between them.
 */
export function squashMigrations(graph: MigrationGraph, options: SquashOptions): Squashed {
  const { module, optimize = true } = options;
  const last = graph.named(module, options.to);
  const replaced = squashedBy(graph, last, options.from);
  const first = replaced[0]!;
  const operations = replaced.flatMap((migration) => migration.operations);
  const kept = optimize ? operations.filter(({ isElidable }) => !isElidable) : operations;
  refuseCode(replaced, kept);
  const own = optimize ? optimizeOperations(settleSteps(kept), module) : kept;
  const needsSteps = own.some(({ touches, isOnline }) => touches !== "schema" || isOnline === true);
  const migration: Migration = {
    module,
    name: `${first.name.slice(0, 4)}_${options.name ?? `squashed_${last.name}`}`,
    ...(first.initial !== undefined && { initial: first.initial }),
    replaces: replaced.map(idOf),
    dependsOn: outsideOf(graph, replaced, "dependsOn"),
    ...withoutEmpty({ runBefore: outsideOf(graph, replaced, "runBefore") }),
    ...(needsSteps &&
      replaced.some(({ transaction }) => transaction === false) && { transaction: false as const }),
    ...downtimeOf(replaced),
    operations: own,
  };
  checkSquashed(graph, migration);
  return { migration, replaced, elided: operations.length - kept.length };
}

/** The migrations of a module up to the last one, without those before the first. */
function squashedBy(graph: MigrationGraph, last: Migration, from: string | undefined): readonly Migration[] {
  const first = from === undefined ? undefined : graph.named(last.module, from);
  const own = graph.withAncestors(last).filter(({ module }) => module === last.module);
  if (first !== undefined && !own.includes(first)) {
    const isTurned = graph.withAncestors(first).includes(last);
    const next = isTurned
      ? `Name the earlier one first: quintet migrate squash ${last.module} ${last.name} ${first.name}`
      : "They stand on branches side by side: name a first one that both need, or a last one that needs both.";
    throw new MigrationSquashError(
      `${migrationKey(idOf(first))} doesn't come before ${migrationKey(idOf(last))}.\n${next}`,
    );
  }
  const before = new Set(first === undefined ? [] : graph.withAncestors(first));
  const squashed = own.filter((migration) => migration === first || !before.has(migration));
  if (squashed.length > 1) return squashed;
  throw new MigrationSquashError(
    `${migrationKey(idOf(last))} alone can't be squashed: it takes two migrations at least.\nTo shorten a single one: quintet migrate optimize ${last.module} ${last.name}`,
  );
}

/** Code stands in a file, with what it imports and closes over; no program can carry it to another one. */
function refuseCode(replaced: readonly Migration[], kept: readonly Operation[]): void {
  const lines = replaced.flatMap((migration) =>
    migration.operations
      .filter((operation) => kept.includes(operation) && hasCode(operation.args))
      .map((operation) => `  ${operation.symbol} ${operationText(operation)}  ${placeOf(migration)}`),
  );
  if (lines.length === 0) return;
  throw new MigrationSquashError(
    `Code can't be carried over into another file:\n${lines.join("\n")}\nWhere it only mattered for rows that were there, say so, and it is left out: elidable: true. Otherwise squash up to the migration before it, and from the one behind it.`,
  );
}

function hasCode(value: unknown): boolean {
  if (typeof value === "function") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasCode);
}

/** What the migrations need, or must come before, of those that stay. */
function outsideOf(
  graph: MigrationGraph,
  replaced: readonly Migration[],
  option: "dependsOn" | "runBefore",
): readonly MigrationId[] {
  const ids = replaced.flatMap((migration) => migration[option] ?? []);
  const outside = ids
    .map((id) => graph.find(id) ?? id)
    .filter((found) => !("operations" in found && replaced.includes(found)))
    .map((found) => ("operations" in found ? idOf(found) : found));
  return [...new Map(outside.map((id) => [migrationKey(id), id])).values()];
}

function withoutEmpty({
  runBefore,
}: {
  readonly runBefore: readonly MigrationId[];
}): Pick<Migration, "runBefore"> {
  return runBefore.length === 0 ? {} : { runBefore };
}

function downtimeOf(replaced: readonly Migration[]): Pick<Migration, "acceptsDowntime"> {
  const reasons = new Set(replaced.map(({ acceptsDowntime }) => acceptsDowntime));
  reasons.delete(undefined);
  return reasons.size === 0 ? {} : { acceptsDowntime: [...reasons].join("; ") };
}

/** The new history must be one, and lead to the same models. */
function checkSquashed(graph: MigrationGraph, migration: Migration): void {
  const { module, name } = migration;
  if (graph.files.some((other) => other.module === module && other.name === name)) {
    throw new MigrationSquashError(
      `${placeOf(migration)} is there already.\nGive the new one another name: --name <name>`,
    );
  }
  if (isSameState(graph, withSquashed(graph, migration))) return;
  throw new MigrationSquashError(
    `The operations of ${migrationKey(idOf(migration))} would lead to other models than those that they replace.\nPut them together as they are: --no-optimize`,
  );
}

function withSquashed(graph: MigrationGraph, migration: Migration): MigrationGraph {
  try {
    return new MigrationGraph([...graph.files, migration]);
  } catch (cause) {
    if (!(cause instanceof MigrationGraphError)) throw cause;
    throw new MigrationSquashError(
      `Migrations of other modules stand between those that are to be one.\n${cause.message.split("\n")[0]}\nSquash up to the one before, or from the one behind.`,
      { cause },
    );
  }
}

/** Whether both lead to the same models; in which order a model's indexes stand makes no difference. */
function isSameState(before: MigrationGraph, after: MigrationGraph): boolean {
  return isDeepStrictEqual(modelsOf(before), modelsOf(after));
}

function modelsOf(graph: MigrationGraph): readonly ModelState[] {
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
  return Object.values(graph.state().toJSON()).map((model) => ({
    ...model,
    indexes: model.indexes.toSorted(byName),
    constraints: model.constraints.toSorted(byName),
  }));
}
