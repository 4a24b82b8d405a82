import type { ModelState, SchemaState } from "quintet/db";
import { type DetectedChange, targetsOf } from "../../../src/db/migrations/detect/detected-change.ts";
import type { TranslatedConstraint } from "./rules.ts";
import { isProxy } from "./states.ts";

/*
 * Where Django's autodetector puts what only Django has. To Quintet proxies are models and `unique_together` is a constraint,
 * so that they come with these; among changes that don't need each other the place means nothing.
 */

/** The changes with those of proxies, of `unique_together` and of `order_with_respect_to` where Django lists them. */
export function inDjangosPlaces(
  changes: readonly DetectedChange[],
  before: SchemaState,
  after: SchemaState,
): readonly DetectedChange[] {
  const groups: readonly Group[] = [
    // Behind new models and those that are gone.
    { holds: (change) => isOfProxy(change, "deleteModel", before), isBehind: isOfKept },
    { holds: (change) => isOfProxy(change, "createModel", after), isBehind: isOfKept },
    // Behind what is renamed.
    { holds: (change) => removesTogether(change, before), isBehind: changesField },
    // Behind fields.
    { holds: isOfOrder, isBehind: addsRule },
    { holds: addsTogether, isBehind: addsRule },
  ];
  let placed = changes.map((change) => withTargetOfOrder(change, after));
  for (const { holds, isBehind } of groups) {
    const moved = placed.filter((change) => holds(change));
    const rest = placed.filter((change) => !holds(change));
    const end = rest.findIndex((change, position) =>
      isBehind(change, { next: rest[position + 1], before, after }),
    );
    const place = end < 0 ? rest.length : end;
    placed = [...rest.slice(0, place), ...moved, ...rest.slice(place)];
  }
  return placed;
}

interface Group {
  readonly holds: (change: DetectedChange) => boolean;
  /** Whether a change is one of those that come behind the group. */
  readonly isBehind: (change: DetectedChange, around: Around) => boolean;
}

interface Around {
  readonly next: DetectedChange | undefined;
  readonly before: SchemaState;
  readonly after: SchemaState;
}

/** To Django, `_order` in `unique_together` is the relation that `order_with_respect_to` names. */
function withTargetOfOrder(change: DetectedChange, after: SchemaState): DetectedChange {
  if (!addsTogether(change)) return change;
  const rule = change.operation.args[1] as TranslatedConstraint;
  if (rule.type !== "unique" || !rule.fields.includes("_order")) return change;
  const { options, fields } = after.get(labelIn(change));
  const relation = fields[String(options?.order_with_respect_to)];
  return relation === undefined ? change : { ...change, needs: [...change.needs, ...targetsOf(relation)] };
}

function labelIn({ module, operation }: DetectedChange): string {
  return `${module}.${String(operation.args[0])}`;
}

function isOfProxy(change: DetectedChange, kind: "createModel" | "deleteModel", state: SchemaState): boolean {
  const model = change.operation.kind === kind ? state.find(labelIn(change)) : undefined;
  return model !== undefined && isProxy(model);
}

/** Whether a change is about a model that is there before and after, and no rename of one. */
function isOfKept(change: DetectedChange, { before, after }: Around): boolean {
  if (change.operation.kind === "renameModel") return false;
  const isNew = before.find(labelIn(change)) === undefined;
  return !isNew && after.find(labelIn(change)) !== undefined;
}

/** A field gets its column before it is renamed: that is part of the rename. */
function changesField(change: DetectedChange, around: Around): boolean {
  if (!isOfKept(change, around)) return false;
  const { kind, args } = change.operation;
  if (kind === "addField" || kind === "removeField") return true;
  const { next } = around;
  const isRenamedNext = next?.operation.kind === "renameField" && next.operation.args[1] === args[1];
  return kind === "alterField" && !isRenamedNext;
}

function addsRule(change: DetectedChange, around: Around): boolean {
  return (
    isOfKept(change, around) &&
    /^(add(Index|Constraint)|alterConstraint|renameTable)$/.test(change.operation.kind)
  );
}

function isOfOrder({ operation: { kind, args } }: DetectedChange): boolean {
  return kind === "addField" && args[1] === "_order";
}

function addsTogether({ operation: { kind, args } }: DetectedChange): boolean {
  return kind === "addConstraint" && (args[1] as TranslatedConstraint).django?.type === "unique_together";
}

function removesTogether(change: DetectedChange, before: SchemaState): boolean {
  if (change.operation.kind !== "removeConstraint") return false;
  const model: ModelState | undefined = before.find(labelIn(change));
  const rules: readonly TranslatedConstraint[] = model?.constraints ?? [];
  return rules.some(
    ({ name, django }) => name === change.operation.args[1] && django?.type === "unique_together",
  );
}
