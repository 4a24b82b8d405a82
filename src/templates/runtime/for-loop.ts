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
}
