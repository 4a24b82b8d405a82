import { MigrationGraphError } from "../errors.ts";
import { operationText } from "../operations/operation.ts";
import { type DetectedChange, type Milestone, milestoneKey } from "./detected-change.ts";

/**
 * The changes of one module, each after those of the module that it needs. What can be done at once comes first, in the
 * given order, but right behind a change what that one waits for; then what only needed all this, and so on.
 *
 * @throws {@link MigrationGraphError} where changes need each other in a circle.
 */
export function sortChanges(changes: readonly DetectedChange[]): readonly DetectedChange[] {
  const followers = new Map<DetectedChange, DetectedChange[]>();
  const open = new Map<DetectedChange, number>(); // how many others each still waits for
  const reaching = byMilestone(changes);
  const needed = predecessors(changes, reaching);
  for (const [change, others] of needed) {
    open.set(change, others.size);
    for (const other of others) {
      const list = followers.get(other);
      if (list === undefined) followers.set(other, [change]);
      else list.push(change);
    }
  }
  const sorted: DetectedChange[] = [];
  let ready = asMentioned(needed, reaching).filter((change) => open.get(change) === 0);
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

type Reaching = ReadonlyMap<string, readonly DetectedChange[]>;

/** The changes that reach each milestone. */
function byMilestone(changes: readonly DetectedChange[]): Reaching {
  const reaching = new Map<string, DetectedChange[]>();
  for (const change of changes) {
    for (const key of change.reaches.map(milestoneKey)) {
      const list = reaching.get(key);
      if (list === undefined) reaching.set(key, [change]);
      else list.push(change);
    }
  }
  return reaching;
}

type Needed = ReadonlyMap<DetectedChange, ReadonlySet<DetectedChange>>;

/** What each change needs of the others. */
function predecessors(changes: readonly DetectedChange[], reaching: Reaching): Needed {
  return new Map(
    changes.map((change) => {
      const others = reachedBy(change.needs, reaching);
      return [change, new Set(others.filter((other) => other !== change && !other.isFirst))];
    }),
  );
}

function reachedBy(milestones: readonly Milestone[], reaching: Reaching): readonly DetectedChange[] {
  return milestones.flatMap((milestone) => reaching.get(milestoneKey(milestone)) ?? []);
}

/** All changes by where they are first spoken of: each is followed by those that it needs, as Django's are. */
function asMentioned(needed: Needed, reaching: Reaching): readonly DetectedChange[] {
  const order = new Set<DetectedChange>();
  const mention = (change: DetectedChange) => {
    for (const other of reachedBy(change.needs, reaching)) if (other.isFirst) order.add(other);
    for (const other of reachedBy(change.follows ?? [], reaching)) order.add(other);
    order.add(change);
  };
  for (const [change, others] of needed) {
    mention(change);
    for (const other of others) mention(other);
  }
  return [...order];
}

/** Says which changes need each other. */
export function circleError(changes: readonly DetectedChange[]): MigrationGraphError {
  const steps = changes.map(({ module, operation }) => `${module}: ${operationText(operation)}`);
  return new MigrationGraphError(
    `These changes need each other in a circle:\n  ${steps.join("\n  ")}\nMake them in two steps, with a migration for each.`,
  );
}
