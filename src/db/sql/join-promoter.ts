import type { Join, JoinTree } from "./join-tree.ts";

/**
 * Decides for one AND, OR or XOR which joins may leave out rows. Each part names the joins without which it can't be true:
 * - in an AND, one such part is enough for an INNER JOIN;
 * - in an OR or XOR, all parts must need the join; one that only some need must keep rows, for the sake of the others;
 * - NOT XOR is true where all parts are false: every join must keep rows. (Django overlooks both about XOR.)
 */
export class JoinPromoter {
  readonly #connector: "and" | "or" | "not xor";
  readonly #parts: number;
  readonly #votes = new Map<Join, number>();

  /** @param negated - Whether it stands under an odd number of NOTs, which makes an OR of an AND. */
  constructor(connector: "and" | "or" | "xor", parts: number, negated: boolean) {
    if (connector === "xor") this.#connector = negated ? "not xor" : "or";
    else this.#connector = negated ? (connector === "and" ? "or" : "and") : connector;
    this.#parts = parts;
  }

  vote(joins: Iterable<Join>): void {
    for (const item of joins) this.#votes.set(item, (this.#votes.get(item) ?? 0) + 1);
  }

  /** Changes the joins, and gives those that the whole needs. */
  decide(tree: JoinTree): readonly Join[] {
    const needed: Join[] = [];
    const optional: Join[] = [];
    for (const [item, votes] of this.#votes) {
      if (this.#connector === "and" || (this.#connector === "or" && votes === this.#parts)) needed.push(item);
      else optional.push(item);
    }
    tree.promote(optional);
    tree.demote(needed);
    return needed;
  }
}
