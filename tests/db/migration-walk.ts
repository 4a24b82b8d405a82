import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterTable,
  createModel,
  deleteModel,
  type FieldState,
  type Operation,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameModel,
  renameTable,
} from "quintet/db";
import type { ModelState } from "../../src/db/schema/model-state.ts";
import { fieldsOfRule } from "../../src/db/schema/rule-fields.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { tableDefinition } from "../../src/db/schema/table-definition.ts";
import { implicitThroughModels } from "../../src/db/schema/tables-between.ts";

export const walkedModule = "shop";

export interface Walk {
  readonly operations: readonly Operation[];
  readonly end: SchemaState;
}

/**
 * A history of operations that can be applied one after the other, in which the numbers choose the steps. Few names are
 * used again and again, so that operations undo, rename and complete each other.
 */
export function walkOperations(choices: readonly number[], start = new SchemaState()): Walk {
  const operations: Operation[] = [];
  let state = start;
  for (let position = 0; position + 5 < choices.length; position += 6) {
    const operation = chooseOperation(state, choices.slice(position, position + 6));
    const next = operation === undefined ? undefined : applied(state, operation);
    if (next === undefined) continue;
    operations.push(operation!);
    state = next;
  }
  return { operations, end: state };
}

/** The state afterwards, or `undefined` where the operation isn't possible. */
function applied(state: SchemaState, operation: Operation): SchemaState | undefined {
  try {
    const next = operation.apply(state, walkedModule);
    checkState(next);
    return next;
  } catch {
    return undefined;
  }
}

/** Throws where a model refers to something that isn't there. */
export function checkState(state: SchemaState): void {
  for (const model of state.models.values()) {
    for (const table of [model, ...implicitThroughModels(state, model).values()])
      tableDefinition(state, table);
    for (const { to, through } of Object.values(model.fields))
      for (const label of [to, through]) if (label !== undefined) state.get(label);
    for (const field of [...model.indexes, ...model.constraints].flatMap(fieldsOfRule))
      if (!Object.hasOwn(model.fields, field)) throw new Error(`${model.name} has no field ${field}.`);
  }
}

const modelNames = ["A", "B", "C"];
const fieldNames = ["x", "y", "z"];
const tables = [undefined, "first", "second"];

function chooseOperation(state: SchemaState, choices: readonly number[]): Operation | undefined {
  const [kind = 0, first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = choices;
  const existing = [...state.models.values()];
  const newName = pick(modelNames, second);
  const model = existing[first % Math.max(existing.length, 1)];
  if (model === undefined || kind % 12 === 0)
    return createModel(pick(modelNames, first), {
      fields: {
        id: { type: "auto", primaryKey: true },
        [pick(fieldNames, second)]: fieldOf(third, state, fourth),
      },
    });
  const { name } = model;
  const names = Object.keys(model.fields).filter((field) => field !== "id");
  const field = pick(names, second);
  switch (kind % 12) {
    case 1:
      return deleteModel(name);
    case 2:
      return renameModel(name, newName);
    case 3:
      return fifth % 2 === 0
        ? renameTable(name, pick(tables, third) && `${name}_${pick(tables, third)}`)
        : alterTable(name, third % 2 === 0 ? {} : { comment: `comment ${third % 5}` });
    case 4:
    case 5:
      return addField(name, pick(fieldNames, third), fieldOf(fourth, state, fifth));
    case 6:
      return names.length === 0 ? undefined : alterField(name, field, fieldOf(fourth, state, fifth));
    case 7:
      return names.length === 0 ? undefined : removeField(name, field);
    case 8:
    case 9:
      return names.length === 0 ? undefined : renameField(name, field, pick(fieldNames, fourth));
    case 10:
      return ruleOperation(model, names, choices);
    default:
      return removalOf(model, third, fourth);
  }
}

function ruleOperation(model: ModelState, names: readonly string[], choices: readonly number[]) {
  const [, , , third = 0, fourth = 0] = choices;
  const fields = names.filter((field) => model.fields[field]!.type !== "manyToMany");
  if (fields.length === 0) return undefined;
  const rule = { name: `rule${third % 3}`, fields: [pick(fields, third), "id"] };
  return fourth % 2 === 0
    ? addIndex(model.name, rule)
    : addConstraint(model.name, { type: "unique", ...rule });
}

function removalOf(model: ModelState, third: number, fourth: number): Operation | undefined {
  const list: readonly { readonly name: string }[] = fourth % 2 === 0 ? model.indexes : model.constraints;
  if (list.length === 0) return undefined;
  const { name } = pick(list, third);
  return fourth % 2 === 0 ? removeIndex(model.name, name) : removeConstraint(model.name, name);
}

function fieldOf(choice: number, state: SchemaState, target: number): FieldState {
  const labels = [...state.models.keys()];
  const plain: readonly FieldState[] = [
    { type: "integer", nullable: true },
    { type: "string", maxLength: 50, default: "" },
    { type: "string", maxLength: 50, default: "", column: "own_column" },
    { type: "integer", unique: true, nullable: true },
  ];
  const to = labels[target % Math.max(labels.length, 1)];
  if (to === undefined || choice % 7 < 4) return plain[choice % 4]!;
  const unique = Object.entries(state.get(to).fields).find(([, field]) => field.unique)?.[0];
  if (choice % 7 === 4) return { type: "manyToMany", to };
  if (choice % 7 === 5 && unique !== undefined)
    return { type: "belongsTo", to, onDelete: "cascade", nullable: true, toFields: [unique] };
  return { type: "belongsTo", to, onDelete: "cascade", nullable: true };
}

function pick<Item>(items: readonly Item[], choice: number): Item {
  return items[choice % items.length]!;
}
