import { representationOf } from "./text-of.ts";

/** A group that `{% regroup %}` makes. It is a pair, too: `{% for key, books in groups %}`, `{{ group.1 }}`. */
export class GroupedResult extends Array<unknown> {
  readonly grouper: unknown;
  readonly list: unknown[];

  constructor(grouper: unknown, first: unknown) {
    const list = [first];
    super(grouper, list);
    this.grouper = grouper;
    this.list = list;
  }

  /** What methods of arrays give are plain arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override toString(): string {
    const [grouper, list] = [this.grouper, this.list].map(representationOf);
    return `GroupedResult(grouper=${grouper}, list=${list})`;
  }
}
