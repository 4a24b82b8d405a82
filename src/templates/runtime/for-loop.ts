import { representationOf } from "./text-of.ts";

/** What `forloop` is inside of `{% for %}`. */
export class ForLoop {
  readonly length: number;
  /** The loop around this one; an empty object where there is none. */
  readonly parentloop: object;
  /** Counted from 0. */
  counter0 = 0;

  constructor(length: number, parentloop: unknown) {
    this.length = length;
    this.parentloop = parentloop instanceof ForLoop ? parentloop : {};
  }

  get counter(): number {
    return this.counter0 + 1;
  }

  get revcounter(): number {
    return this.length - this.counter0;
  }

  get revcounter0(): number {
    return this.length - this.counter0 - 1;
  }

  get first(): boolean {
    return this.counter0 === 0;
  }

  get last(): boolean {
    return this.counter0 === this.length - 1;
  }

  /** The dictionary that it is in Django. */
  toString(): string {
    const { parentloop, length, counter0, counter, revcounter, revcounter0, first, last } = this;
    return representationOf({
      parentloop,
      length,
      counter0,
      counter,
      revcounter,
      revcounter0,
      first,
      last,
    });
  }
}
