import { type Operation, type SchemaState, SchemaStateError } from "quintet/db";
import {
  canChangePlaces,
  type Footprint,
  footprintOf,
} from "../../../src/db/migrations/optimize/footprint.ts";
import { snakeCase } from "../../../src/db/models/names.ts";
import type { Json, JsonObject } from "../queries/documents.ts";
import { deconstructed, type With } from "./documents.ts";
import type { TranslatedField } from "./fields.ts";
import { operationJson } from "./operation-json.ts";
import type { TogetherOption, TranslatedConstraint, TranslatedIndex } from "./rules.ts";
import { isProxy, type TranslatedModel } from "./states.ts";

/*
 * A list of Quintet's operations as Django's. What Django says in one word is put together again: the rules of
 * `unique_together`, which Quintet adds and removes one by one, and the field and the option of `order_with_respect_to`.
 */

/** One of Django's operations, with its share of a migration's name. */
export interface DjangoOperation {
  readonly json: JsonObject;
  readonly nameFragment?: string | undefined;
}

/** What the operations of a module become, from a state on. */
export function djangoOperations(
  operations: readonly Operation[],
  module: string,
  before: SchemaState,
  orders: Step["orders"] = "fields",
): readonly DjangoOperation[] {
  let state = before;
  const written: WrittenOperation[] = [];
  for (const operation of operations) {
    const next = afterwards(operation, state, module);
    const [name] = operation.args as readonly string[];
    const model: TranslatedModel | undefined = next.find(`${module}.${name}`);
    const old: TranslatedModel | undefined = state.find(`${module}.${name}`);
    const step = { operation, module, name: name!, old, now: model, orders };
    const sources = [footprintOf(operation, module)];
    const together = togetherOf(step);
    if (together !== undefined) addTogether(written, { ...together, sources }, `${module}.${name}`);
    else
      for (const django of orderOf(step) ?? optionsOf(step) ?? plainly(step))
        written.push({ ...django, sources });
    state = next;
  }
  return written;
}

interface WrittenOperation extends DjangoOperation {
  /** What it was made of touches. */
  readonly sources: readonly Footprint[];
}

/** The option as a whole says what the operation before it has said: in its own place, or in that one's, as with Django. */
function addTogether(written: WrittenOperation[], together: WrittenOperation, label: string): void {
  const former = written.findLastIndex((other) => isAbout(other, together));
  if (former < 0) return void written.push(together);
  const both = { ...together, sources: [...written[former]!.sources, ...together.sources] };
  const between = written.slice(former + 1).filter((other) => !isTogether(other));
  if (!between.some(({ sources }) => sources.some((source) => isAboutModel(source, label)))) {
    written.splice(former, 1);
    written.push(both);
  } else if (between.every((other) => mayChangePlaces(other.sources, together.sources))) {
    written[former] = both;
  } else written.push(together);
}

function isTogether({ json }: DjangoOperation): boolean {
  const [name] = deconstructed(json, "$op");
  return togetherOptions.some((option) => togetherNames[option] === name);
}

function isAboutModel({ mentions }: Footprint, label: string): boolean {
  return mentions === "everything" || mentions.has(label);
}

function mayChangePlaces(earlier: readonly Footprint[], later: readonly Footprint[]): boolean {
  return earlier.every((one) => later.every((other) => canChangePlaces(one, other)));
}

/**
 * The state after an operation. Some of the corpus remove what nobody has made, and a model before its proxies: to Django,
 * that is nothing.
 */
export function afterwards(operation: Operation, state: SchemaState, module: string): SchemaState {
  try {
    return operation.apply(state, module);
  } catch (error) {
    if (error instanceof SchemaStateError) return state;
    throw error;
  }
}

interface Step {
  readonly operation: Operation;
  readonly module: string;
  readonly name: string;
  readonly old: TranslatedModel | undefined;
  readonly now: TranslatedModel | undefined;
  /** What says that rows get an order: a field that comes or goes, or the option alone. */
  readonly orders: "fields" | "options";
}

const togetherNames: Readonly<Record<TogetherOption, string>> = {
  unique_together: "AlterUniqueTogether",
  index_together: "AlterIndexTogether",
};

const togetherOptions = Object.keys(togetherNames) as readonly TogetherOption[];

/** The change of `unique_together` or `index_together` that adding or removing one of its rules is. */
function togetherOf({ operation, name, old, now }: Step): DjangoOperation | undefined {
  if (!/^(add|remove)(Index|Constraint)$/.test(operation.kind) || old === undefined || now === undefined)
    return undefined;
  for (const option of togetherOptions) {
    const lists = listsOf(now, option);
    if (JSON.stringify(lists) === JSON.stringify(listsOf(old, option))) continue;
    const value: Json = { $set: lists.map((names) => ({ $tuple: names })) };
    return {
      json: { $op: [togetherNames[option], [], { name: name.toLowerCase(), [option]: value }] },
      nameFragment: `alter_${name.toLowerCase()}_${option}`,
    };
  }
  return undefined;
}

