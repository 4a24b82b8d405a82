/*
 * Django looks models up without regard to case, and by a short name within an app; Quintet's labels are exact.
 */

/** The labels of the models that a state has, or will have. */
export class Labels {
  readonly #exact = new Map<string, string>();

  constructor(labels: Iterable<string>) {
    for (const label of labels) this.#exact.set(label.toLowerCase(), label);
  }

  /** Labels with one more. */
  with(label: string): Labels {
    return new Labels([...this.#exact.values(), label]);
  }

  /** The label that `"stable"`, `"shop.book"` or `"self"` means at a model; as it is written where no model is known. */
  resolve(written: string, place: { readonly app: string; readonly model: string }): string {
    const name = written === "self" ? place.model : written;
    const label = name.includes(".") ? name : `${place.app}.${name}`;
    return this.#exact.get(label.toLowerCase()) ?? label;
  }

  /** The model's name as the state has it. */
  nameOf(written: string, app: string): string {
    return this.resolve(written, { app, model: written }).slice(app.length + 1);
  }
}
