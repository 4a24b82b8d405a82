import type { Operation } from "../operations/operation.ts";
import { footprintOf } from "./footprint.ts";
import { type ListedOperation, OperationList } from "./operation-list.ts";
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
  const kept = operations.filter(({ isElidable }) => !isElidable);
  const list = new OperationList(kept, (operation) => footprintOf(operation, module));
  let hasChanged = false;
  for (let earlier = list.first; earlier !== undefined; ) {
    const { previous, next } = earlier;
    if (reduceWithOneLater(list, earlier, module)) {
      hasChanged = true;
      earlier = previous === undefined ? list.first : previous.next; // what stands in its place now
    } else earlier = next;
    if (earlier === undefined && hasChanged) {
      earlier = list.first;
      hasChanged = false;
    }
  }
  return Array.from(list, ({ operation }) => operation);
}

/** Replaces an operation and the first later one with which it becomes something else; `false` where there is none. */
function reduceWithOneLater(list: OperationList, earlier: ListedOperation, module: string): boolean {
  for (const later of list.partnersOf(earlier)) {
    const result = reduce({ earlier: earlier.operation, later: later.operation, module });
    if (result === undefined) continue;
    const sinks = list.maySink(earlier, later);
    if (!sinks && !list.mayRise(earlier, later)) return false;
    list.insertAfter(sinks ? later : earlier, result);
    list.remove(earlier);
    list.remove(later);
    return true;
  }
  return false;
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
