import { MigrationGraphError } from "../errors.ts";
import { type DetectedChange, milestoneKey } from "./detected-change.ts";

/**
 * The changes of one module, each after those of the module that it needs. What can be done at once comes first, in the
 * given order; then what only needed that, and so on. (Django also draws forward what others need, so that a field can go
 * before an index that is about it.)
 *
 * @throws {@link MigrationGraphError} where changes need each other in a circle.
 */
export function sortChanges(changes: readonly DetectedChange[]): readonly DetectedChange[] {
  const followers = new Map<DetectedChange, DetectedChange[]>();
  const open = new Map<DetectedChange, number>(); // how many others each still waits for
  for (const [change, others] of predecessors(changes)) {
    open.set(change, others.size);
    for (const other of others) {
      const list = followers.get(other);
      if (list === undefined) followers.set(other, [change]);
      else list.push(change);
    }
  }
  const sorted: DetectedChange[] = [];
  let ready = changes.filter((change) => open.get(change) === 0);
  while (ready.length > 0) {
    sorted.push(...ready);
    const next: DetectedChange[] = [];
    for (const follower of ready.flatMap((change) => followers.get(change) ?? [])) {
      const left = open.get(follower)! - 1; // each change is in `open`
      open.set(follower, left);
      if (left === 0) next.push(follower);
    }
    ready = next;
  }
  if (sorted.length < changes.length) throw circleError(changes.filter((change) => !sorted.includes(change)));
  return sorted;
}

/** What each change needs of the others. */
function predecessors(
  changes: readonly DetectedChange[],
): ReadonlyMap<DetectedChange, ReadonlySet<DetectedChange>> {
  const reaching = new Map<string, DetectedChange[]>();
  for (const change of changes) {
    for (const key of change.reaches.map(milestoneKey)) {
      const list = reaching.get(key);
      if (list === undefined) reaching.set(key, [change]);
      else list.push(change);
    }
  }
  return new Map(
    changes.map((change) => {
      const others = change.needs.flatMap((need) => reaching.get(milestoneKey(need)) ?? []);
      return [change, new Set(others.filter((other) => other !== change))];
    }),
  );
}

/** Says which changes need each other. */
export function circleError(changes: readonly DetectedChange[]): MigrationGraphError {
  const steps = changes.map(({ module, operation }) => `${module}: ${operation.describe()}`);
  return new MigrationGraphError(
    `These changes need each other in a circle:\n  ${steps.join("\n  ")}\nMake them in two steps, with a migration for each.`,
  );
}