/** The lists of names in an option. */
function listsOf({ indexes, constraints }: TranslatedModel, option: TogetherOption): readonly string[][] {
  const rules: readonly (TranslatedIndex | TranslatedConstraint)[] = [...indexes, ...constraints];
  return rules
    .filter(({ django }) => django?.type === option)
    .map((rule) => ("fields" in rule ? rule.fields.map(String) : []));
}

/** Whether two operations set the same option of the same model. */
function isAbout(one: DjangoOperation, other: DjangoOperation): boolean {
  return one.nameFragment === other.nameFragment;
}

/** The field `_order`, which is Quintet's part of `order_with_respect_to`; and fields that Django doesn't list at all. */
function orderOf({ operation, name, old, now }: Step): readonly DjangoOperation[] | undefined {
  const { kind, args } = operation;
  if (!/^(add|remove|alter|rename)Field$/.test(kind)) return undefined;
  const isOld = kind === "removeField" || kind === "renameField";
  const field: TranslatedField | undefined = (isOld ? old : now)?.fields[String(args[1])];
  if (field?.django?.isImplicit !== true) return undefined;
  if (field.django.type !== "OrderWrt") return [];
  const relation = kind === "removeField" ? null : (now?.options?.order_with_respect_to as Json);
  return [orderJson(name, relation)];
}

function orderJson(name: string, relation: Json): DjangoOperation {
  const model = name.toLowerCase();
  return {
    json: { $op: ["AlterOrderWithRespectTo", [], { name: model, order_with_respect_to: relation }] },
    nameFragment: `alter_${model}_order_with_respect_to`,
  };
}

/** AlterModelOptions has only some of the options; the others have operations of their own, or none. */
function optionsOf({ operation, name, old, now, orders }: Step): readonly DjangoOperation[] | undefined {
  if (operation.kind !== "alterOptions") return undefined;
  const shown = (model: TranslatedModel | undefined) => {
    const {
      order_with_respect_to: _,
      proxy: __,
      swappable: ___,
      ...options
    } = (model?.options ?? {}) as JsonObject;
    const isOthers = model?.managed === false && !isProxy(model);
    return { ...options, ...(isOthers && { managed: false }) };
  };
  const model = name.toLowerCase();
  const [before, after] = [orderIn(old), orderIn(now)];
  // Where the field comes or goes, that says it.
  const isOrder = before !== after && (orders === "options" || (hasOrder(old) && after !== null));
  const order = isOrder ? [orderJson(name, after)] : [];
  if (isWritten(operation)) return [...order, { json: operationJson(operation) }];
  const isShown = old === undefined || JSON.stringify(shown(old)) !== JSON.stringify(shown(now));
  if (!isShown && !isOrder) return orders === "options" ? [orderJson(name, after)] : [];
  return [
    ...(isShown
      ? [
          {
            json: { $op: ["AlterModelOptions", [], { name: model, options: shown(now) }] },
            nameFragment: `alter_${model}_options`,
          },
        ]
      : []),
    ...order,
  ];
}

function hasOrder(model: TranslatedModel | undefined): boolean {
  return model?.fields._order !== undefined;
}

function orderIn(model: TranslatedModel | undefined): Json {
  return (model?.options?.order_with_respect_to ?? null) as Json;
}

/** Whether an operation is one of Django's as it was written. */
function isWritten(operation: With<Operation, JsonObject>): boolean {
  return operation.django !== undefined;
}

/** Operations that are one of Django's each. Django puts the words of a model's name together, and Quintet parts them. */
function plainly({ operation, name }: Step): readonly DjangoOperation[] {
  if (isWritten(operation)) return [{ json: operationJson(operation) }];
  const { kind, nameFragment = "", args } = operation;
  const [op, list, kwargs] = deconstructed(operationJson(operation), "$op");
  const named =
    kind === "renameTable" || kind === "alterTable" ? { ...kwargs, name: name.toLowerCase() } : kwargs;
  const model = name.toLowerCase();
  return [
    {
      json: { $op: [op, list, named] },
      nameFragment: fragments[kind]?.(model, String(args[1])) ?? nameFragment.replace(snakeCase(name), model),
    },
  ];
}

const fragments: Readonly<Record<string, (model: string, other: string) => string>> = {
  renameModel: (from, to) => `rename_${from}_${to.toLowerCase()}`,
  renameTable: (model) => `alter_${model}_table`,
  alterTable: (model) => `alter_${model}_table_comment`,
};
