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
): readonly DjangoOperation[] {
  let state = before;
  const written: WrittenOperation[] = [];
  for (const operation of operations) {
    const next = afterwards(operation, state, module);
    const [name] = operation.args as readonly string[];
    const model: TranslatedModel | undefined = next.find(`${module}.${name}`);
    const old: TranslatedModel | undefined = state.find(`${module}.${name}`);
    const step = { operation, module, name: name!, old, now: model };
    const sources = [footprintOf(operation, module)];
    const together = togetherOf(step);
    if (together !== undefined) addTogether(written, { ...together, sources });
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

/** The option as a whole says what the operation before it has said, where it may take its place, or that one its. */
function addTogether(written: WrittenOperation[], together: WrittenOperation): void {
  const former = written.findLastIndex((other) => isAbout(other, together));
  if (former < 0) return void written.push(together);
  const { sources } = written[former]!;
  const both = { ...together, sources: [...sources, ...together.sources] };
  const between = written.slice(former + 1);
  if (between.every((other) => mayChangePlaces(other.sources, together.sources))) {
    written[former] = both;
  } else if (between.every((other) => mayChangePlaces(sources, other.sources))) {
    written.splice(former, 1);
    written.push(both);
  } else written.push(together);
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
}

const togetherNames: Readonly<Record<TogetherOption, string>> = {
  unique_together: "AlterUniqueTogether",
  index_together: "AlterIndexTogether",
};

/** The change of `unique_together` or `index_together` that adding or removing one of its rules is. */
function togetherOf({ operation, name, old, now }: Step): DjangoOperation | undefined {
  if (!/^(add|remove)(Index|Constraint)$/.test(operation.kind) || old === undefined || now === undefined)
    return undefined;
  for (const option of Object.keys(togetherNames) as TogetherOption[]) {
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
  if (!/^(add|remove|alter)Field$/.test(kind)) return undefined;
  const field: TranslatedField | undefined = (kind === "removeField" ? old : now)?.fields[String(args[1])];
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
function optionsOf({ operation, name, old, now }: Step): readonly DjangoOperation[] | undefined {
  if (operation.kind !== "alterOptions" || isWritten(operation)) return undefined;
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
  const order = (model: TranslatedModel | undefined) =>
    (model?.options?.order_with_respect_to ?? null) as Json;
  const isOrdered = (model: TranslatedModel | undefined) => model?.fields._order !== undefined;
  const model = name.toLowerCase();
  const changes: DjangoOperation[] = [];
  if (old === undefined || JSON.stringify(shown(old)) !== JSON.stringify(shown(now)))
    changes.push({
      json: { $op: ["AlterModelOptions", [], { name: model, options: shown(now) }] },
      nameFragment: `alter_${model}_options`,
    });
  if (isOrdered(old) && order(old) !== order(now) && order(now) !== null)
    changes.push(orderJson(name, order(now)));
  return changes;
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
