import { altersData } from "../../core/index.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { RowState } from "../models/row-state.ts";
import type { Query } from "../query/query.ts";
import { RelationChanges } from "./relation-changes.ts";
import type { LinkOptions } from "./unloaded.ts";

type Values = Readonly<Record<string, unknown>>;
type AnyQuery = Query<object, object>;

/** The rows at the other side of a to-many relation, not loaded. */
export class RelatedRows implements PromiseLike<object[]>, AsyncIterable<object> {
  static {
    altersData(RelatedRows.prototype, "create", "createMany", "getOrCreate", "upsert");
    altersData(RelatedRows.prototype, "add", "remove", "set", "clear");
  }

  readonly #owner: object;
  readonly #relation: RelationInfo;
  readonly #changes: RelationChanges;

  constructor(owner: object, relation: RelationInfo) {
    this.#owner = owner;
    this.#relation = relation;
    this.#changes = new RelationChanges(owner, relation);
  }

  all(): AnyQuery {
    return this.#changes.all();
  }
  where(condition: never): AnyQuery {
    return this.all().where(condition);
  }
  whereNot(condition: never): AnyQuery {
    return this.all().whereNot(condition);
  }
  orderBy(...keys: never[]): AnyQuery {
    return this.all().orderBy(...keys);
  }
  count(): Promise<number> {
    return this.all().count();
  }
  exists(): Promise<boolean> {
    return this.all().exists();
  }
  create(values: Values, options?: LinkOptions): Promise<object> {
    return this.#changes.create(values, options);
  }
  createMany(rows: readonly Values[], options?: LinkOptions): Promise<object[]> {
    return this.#changes.createMany(rows, options);
  }
  getOrCreate(values: Values, defaults?: Values, options?: LinkOptions): Promise<[object, boolean]> {
    return this.#changes.getOrCreate(values, defaults, options);
  }
  upsert(values: Values, changes: Values, options?: LinkOptions): Promise<[object, boolean]> {
    return this.#changes.upsert(values, changes, options);
  }
  add(...rows: readonly unknown[]): Promise<void> {
    return this.#changes.add(rows);
  }
  remove(...rows: readonly unknown[]): Promise<void> {
    return this.#changes.remove(rows);
  }
  set(rows: readonly unknown[], options?: LinkOptions): Promise<void> {
    return this.#changes.set(rows, options);
  }
  clear(): Promise<void> {
    return this.#changes.clear();
  }

  // biome-ignore lint/suspicious/noThenProperty: awaited like a promise
  then<Kept, Failed>(
    onRows?: ((rows: object[]) => Kept | PromiseLike<Kept>) | null,
    onError?: ((error: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Kept | Failed> {
    return this.#load().then(onRows, onError) as Promise<Kept | Failed>;
  }
  async *[Symbol.asyncIterator](): AsyncIterator<object> {
    yield* await this.#load();
  }

  async #load(): Promise<object[]> {
    await this.#changes.load();
    return (RowState.related(this.#owner, this.#relation.name) as object[] | undefined) ?? [];
  }
}
