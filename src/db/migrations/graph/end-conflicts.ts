import type { SchemaState } from "../../schema/schema-state.ts";
import type { Operation } from "../operations/operation.ts";
import { statesWithin } from "./apply-migration.ts";
import type { Migration } from "./migration.ts";
import type { MigrationGraph } from "./migration-graph.ts";
import { sharedThing, type Touch, touchedThings } from "./touched-things.ts";

/*
 * A module's migrations end in several places when two people have each added one. That is no harm where no operation that
 * only one end has touches what an operation that only another end has changes: any order leads to the same state, because
 * any two orders differ by exchanges of neighbours, and each exchange is of two operations that commute.
 */

/** An operation that only one end of a module's migrations has. */
export interface EndOperation {
  readonly migration: Migration;
  readonly operation: Operation;
}

/** Two operations, on different ends, that don't commute. */
export interface EndConflict {
  readonly first: EndOperation;
  readonly second: EndOperation;
  /** What both touch: `"the field shop.Book.title"`. */
  readonly thing: string;
}

/** What keeps the ends of a module from being one; empty where nothing does. */
export function conflictsOfEnds(graph: MigrationGraph, module: string): readonly EndConflict[] {
  const leaves = graph.leaves(module);
  if (leaves.length < 2) return [];
  const branches = leaves.map((leaf) => new Set(graph.withAncestors(leaf)));
  const shared = branches.reduce((all, branch) => all.intersection(branch));
  const start = graph.state((migration) => shared.has(migration));
  const touched = branches.map((branch) =>
    touchedBy(
      start,
      [...branch].filter((item) => !shared.has(item)),
    ),
  );
  return touched.flatMap((first, position) =>
    touched.slice(position + 1).flatMap((second, offset) =>
      conflictsBetween(
        first.filter(({ migration }) => !branches[position + 1 + offset]!.has(migration)),
        second.filter(({ migration }) => !branches[position]!.has(migration)),
        module,
      ),
    ),
  );
}

interface TouchingOperation extends EndOperation {
  readonly touches: readonly Touch[];
}

/** What the operations of a branch touch, in order. */
function touchedBy(start: SchemaState, migrations: readonly Migration[]): readonly TouchingOperation[] {
  let state = start;
  return migrations.flatMap((migration) => {
    const states = statesWithin(state, migration);
    state = states.at(-1)!;
    return migration.operations.map((operation, position) => ({
      migration,
      operation,
      touches: touchedThings(operation, migration.module, states[position]!, states[position + 1]!),
    }));
  });
}

function conflictsBetween(
  firsts: readonly TouchingOperation[],
  seconds: readonly TouchingOperation[],
  module: string,
): readonly EndConflict[] {
  return firsts.flatMap((first) =>
    seconds.flatMap((second) => {
      // Two migrations of other modules are no affair of this one's ends.
      if (first.migration.module !== module && second.migration.module !== module) return [];
      const thing = sharedThing(first.touches, second.touches);
      return thing === undefined ? [] : [{ first, second, thing }];
    }),
  );
}
