import { didYouMean } from "../../core/index.ts";
import { SchemaStateError } from "./errors.ts";
import type { ModelState } from "./model-state.ts";

/**
 * All models as they are at one point of the migration history: what the operations change, and what the tables are
 * made of. It is plain data and never changes; each change gives a new state that shares the models it did not touch.
 */
export class SchemaState {
  /** By label: `"shop.Book"`. */
  readonly models: ReadonlyMap<string, ModelState>;

  constructor(models: Iterable<ModelState> = []) {
    this.models = new Map([...models].map((model) => [labelOf(model), model]));
  }

  /** The model with that label, or `undefined`. */
  find(label: string): ModelState | undefined {
    return this.models.get(label);
  }

  /**
   * The model with that label.
   * @throws {@link SchemaStateError} if there is none at this point of the history.
   */
  get(label: string): ModelState {
    const model = this.models.get(label);
    if (model !== undefined) return model;
    throw new SchemaStateError(
      `There is no model "${label}" at this point of the migrations.${didYouMean(label, this.models.keys())}`,
    );
  }

  /** A state in which `model` is added, or replaces the one with its label. */
  with(model: ModelState): SchemaState {
    return this.#changed((models) => models.set(labelOf(model), model));
  }

  /** A state without that model. */
  without(label: string): SchemaState {
    this.get(label);
    return this.#changed((models) => models.delete(label));
  }

  /** A state with every model replaced by what `change` gives for it. */
  map(change: (model: ModelState) => ModelState): SchemaState {
    return new SchemaState([...this.models.values()].map(change));
  }

  #changed(change: (models: Map<string, ModelState>) => void): SchemaState {
    const models = new Map(this.models);
    change(models);
    const state = new SchemaState();
    (state as { models: ReadonlyMap<string, ModelState> }).models = models; // new here, nobody has seen it
    return state;
  }

  toJSON(): Record<string, ModelState> {
    return Object.fromEntries([...this.models].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** `"shop.Book"`. */
export function labelOf(model: { readonly module: string; readonly name: string }): string {
  return `${model.module}.${model.name}`;
}
