import type { Clause } from "./clause.ts";
import { JoinPromoter } from "./join-promoter.ts";
import type { Join, JoinTree } from "./join-tree.ts";

/**
 * The conditions of two queries in one. Both begin at the same row; with "and" each keeps its joins to many rows for
 * itself (two different rows may fulfil them), with "or" a join that one needs serves the other as well.
 */
export function combineClauses(
  connector: "and" | "or" | "xor",
  tree: JoinTree,
  parts: { readonly before: () => Clause; readonly other: (free: Set<Join>) => Clause },
): Clause {
  const promoter = new JoinPromoter(connector, 2, false);
  const before = parts.before();
  promoter.vote(tree.innerJoins);
  const inner = new Set(tree.innerJoins);
  const first = tree.joins.length;
  const free = new Set(connector === "and" ? [] : tree.joins);
  const { result: other, touched } = tree.touchedBy(() => parts.other(free));
  promoter.vote(
    [...touched].filter(
      (item) => item.kind === "INNER" && (tree.joins.indexOf(item) >= first || inner.has(item)),
    ),
  );
  promoter.decide(tree);
  return { kind: connector, negated: false, items: [before, other] };
}
