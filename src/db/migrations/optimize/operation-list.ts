import type { Operation } from "../operations/operation.ts";
import { canChangePlaces, type Footprint } from "./footprint.ts";

/** An operation in its place. */
export interface ListedOperation {
  readonly operation: Operation;
  readonly footprint: Footprint;
  /** Greater than that of all before it; there is room for others between two. */
  order: number;
  previous: ListedOperation | undefined;
  next: ListedOperation | undefined;
}

/**
 * Operations in order, with what the optimizer asks again and again: which others change the same model, and whether one
 * may pass those between it and another. Both are looked up by the models that operations change and mention, so that an
 * operation is only compared with those that have to do with it.
 */
export class OperationList {
  #first: ListedOperation | undefined;
  readonly #changing = new Map<string, Set<ListedOperation>>();
  readonly #mentioning = new Map<string, Set<ListedOperation>>();
  /** Those that may change or mention anything, and those that take names away, or give up names of tables. */
  readonly #special = new Set<ListedOperation>();
  /** Those that give tables names, which others may give up. */
  readonly #namingTables = new Set<ListedOperation>();
  readonly #footprintOf: (operation: Operation) => Footprint;

  constructor(operations: readonly Operation[], footprintOf: (operation: Operation) => Footprint) {
    this.#footprintOf = footprintOf;
    this.insertAfter(undefined, operations);
  }

  get first(): ListedOperation | undefined {
    return this.#first;
  }

  *[Symbol.iterator](): Iterator<ListedOperation> {
    for (let item = this.#first; item !== undefined; item = item.next) yield item;
  }

  /** Those behind an operation that change a model that it changes, in order. */
  partnersOf(earlier: ListedOperation): readonly ListedOperation[] {
    const { changes } = earlier.footprint;
    if (changes === "everything") return [];
    return this.#among(this.#changing, changes.models, ({ order }) => order > earlier.order);
  }

  /** Whether an operation may be done behind all that stand between it and a later one. */
  maySink(earlier: ListedOperation, later: ListedOperation): boolean {
    const { changes } = earlier.footprint;
    if (changes === "everything") return earlier.next === later;
    const isBetween = between(earlier, later);
    const minding = this.#among(this.#mentioning, changes.models, isBetween);
    const all = [...minding, ...this.#withAny(earlier).filter(isBetween)];
    return all.every((item) => canChangePlaces(earlier.footprint, item.footprint));
  }

  /** Whether an operation may be done before all that stand between an earlier one and it. */
  mayRise(earlier: ListedOperation, later: ListedOperation): boolean {
    const { mentions, ends } = later.footprint;
    if (mentions === "everything") return earlier.next === later;
    const isBetween = between(earlier, later);
    const changing = this.#among(this.#changing, mentions.keys(), isBetween);
    const ended = ends.flatMap(({ models }) => models);
    const minding = this.#among(this.#mentioning, ended, isBetween);
    const all = [...changing, ...minding, ...this.#withAny(later).filter(isBetween)];
    return all.every((item) => canChangePlaces(item.footprint, later.footprint));
  }

  /** Those that may mind any operation to pass, or this one. */
  #withAny({ footprint }: ListedOperation): readonly ListedOperation[] {
    return [...this.#special, ...(footprint.frees === "table" ? this.#namingTables : [])];
  }

  /** Puts operations behind one, or in front of all. */
  insertAfter(place: ListedOperation | undefined, operations: readonly Operation[]): void {
    let previous = place;
    const next = place === undefined ? this.#first : place.next;
    const from = place?.order ?? (next === undefined ? 0 : next.order - operations.length - 1);
    const step = next === undefined ? 1 : (next.order - from) / (operations.length + 1);
    for (const [position, operation] of operations.entries()) {
      const footprint = this.#footprintOf(operation);
      const order = from + step * (position + 1);
      const item: ListedOperation = { operation, footprint, order, previous, next };
      this.#link(previous, item);
      this.#register(item);
      previous = item;
    }
    if (next !== undefined) next.previous = previous;
    const isFull =
      previous !== undefined && (previous.order <= from || previous.order >= (next?.order ?? Infinity));
    if (isFull && operations.length > 0) this.#renumber();
  }

  remove(item: ListedOperation): void {
    this.#link(item.previous, item.next);
    if (item.next !== undefined) item.next.previous = item.previous;
    for (const set of this.#setsOf(item)) set.delete(item);
  }

  #link(previous: ListedOperation | undefined, next: ListedOperation | undefined): void {
    if (previous === undefined) this.#first = next;
    else previous.next = next;
  }

  /** Numbers have no room left between two. */
  #renumber(): void {
    let order = 0;
    for (const item of this) item.order = ++order;
  }

  #register(item: ListedOperation): void {
    for (const set of this.#setsOf(item)) set.add(item);
  }

  #setsOf(item: ListedOperation): readonly Set<ListedOperation>[] {
    const { changes, mentions, ends, takes, frees } = item.footprint;
    const isSpecial =
      changes === "everything" || mentions === "everything" || ends.length > 0 || frees === "table";
    return [
      ...(changes === "everything" ? [] : changes.models.map((model) => setOf(this.#changing, model))),
      ...(mentions === "everything"
        ? []
        : [...mentions.keys()].map((model) => setOf(this.#mentioning, model))),
      ...(isSpecial ? [this.#special] : []),
      ...(takes === "table" ? [this.#namingTables] : []),
    ];
  }

  #among(
    index: ReadonlyMap<string, ReadonlySet<ListedOperation>>,
    models: Iterable<string>,
    isWanted: (item: ListedOperation) => boolean,
  ): readonly ListedOperation[] {
    const found = new Set<ListedOperation>();
    for (const model of models)
      for (const item of index.get(model) ?? []) if (isWanted(item)) found.add(item);
    return [...found].toSorted((a, b) => a.order - b.order);
  }
}

function between(earlier: ListedOperation, later: ListedOperation): (item: ListedOperation) => boolean {
  return ({ order }) => order > earlier.order && order < later.order;
}

function setOf(index: Map<string, Set<ListedOperation>>, model: string): Set<ListedOperation> {
  const known = index.get(model);
  if (known !== undefined) return known;
  const made = new Set<ListedOperation>();
  index.set(model, made);
  return made;
}
