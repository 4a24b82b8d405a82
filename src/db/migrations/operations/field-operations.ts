import { isDeepStrictEqual } from "node:util";
import { didYouMean } from "../../../core/index.ts";
import { snakeCase } from "../../models/names.ts";
import { mapFields } from "../../schema/condition-state.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import type { ConstraintState, FieldState, IndexState, ModelState } from "../../schema/model-state.ts";
import type { OnlineChange } from "../../schema/schema-editor.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { keyNames } from "../../schema/table-definition.ts";
import type { Operation } from "./operation.ts";
import { schemaOperation } from "./schema-operation.ts";

/**
 * What the rows that are there get when a field is added or no longer takes null. Used once, and not kept. A constant, or
 * what gives each row a value of its own: `"v4"` in a UUID, `{ random: true }` in a text (32 digits). `"now"` is the present
 * moment.
 */
export interface FillOption {
  readonly fill?: unknown;
}

/** How a field is added or changed. */
export interface FieldChangeOptions extends FillOption, OnlineChange {}

/** Adds a field to a model. */
export function addField(
  model: string,
  name: string,
  field: FieldState,
  options?: FieldChangeOptions,
): Operation {
  return schemaOperation({
    kind: "addField",
    args: [model, name, field, options],
    symbol: "+",
    description: () => `Add field ${name} to ${model}`,
    nameFragment: () => `${snakeCase(model)}_${snakeCase(name)}`,
    apply(state, module) {
      const before = state.get(`${module}.${model}`);
      if (Object.hasOwn(before.fields, name)) {
        throw new SchemaStateError(
          `The field "${name}" is added to ${labelOf(before)}, which has one already.`,
        );
      }
      return state.with(withKeyOrder({ ...before, fields: { ...before.fields, [name]: field } }));
    },
    notes: (module) => ({ forward: fillNote(module, model, name, options), backward: {} }),
    online: options,
  });
}

/** Removes a field from a model, with its values. */
export function removeField(model: string, name: string): Operation {
  return schemaOperation({
    kind: "removeField",
    args: [model, name],
    symbol: "-",
    description: () => `Remove field ${name} from ${model}`,
    nameFragment: () => `remove_${snakeCase(model)}_${snakeCase(name)}`,
    apply(state, module) {
      const before = modelWithField(state, `${module}.${model}`, name);
      const { [name]: _, ...fields } = before.fields;
      return state.with(withKeyOrder({ ...before, fields }));
    },
  });
}

/** Changes what a field is. Its name stays. */
export function alterField(
  model: string,
  name: string,
  field: FieldState,
  options?: FieldChangeOptions,
): Operation {
  return schemaOperation({
    kind: "alterField",
    args: [model, name, field, options],
    symbol: "~",
    description: () => `Alter field ${name} on ${model}`,
    nameFragment: () => `alter_${snakeCase(model)}_${snakeCase(name)}`,
    apply(state, module) {
      const before = modelWithField(state, `${module}.${model}`, name);
      return state.with(withKeyOrder({ ...before, fields: { ...before.fields, [name]: field } }));
    },
    notes: (module) => ({ forward: fillNote(module, model, name, options), backward: {} }),
    online: options,
  });
}

function fillNote(module: string, model: string, field: string, options: FieldChangeOptions | undefined) {
  return options?.fill === undefined
    ? {}
    : { fill: { model: `${module}.${model}`, field, value: options.fill } };
}

/** Gives a field another name; its column, and what refers to it, follow. */
export function renameField(model: string, from: string, to: string): Operation {
  return schemaOperation({
    kind: "renameField",
    args: [model, from, to],
    symbol: "~",
    description: () => `Rename field ${from} on ${model} to ${to}`,
    nameFragment: () => `rename_${snakeCase(from)}_${snakeCase(model)}_${snakeCase(to)}`,
    apply(state, module) {
      const label = `${module}.${model}`;
      const before = modelWithField(state, label, from);
      if (Object.hasOwn(before.fields, to)) {
        throw new SchemaStateError(
          `The field "${from}" of ${label} is renamed to "${to}", which it has already.`,
        );
      }
      return state.map((model) => {
        const following = withReferences(model, label, from, to);
        return labelOf(model) === label ? renamed(following, from, to) : following;
      });
    },
    notes(module) {
      const label = `${module}.${model}`;
      return {
        forward: { renamedField: { model: label, from, to } },
        backward: { renamedField: { model: label, from: to, to: from } },
      };
    },
  });
}

/** The model with its references to the field by its name; the same object where it has none. */
function withReferences(model: ModelState, target: string, from: string, to: string): ModelState {
  const entries = Object.entries(model.fields);
  const refers = (field: FieldState) => field.to === target && (field.toFields?.includes(from) ?? false);
  if (!entries.some(([, field]) => refers(field))) return model;
  const followed = ({ toFields, ...rest }: FieldState): FieldState => ({
    ...rest,
    toFields: toFields!.map((name) => (name === from ? to : name)), // refers() has seen them
  });
  return {
    ...model,
    fields: Object.fromEntries(
      entries.map(([name, field]) => [name, refers(field) ? followed(field) : field]),
    ),
  };
}

function renamed(model: ModelState, from: string, to: string): ModelState {
  const fields = Object.entries(model.fields).map(([name, field]): [string, FieldState] => [
    name === from ? to : name,
    field,
  ]);
  const follow = (name: string) => (name === from ? to : name);
  const followEntry = (entry: IndexState["fields"][number]) => {
    if (typeof entry === "object") return { ...entry, expression: mapFields(entry.expression, follow) };
    return entry.startsWith("-") ? `-${follow(entry.slice(1))}` : follow(entry);
  };
  const followList = <Item extends IndexState>(item: Item): Item => ({
    ...item,
    fields: item.fields.map(followEntry),
    ...(item.where && { where: mapFields(item.where, follow) }),
    ...(item.include && { include: item.include.map(follow) }),
  });
  // What of other fields names this one: references by several fields, and computed columns.
  const followField = (field: FieldState): FieldState => ({
    ...field,
    ...(field.from && { from: field.from.map(follow) }),
    ...(field.generated && {
      generated: { ...field.generated, expression: mapFields(field.generated.expression, follow) },
    }),
  });
  const followConstraint = (item: ConstraintState): ConstraintState =>
    item.type === "unique" ? followList(item) : { ...item, condition: mapFields(item.condition, follow) };
  return {
    ...model,
    fields: Object.fromEntries(fields.map(([name, field]) => [name, followField(field)])),
    ...(model.primaryKey && { primaryKey: model.primaryKey.map(follow) }),
    indexes: model.indexes.map(followList),
    constraints: model.constraints.map(followConstraint),
  };
}

/** The model with the order of the key that it has now, and without one where the fields have it themselves. */
function withKeyOrder(model: ModelState): ModelState {
  const { primaryKey, ...usual } = model;
  if (primaryKey === undefined) return model;
  const order = keyNames(model);
  return isDeepStrictEqual(order, keyNames(usual)) ? usual : { ...usual, primaryKey: order };
}

function modelWithField(state: SchemaState, label: string, name: string): ModelState {
  const model = state.get(label);
  if (Object.hasOwn(model.fields, name)) return model;
  const known = Object.keys(model.fields);
  throw new SchemaStateError(
    `${label} has no field "${name}" at this point of the migrations.${didYouMean(name, known)}\nFields: ${known.join(", ")}.`,
  );
}
