import type { SchemaState } from "quintet/db";
import {
  type DetectedChange,
  type Milestone,
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
  const models = modelsOf(changes, before);
  const { isKept } = models;
  const groups: readonly Group[] = [
    // In front of everything: the user's model, and others that a setting may name.
    { holds: (change) => isSwappable(change, after, userModel), isBehind: () => true },
    // Behind the fields and rules of other new models.
    {
      holds: (change) => completesSwappable(change, after, userModel) && !isKept(change),
      isBehind: isKept,
    },
    // Behind new models and those that are gone.
    { holds: (change) => isOfProxy(change, "deleteModel", before), isBehind: isKept },
    { holds: (change) => isOfProxy(change, "createModel", after), isBehind: isKept },
    // Behind what is renamed.
    {
      holds: (change) => removesTogether(change, models) && isKept(change),
      isBehind: (change, next) => isKept(change) && (changesField(change, next) || addsRule(change)),
    },
    // Behind fields.
    ...[isOfOrder, addsTogether].map((holds) => ({
      holds: (change: DetectedChange) => holds(change) && isKept(change),
      isBehind: (change: DetectedChange) => isKept(change) && addsRule(change),
    })),
  ];
  let placed = changes.map((change) => {
    const own = withNeedsOfRemoved(withTargetsOfTogether(change, after, models), models);
    return withNeedsOfProxies(own, before);
  });
  for (const { holds, isBehind } of groups) {
    const moved = placed.filter((change) => holds(change));
    const rest = placed.filter((change) => !holds(change));
    const end = rest.findIndex((change, position) => isBehind(change, rest[position + 1]));
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
  readonly isBehind: (change: DetectedChange, next: DetectedChange | undefined) => boolean;
}

interface Models {
  /** Whether a change is about a model that is there before and after, and no rename of one. */
  readonly isKept: (change: DetectedChange) => boolean;
  /** The model that a change is about, before anything was changed. */
  readonly before: (change: DetectedChange) => TranslatedModel | undefined;
}

function modelsOf(changes: readonly DetectedChange[], before: SchemaState): Models {
  const passing = new Set(
    changes.filter(({ operation }) => /^(create|delete)Model$/.test(operation.kind)).map(labelIn),
  );
  const former = new Map(
    changes
      .filter(({ operation }) => operation.kind === "renameModel")
      .map((change) => [`${change.module}.${String(change.operation.args[1])}`, labelIn(change)]),
  );
  return {
    isKept: (change) => change.operation.kind !== "renameModel" && !passing.has(labelIn(change)),
    before: (change) => before.find(former.get(labelIn(change)) ?? labelIn(change)),
  };
}

/** `unique_together` comes after all that its fields refer to; `_order` is the relation that the order is about. */
function withTargetsOfTogether(change: DetectedChange, after: SchemaState, models: Models): DetectedChange {
  const model: TranslatedModel | undefined = after.find(labelIn(change));
  if (model === undefined || !(addsTogether(change) || removesTogether(change, models))) return change;
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
  return change.operation.kind === "createModel" && isOfSwappable(change, after, userModel);
}

function completesSwappable(change: DetectedChange, after: SchemaState, userModel: string): boolean {
  return (
    /^add(Field|Index|Constraint)$/.test(change.operation.kind) && isOfSwappable(change, after, userModel)
  );
}

function isOfSwappable(change: DetectedChange, after: SchemaState, userModel: string): boolean {
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

/** A field gets its column before it is renamed: that is part of the rename. */
function changesField(
  { operation: { kind, args } }: DetectedChange,
  next: DetectedChange | undefined,
): boolean {
  if (kind === "addField" || kind === "removeField") return true;
  const isRenamedNext = next?.operation.kind === "renameField" && next.operation.args[1] === args[1];
  return kind === "alterField" && !isRenamedNext;
}

function addsRule({ operation }: DetectedChange): boolean {
  return /^(add(Index|Constraint)|alterConstraint|renameTable)$/.test(operation.kind);
}

function isOfOrder({ operation: { kind, args } }: DetectedChange): boolean {
  return (kind === "addField" || kind === "removeField") && args[1] === "_order";
}

/** Fields go after the order, and after what becomes of `unique_together` of fields that were there. */
function withNeedsOfRemoved(change: DetectedChange, models: Models): DetectedChange {
  if (!models.isKept(change)) return change;
  const together: Milestone = { event: "freed", model: labelIn(change), field: "unique_together" };
  const { kind, args } = change.operation;
  const rule = args[1] as TranslatedConstraint;
  const old = models.before(change)?.fields ?? {};
  const isOfOld = () => rule.type === "unique" && rule.fields.every((name) => String(name) in old);
  if (removesTogether(change, models) || (addsTogether(change) && isOfOld()))
    return { ...change, reaches: [...change.reaches, together] };
  if (kind !== "removeField" || args[1] === "_order") return change;
  return { ...change, needs: [...change.needs, removed(labelIn(change), "_order"), together] };
}

function addsTogether({ operation: { kind, args } }: DetectedChange): boolean {
  return kind === "addConstraint" && (args[1] as TranslatedConstraint).django?.type === "unique_together";
}

function removesTogether(change: DetectedChange, models: Models): boolean {
  if (change.operation.kind !== "removeConstraint") return false;
  const rules: readonly TranslatedConstraint[] = models.before(change)?.constraints ?? [];
  return rules.some(
    ({ name, django }) => name === change.operation.args[1] && django?.type === "unique_together",
  );
}
