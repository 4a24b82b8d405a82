import { descriptionOf, type Middleware } from "../middleware.ts";

/** What is wrong with a list of layers, and what to do. */
export interface OrderProblem {
  readonly message: string;
  readonly hint: string;
}

/** Looks whether each layer has around it what it needs, and none inside that must be outside. */
export function findOrderProblems(layers: readonly Middleware[]): OrderProblem[] {
  const names = layers.map((layer) => descriptionOf(layer)?.name);
  const problems: OrderProblem[] = [];
  const pairs: (readonly [outer: string, inner: string])[] = [];
  for (const layer of layers) {
    const description = descriptionOf(layer);
    if (description === undefined) continue;
    const { name, needs = [], inside = [], outside = [] } = description;
    for (const needed of needs) {
      if (names.includes(needed)) continue;
      problems.push({
        message: `has ${name}, which can't work without ${needed}`,
        hint: `Put ${needed} in front of ${name}, or leave ${name} out.`,
      });
    }
    for (const outer of [...needs, ...inside]) pairs.push([outer, name]);
    for (const inner of outside) pairs.push([name, inner]);
  }
  for (const [outer, inner] of pairs) {
    const outerAt = names.indexOf(outer);
    const innerAt = names.indexOf(inner);
    if (outerAt === -1 || outerAt < innerAt) continue;
    problems.push({
      message: `has ${inner} outside of ${outer}, and it must stand inside`,
      hint: `Right would be: ${rightOrder(names, pairs).join(", ")}.`,
    });
  }
  return problems;
}

/** The names in an order that all pairs agree with, as near to the given one as that allows. */
function rightOrder(
  names: readonly (string | undefined)[],
  pairs: readonly (readonly [outer: string, inner: string])[],
): string[] {
  const left = names.map((name) => name ?? "(a layer of your own)");
  const ordered: string[] = [];
  while (left.length > 0) {
    const next = left.findIndex(
      (name) => !pairs.some(([outer, inner]) => inner === name && left.includes(outer)),
    );
    ordered.push(...left.splice(Math.max(next, 0), 1)); // descriptions that contradict each other keep their order
  }
  return ordered;
}
