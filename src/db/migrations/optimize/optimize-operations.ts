import type { Operation } from "../operations/operation.ts";
import { canChangePlaces, type Footprint, footprintOf } from "./footprint.ts";
import { type OperationPair, reductionRules } from "./reduction-rules.ts";

/*
 * Fewer operations with the same end. Two that complete or undo each other become one or none, also where others stand
 * between them, as long as those don't mind: `createModel(Book), createModel(Author), addField(Book, author)` becomes
 * `createModel(Author), createModel(Book with author)`.
 *
 * Each operation is compared with each later one. The first pair that becomes something else is replaced, the search goes on
 * from there, and begins anew until nothing changes:
 *
 *   earlier  a  b  later       the earlier one may pass a and b:   a  b  [result]
 *                              else, the later one may:            [result]  a  b
 *
 * The order of the search is that of Django's optimizer, so that the same list gives the same answer; only that Django
 * begins anew after each pair, which takes seconds for a module of 200 models.
 */

/**
 * The operations of a module's migration, or of several in a row, without detours. What the app calls elidable is left out.
 *
 * @param module - The name of the module: operations name its models without it, and others with theirs.
 *
 * @example
 * optimizeOperations([addField("Book", "isbn", { type: "integer" }), renameField("Book", "isbn", "ean")], "shop");
 * // [addField("Book", "ean", { type: "integer" })]
 */
export function optimizeOperations(operations: readonly Operation[], module: string): readonly Operation[] {
  const known = new Map<Operation, Footprint>();
  const footprint = (operation: Operation): Footprint => {
    const found = known.get(operation) ?? footprintOf(operation, module);
    known.set(operation, found);
    return found;
  };
  let current: readonly Operation[] = operations.filter(({ isElidable }) => !isElidable);
  for (let from = 0, hasChanged = false; ; ) {
    const found = reduceOne(current, from, { module, footprint });
    if (found !== undefined) {
      current = found.operations;
      from = found.position;
      hasChanged = true;
    } else if (hasChanged) {
      from = 0;
      hasChanged = false;
    } else return current;
  }
}

interface Search {
  readonly module: string;
  readonly footprint: (operation: Operation) => Footprint;
}

interface Reduced {
  readonly operations: readonly Operation[];
  /** Where the earlier operation of the pair stood. */
  readonly position: number;
}

/** Makes the first reduction that can be made at `from` or later; `undefined` where there is none. */
function reduceOne(operations: readonly Operation[], from: number, search: Search): Reduced | undefined {
  const { footprint } = search;
  const sharing = positionsByModel(operations, search);
  for (let position = from; position < operations.length; position++) {
    const earlier = operations[position]!;
    let checked = position + 1;
    let passes = true; // whether the earlier operation may pass those before `checked`
    const passesUpTo = (end: number) => {
      for (; passes && checked < end; checked++)
        passes = canChangePlaces(footprint(earlier), footprint(operations[checked]!));
      return passes;
    };
    for (const other of partnersOf(earlier, position, sharing, footprint)) {
      const later = operations[other]!;
      const result = reduce({ earlier, later, module: search.module });
      if (result === undefined) continue;
      const before = operations.slice(0, position);
      const between = operations.slice(position + 1, other);
      const after = operations.slice(other + 1);
      if (passesUpTo(other)) return { operations: [...before, ...between, ...result, ...after], position };
      const laterPasses = between.every((item) => canChangePlaces(footprint(item), footprint(later)));
      if (!laterPasses) break;
      return { operations: [...before, ...result, ...between, ...after], position };
    }
  }
  return undefined;
}

function reduce(pair: OperationPair): readonly Operation[] | undefined {
  // The table's types say which arguments belong to which kind; looking it up by a kind forgets them.
  const rules = reductionRules as Readonly<Record<string, Readonly<Record<string, AnyRule>>>>;
  return rules[pair.earlier.kind]?.[pair.later.kind]?.(pair.earlier.args, pair.later.args, pair);
}

type AnyRule = (
  earlier: Operation["args"],
  later: Operation["args"],
  pair: OperationPair,
) => readonly Operation[] | undefined;

/** Where operations that change a model stand: rules are only about two of the same one. */
function positionsByModel(
  operations: readonly Operation[],
  { footprint }: Search,
): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  for (const [position, operation] of operations.entries()) {
    const { changes } = footprint(operation);
    if (changes === "everything") continue;
    for (const model of changes.models) {
      const list = positions.get(model);
      if (list === undefined) positions.set(model, [position]);
      else list.push(position);
    }
  }
  return positions;
}

function partnersOf(
  operation: Operation,
  position: number,
  sharing: ReadonlyMap<string, readonly number[]>,
  footprint: Search["footprint"],
): readonly number[] {
  const { changes } = footprint(operation);
  if (changes === "everything") return [];
  const found = new Set(changes.models.flatMap((model) => sharing.get(model) ?? []));
  return [...found].filter((other) => other > position).toSorted((a, b) => a - b);
}
