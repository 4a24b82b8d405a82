import { type AnyModel, type FieldInfo, type ModelMeta, modelMeta } from "../../db/index.ts";
import { HandlerOptionsError } from "../errors.ts";

/*
 * What a client may ask about the rows of a model, as a closed table: `"price.gte"` is a field and an operator, and what
 * isn't in the table has no meaning. So no name that a client sends is ever looked up in a model.
 */

/** Operators that a client may use. Regular expressions are none of them: one can keep a database busy for hours. */
const filterOperators = [
  "eq",
  "ne",
  "in",
  "isNull",
  "gt",
  "gte",
  "lt",
  "lte",
  "contains",
  "startsWith",
  "endsWith",
  "iexact",
  "icontains",
  "istartsWith",
  "iendsWith",
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** One thing that may be asked. */
export interface AllowedCondition {
  /** From the model to the field: `["author", "name"]`. */
  readonly path: readonly string[];
  readonly field: FieldInfo;
  readonly operator: FilterOperator;
}

/**
 * The table for an allow-list, by the names that clients send: `"author.name.icontains"`, and `"status"` for
 * `"status.eq"` as well.
 * @throws {@link HandlerOptionsError} for a field, or an operator of it, that there isn't.
 */
export function allowedConditions(
  model: AnyModel,
  fields: Readonly<Record<string, readonly FilterOperator[] | undefined>>,
): ReadonlyMap<string, AllowedCondition> {
  const meta = modelMeta(model);
  const table = new Map<string, AllowedCondition>();
  for (const [name, operators] of Object.entries(fields)) {
    const path = name.split(".");
    const field = fieldAt(meta, path, name);
    for (const operator of operators ?? []) {
      const known = operatorsOf(field);
      if (!known.includes(operator))
        throw new HandlerOptionsError(meta.name, `fields["${name}"]`, operator, known);
      const condition = { path, field, operator };
      table.set(`${name}.${operator}`, condition);
      if (operator === "eq") table.set(name, condition);
    }
  }
  return table;
}

/** The field at the end of a path over relations. */
function fieldAt(start: ModelMeta, path: readonly string[], written: string): FieldInfo {
  let meta = start;
  for (const step of path.slice(0, -1)) {
    const relation = meta.relations.get(step);
    if (relation === undefined)
      throw new HandlerOptionsError(start.name, `fields["${written}"]`, step, [...meta.relations.keys()]);
    meta = relation.target;
  }
  const name = path.at(-1) ?? "";
  const field = meta.fields.get(name);
  if (field === undefined || (field.relation !== undefined && field.relation.joinColumns.length !== 1))
    throw new HandlerOptionsError(start.name, "fields", written, [...meta.fields.keys()]);
  return field;
}

const equality = ["eq", "ne", "in", "isNull"] as const;
const order = ["gt", "gte", "lt", "lte"] as const;

/** What may be asked of a field, by what it holds. What can't be written as one short text can only be there or not. */
function operatorsOf(field: FieldInfo): readonly FilterOperator[] {
  if (field.custom !== undefined || field.type === "json" || field.type === "binary") return ["isNull"];
  if (field.relation !== undefined || field.choices !== undefined) return equality;
  switch (field.type) {
    case "string":
    case "text":
      return filterOperators;
    case "boolean":
      return ["eq", "ne", "isNull"];
    case "uuid":
      return equality;
    default:
      return [...equality, ...order];
  }
}
