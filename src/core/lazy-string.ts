/** A text that is made when it is read, each time anew: in template strings, in templates, in JSON, by `String()`. */
export class LazyString {
  readonly #make: () => string;

  constructor(make: () => string) {
    this.#make = make;
  }

  toString(): string {
    return this.#make();
  }

  toJSON(): string {
    return this.#make();
  }
}
