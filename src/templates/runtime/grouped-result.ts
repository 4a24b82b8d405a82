/** A group that `{% regroup %}` makes. It prints and unpacks as the pair that it is: `{% for key, books in groups %}`. */
export class GroupedResult implements Iterable<unknown> {
  readonly grouper: unknown;
  readonly list: unknown[];

  constructor(grouper: unknown, first: unknown) {
    this.grouper = grouper;
    this.list = [first];
  }

  *[Symbol.iterator](): Generator<unknown> {
    yield this.grouper;
    yield this.list;
  }
}
