import type { ModelState, SchemaState } from "quintet/db";
import {
  type DetectedChange,
  removed,
  targetsOf,
} from "../../../src/db/migrations/detect/detected-change.ts";
import { isObject } from "../queries/documents.ts";
import type { TranslatedConstraint } from "./rules.ts";
import { isProxy, type TranslatedModel } from "./states.ts";
import { proxyLabelOf } from "./turned-proxies.ts";

/*
 * Where Django's autodetector puts what only Django has. To Quintet proxies are models and `unique_together` is a constraint,
 * so that they come with these; among changes that don't need each other the place means nothing.
 */

/** The changes with those of proxies, of `unique_together` and of `order_with_respect_to` where Django lists them. */
export function inDjangosPlaces(
  changes: readonly DetectedChange[],
  { before, after, userModel = "auth.User" }: Compared,
): readonly DetectedChange[] {
  const groups: readonly Group[] = [
    // In front of everything: the user's model, and others that a setting may name.
    { holds: (change) => isSwappable(change, after, userModel), isBehind: () => true },
    // Behind new models and those that are gone.
    { holds: (change) => isOfProxy(change, "deleteModel", before), isBehind: isOfKept },
    { holds: (change) => isOfProxy(change, "createModel", after), isBehind: isOfKept },
    // Behind what is renamed.
    {
      holds: (change) => removesTogether(change, before),
      isBehind: (change, around) => changesField(change, around) || addsRule(change, around),
    },
    // Behind fields.
    { holds: isOfOrder, isBehind: addsRule },
    { holds: addsTogether, isBehind: addsRule },
  ];
  let placed = changes.map((change) =>
    withNeedsOfProxies(withTargetsOfTogether(change, { before, after }), before),
  );
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

interface Compared {
  readonly before: SchemaState;
  readonly after: SchemaState;
  /** The label of the user's model. */
  readonly userModel?: string | undefined;
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

/** `unique_together` comes after all that its fields refer to; `_order` is the relation that the order is about. */
function withTargetsOfTogether(change: DetectedChange, { before, after }: Compared): DetectedChange {
  const model: TranslatedModel | undefined = after.find(labelIn(change));
  if (model === undefined || !(addsTogether(change) || removesTogether(change, before))) return change;
  const rules: readonly TranslatedConstraint[] = model.constraints;
  const names = rules
    .filter((rule) => rule.django?.type === "unique_together")
    .flatMap((rule) => ("fields" in rule ? rule.fields.map(String) : []))
    .map((name) => (name === "_order" ? String(model.options?.order_with_respect_to) : name));
  const targets = [...new Set(names)].flatMap((name) => targetsOf(model.fields[name] ?? { type: "integer" }));
  return { ...change, needs: [...change.needs, ...targets] };
}

/** A proxy goes without a look at what refers to it; a model that was one comes after that. */
function withNeedsOfProxies(change: DetectedChange, before: SchemaState): DetectedChange {
  const wasProxy = (label: string) => {
    const model = before.find(label);
    return model !== undefined && isProxy(model);
  };
  if (isOfProxy(change, "deleteModel", before)) return { ...change, needs: [] };
  const needs = change.needs.filter(({ event, model }) => event === "created" || !wasProxy(model));
  const proxy = proxyLabelOf(labelIn(change));
  const isTurned = change.operation.kind === "createModel" && wasProxy(proxy);
  return { ...change, needs: isTurned ? [...needs, removed(proxy)] : needs };
}

function labelIn({ module, operation }: DetectedChange): string {
  return `${module}.${String(operation.args[0])}`;
}

function isSwappable(change: DetectedChange, after: SchemaState, userModel: string): boolean {
  if (change.operation.kind !== "createModel") return false;
  const model: TranslatedModel | undefined = after.find(labelIn(change));
  const bases = (model?.django?.bases ?? []).map((base) =>
    isObject(base) ? String(base.$class) : String(base),
  );
  return (
    model?.options?.swappable !== undefined ||
    bases.some((base) => /\bAbstract(Base)?User$/.test(base)) ||
    labelIn(change).toLowerCase() === userModel.toLowerCase()
  );
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
