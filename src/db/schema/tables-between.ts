import { snakeCase } from "../models/names.ts";
import type { FieldState, ModelState } from "./model-state.ts";
import { hashedName } from "./object-names.ts";
import { labelOf, type SchemaState } from "./schema-state.ts";
import { columnOf, keyNames, tableOf, targetOf } from "./table-definition.ts";

/* A many-to-many relation without a model of its own between has one that nobody wrote, with a table like any other. */

/** The models that stand between the two sides of a model's many-to-many relations, by the relation's name. */
export function implicitThroughModels(state: SchemaState, model: ModelState): Map<string, ModelState> {
  const throughModels = new Map<string, ModelState>();
  for (const [name, field] of Object.entries(model.fields)) {
    if (field.type !== "manyToMany" || field.through !== undefined) continue;
    throughModels.set(name, throughModel(state, model, name, field));
  }
  return throughModels;
}

function throughModel(state: SchemaState, model: ModelState, name: string, field: FieldState): ModelState {
  const target = targetOf(state, model, name, field);
  const [from, to] = throughColumns(model, target, field);
  const table = field.table ?? `${tableOf(model)}_${snakeCase(name)}`;
  const near = throughSide(model, "from", from, field.sourceColumn);
  const far = throughSide(target, "to", to, field.targetColumn);
  const columns = [...near.columns, ...far.columns];
  return {
    module: model.module,
    name: `${model.name}_${name}`,
    table,
    fields: { id: { type: "auto", primaryKey: true }, ...near.fields, ...far.fields },
    indexes: [],
    constraints: [
      {
        type: "unique",
        name: hashedName(table, columns, "_uniq"),
        fields: [...near.names, ...far.names],
      },
    ],
  };
}

/** The field of a table between that holds a part of the key of one side: `"from"`, `"tenant"` give `"fromTenant"`. */
export function throughPart(side: "from" | "to", key: string): string {
  return `${side}${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

/** The fields of a table between that refer to one side: one, or one for each field of the side's key. */
function throughSide(
  side: ModelState,
  name: "from" | "to",
  column: string,
  given: string | undefined,
): { fields: Record<string, FieldState>; names: string[]; columns: string[] } {
  const to = labelOf(side);
  const keys = keyNames(side);
  if (keys.length === 1)
    return {
      fields: { [name]: { type: "belongsTo", to, column, onDelete: "cascade" } },
      names: [name],
      columns: [column],
    };
  const prefix = given ?? column.replace(/_id$/, "");
  const parts = keys.map((key) => {
    const field = side.fields[key]!; // keyNames() found it there
    const own = `${prefix}_${columnOf(key, field)}`;
    const bare = {
      toFields: [key],
      column: own,
      onDelete: "cascade",
      dbConstraint: false,
      index: false,
    } as const;
    return [throughPart(name, key), { type: "belongsTo", to, ...bare }] as const; // of the type of that part
  });
  const names = parts.map(([part]) => part);
  const relation: FieldState = { type: "belongsTo", to, from: names, onDelete: "cascade" };
  return {
    fields: { ...Object.fromEntries(parts), [name]: relation },
    names,
    columns: parts.map(([, field]) => field.column),
  };
}

/**
 * The two columns of the table between: `user_id` and `group_id`; `from_user_id` and `to_user_id` where both models have one
 * name: for a relation to itself, or to the model of that name in another module.
 */
function throughColumns(
  model: ModelState,
  target: ModelState,
  field: FieldState,
): [from: string, to: string] {
  const isAlike = model.name.toLowerCase() === target.name.toLowerCase();
  const source = `${isAlike ? "from_" : ""}${model.name.toLowerCase()}_id`;
  const other = `${isAlike ? "to_" : ""}${target.name.toLowerCase()}_id`;
  return [field.sourceColumn ?? source, field.targetColumn ?? other];
}
