import { type ArithmeticNode, isOperator, type Node, type Operator } from "../expressions/node.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { defaultState } from "./default-state.ts";
import { SchemaStateError } from "./errors.ts";
import type { DefaultState } from "./model-state.ts";

/**
 * A condition on the columns of one table, as data, so that it can stand in a migration file and be said in the SQL of
 * each database. `book.price.gte(0)` is `{ op: "gte", of: [{ field: "price" }, { value: 0 }] }`.
 */
export type ConditionState =
  | { readonly field: string }
  | { readonly value: DefaultState }
  | { readonly op: ConditionOperator; readonly of: readonly ConditionState[] }
  /** SQL of the app's own: texts, and between them what stands in `of`. */
  | { readonly sql: readonly string[]; readonly of: readonly ConditionState[] };

/** Functions that a condition kept by the database may call. */
const functions = ["lower", "upper", "length", "coalesce", "abs", "round", "concat", "now"] as const;
type FunctionName = (typeof functions)[number];
type Arithmetic = ArithmeticNode["operator"];
type ConditionOperator = Operator | FunctionName | "and" | "or" | "xor" | "not" | Arithmetic;

/**
 * The condition that an expression of a model's constraints means.
 * @throws {@link SchemaStateError} where it needs more than the row itself: another table, or an aggregate.
 */
export function conditionState(model: ModelMeta, node: Node): ConditionState {
  const each = (nodes: readonly Node[]) => nodes.map((item) => conditionState(model, item));
  switch (node.kind) {
    case "column":
      if (node.path !== undefined) break;
      return { field: node.field.name };
    case "relation":
      if (node.path.before !== undefined || node.path.relation.field === undefined) break;
      return { field: node.path.relation.field.name };
    case "value":
      return { value: constant(model, node.value) };
    case "compare":
      if (!isOperator(node.operator)) break;
      return { op: node.operator, of: each([node.left, ...node.right]) };
    case "and":
    case "or":
      return { op: node.kind, of: each(node.items) };
    case "not":
      return { op: "not", of: each([node.item]) };
    case "arithmetic":
      return { op: node.operator, of: each([node.left, node.right]) };
    case "call":
      if (!isFunctionName(node.name)) break;
      return { op: node.name, of: each(node.args) };
    case "sql":
      return { sql: node.texts, of: each(node.items) };
  }
  throw new SchemaStateError(
    `A constraint or index of ${model.qualifiedName} uses ${node.kind === "column" || node.kind === "relation" ? "a field of another model" : `a ${node.kind}`}: the database checks rows one by one, so it can only use the model's own fields.`,
  );
}

function isFunctionName(name: string): name is FunctionName {
  return (functions as readonly string[]).includes(name);
}

function constant(model: ModelMeta, value: unknown): DefaultState {
  const constant = defaultState(value);
  if (constant !== undefined) return constant;
  throw new SchemaStateError(
    `A constraint or index of ${model.qualifiedName} compares with ${String(value)}, which can't be written into a migration.\nUse a text, a number, a date or a decimal.`,
  );
}

/** The condition with each field replaced by what `name` gives for it. */
export function mapFields(condition: ConditionState, name: (field: string) => string): ConditionState {
  if ("field" in condition) return { field: name(condition.field) };
  if ("value" in condition) return condition;
  return { ...condition, of: condition.of.map((item) => mapFields(item, name)) };
}

/** The fields that a condition mentions. */
export function fieldsOf(condition: ConditionState): readonly string[] {
  if ("field" in condition) return [condition.field];
  return "of" in condition ? condition.of.flatMap(fieldsOf) : [];
}
