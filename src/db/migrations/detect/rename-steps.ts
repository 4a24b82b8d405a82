import type { Milestone } from "./detected-change.ts";
import { firstInCircles } from "./free-names.ts";
import type { Renames } from "./questioner.ts";

/** One rename of several, at a time when its new name is free. */
export interface RenameStep {
  readonly from: string;
  readonly to: string;
  /** The old and the new name. One of those above may be a name for the meantime. */
  readonly whole: { readonly from: string; readonly to: string };
}

/** Renames in an order in which each name is given up before it is taken. Of each circle, one has another name in between. */
export function renameSteps(renames: Renames): readonly RenameStep[] {
  const first = firstInCircles([...renames.keys()].toSorted(), (from) => {
    const to = renames.get(from)!; // firstInCircles() goes on with what it is given here
    return renames.has(to) ? to : undefined;
  });
  const interim = namesForNow(first);
  const steps: RenameStep[] = [];
  const done = new Set(first);
  const add = (from: string, to: string): void => {
    if (done.has(from)) return;
    done.add(from);
    const next = renames.get(to);
    if (next !== undefined) add(to, next);
    steps.push({ from, to, whole: { from, to } });
  };
  for (const [from, name] of interim) steps.push({ from, to: name, whole: { from, to: renames.get(from)! } });
  for (const [from, to] of renames) add(from, to);
  for (const [from, name] of interim)
    steps.push({ from: name, to: renames.get(from)!, whole: { from, to: renames.get(from)! } });
  return steps;
}

/** What of other steps must be done before: the new name is given up, or the name for the meantime is there. */
export function stepNeeds(
  { from, to, whole }: RenameStep,
  named: (event: "created" | "renamed", name: string) => Milestone,
): readonly Milestone[] {
  return [
    ...(to === whole.to ? [named("renamed", to)] : []),
    ...(from === whole.from ? [] : [named("created", from)]),
  ];
}

/** Names for the meantime. What a database calls by them may be as long as it is already, so long ones become no longer. */
function namesForNow(names: Iterable<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const room = Math.max(name.length, 20) - "__interim".length;
    const usual = `${name.slice(0, room)}__interim`;
    let unique = usual;
    for (let number = 2; taken.has(unique); number++) unique = `${usual}${number}`;
    taken.add(unique);
    found.set(name, unique);
  }
  return found;
}
