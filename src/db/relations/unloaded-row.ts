import type { RelationInfo } from "../models/relation-info.ts";
import { RowState } from "../models/row-state.ts";
import { loadRelation } from "./load-relation.ts";

/** A row that a relation leads to and that was not loaded: knows its key, and loads itself when it is awaited. */
export class UnloadedRow implements PromiseLike<unknown> {
  readonly #owner: object;
  readonly #relation: RelationInfo;

  constructor(owner: object, relation: RelationInfo) {
    this.#owner = owner;
    this.#relation = relation;
    // The key goes by the name that it has on the row itself.
    if (relation.kind !== "belongsTo") return;
    for (const { near, far } of relation.joinColumns) {
      const value = (owner as Record<string, unknown>)[near.attribute];
      Object.defineProperty(this, far.attribute, { value, enumerable: true });
    }
  }

  // biome-ignore lint/suspicious/noThenProperty: awaited like a promise
  then<Kept, Failed>(
    onRow?: ((row: unknown) => Kept | PromiseLike<Kept>) | null,
    onError?: ((error: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Kept | Failed> {
    return this.#load().then(onRow, onError) as Promise<Kept | Failed>;
  }

  async #load(): Promise<unknown> {
    await loadRelation(this.#owner, this.#relation);
    return RowState.related(this.#owner, this.#relation.name) ?? null;
  }
}
