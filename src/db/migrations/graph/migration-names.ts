import type { Operation } from "../operations/operation.ts";

// Django's measure: longer names end in "and_more".
const maxNameLength = 52;

/** A name made of what the operations do, without a number: `"book_price"`, `"author_and_more"`. */
export function suggestName(operations: readonly Operation[], now = new Date()): string {
  const fragments = operations.map(({ nameFragment }) => nameFragment?.replaceAll(/\W+/g, "_"));
  const [first, ...others] = fragments;
  if (first === undefined || others.includes(undefined)) return `auto_${timestamp(now)}`;
  let name = first;
  for (const fragment of others) {
    const longer = `${name}_${fragment}`;
    if (longer.length > maxNameLength) return `${name}_and_more`;
    name = longer;
  }
  return name;
}

/** `"20260102_0304"`, in UTC. */
function timestamp(now: Date): string {
  return now.toISOString().slice(0, 16).replaceAll(/[-:]/g, "").replace("T", "_");
}

/** The number of a migration by its name: 2 for `"0002_book_price"`, and 4 for `"0001_squashed_0004_tags"`. */
export function numberOf(name: string): number {
  const last = /_squashed_(\d+)/.exec(name)?.[1] ?? name;
  return Number.parseInt(last, 10) || 0;
}
