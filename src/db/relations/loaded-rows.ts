import { altersData } from "../../core/index.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { RowState } from "../models/row-state.ts";
import { RelationChanges } from "./relation-changes.ts";
import type { LinkOptions } from "./unloaded.ts";

type Values = Readonly<Record<string, unknown>>;

/** The array of a relation that was loaded, which can also do what the relation can do. Made when it is first read. */
export function loadedRows(owner: object, relation: RelationInfo, rows: readonly object[]): object[] {
  if (rows instanceof LoadedRows) return rows;
  const list = new LoadedRows(owner, relation);
  for (const row of rows) list.push(row);
  RowState.setRelated(owner, relation.name, list);
  return list;
}

/** `map()`, `filter()` and the like give plain arrays. */
class LoadedRows extends Array<object> {
  static {
    altersData(LoadedRows.prototype, "create", "createMany", "getOrCreate", "upsert");
    altersData(LoadedRows.prototype, "add", "remove", "set", "clear");
  }

  readonly #owner: object;
  readonly #relation: RelationInfo;

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  constructor(owner: object, relation: RelationInfo) {
    super();
    this.#owner = owner;
    this.#relation = relation;
  }

  get #changes(): RelationChanges {
    return new RelationChanges(this.#owner, this.#relation);
  }

  all() {
    return this.#changes.all();
  }
  where(condition: never) {
    return this.#changes.all().where(condition);
  }
  whereNot(condition: never) {
    return this.#changes.all().whereNot(condition);
  }
  orderBy(...keys: never[]) {
    return this.#changes.all().orderBy(...keys);
  }
  async count(): Promise<number> {
    return this.length;
  }
  async exists(): Promise<boolean> {
    return this.length > 0;
  }
  create(values: Values, options?: LinkOptions) {
    return this.#changes.create(values, options);
  }
  createMany(rows: readonly Values[], options?: LinkOptions) {
    return this.#changes.createMany(rows, options);
  }
  getOrCreate(values: Values, defaults?: Values, options?: LinkOptions) {
    return this.#changes.getOrCreate(values, defaults, options);
  }
  upsert(values: Values, changes: Values, options?: LinkOptions) {
    return this.#changes.upsert(values, changes, options);
  }
  add(...rows: readonly unknown[]) {
    return this.#changes.add(rows);
  }
  remove(...rows: readonly unknown[]) {
    return this.#changes.remove(rows);
  }
  set(rows: readonly unknown[], options?: LinkOptions) {
    return this.#changes.set(rows, options);
  }
  clear() {
    return this.#changes.clear();
  }
}
