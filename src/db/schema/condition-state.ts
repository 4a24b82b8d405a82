import type { ArithmeticNode, FunctionOptions, Node } from "../expressions/node.ts";
import { equalityOperators, orderOperators, partOperators } from "../expressions/operators.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { type FunctionName, isBuiltInFunction, isWindowFunction } from "../sql/functions/all-functions.ts";
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
  | ComputedState
  /** SQL of the app's own: texts, and between them what stands in `of`. */
  | { readonly sql: readonly string[]; readonly of: readonly ConditionState[] };

/**
 * What is computed of other values: a comparison, "and", arithmetic, or a function by its name in `sql/functions/`. Of
 * `"case"` conditions and values take turns, and what stands last is for the rest; `"cast"` has the kind in its options.
 */
export interface ComputedState {
  readonly op: ConditionOperator;
  readonly of: readonly ConditionState[];
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** Ways to compare that every database can keep. */
const keptOperators = [...equalityOperators, ...orderOperators, ...partOperators] as const;
type KeptOperator = (typeof keptOperators)[number];
type Arithmetic = ArithmeticNode["operator"];
type ConditionOperator =
  | KeptOperator
  | FunctionName
  | "and"
  | "or"
  | "xor"
  | "not"
  | "case"
  | "cast"
  | Arithmetic;

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
      if (!isKeptOperator(node.operator))
        throw cannotBeKept(model, `the operator "${node.operator}", which not every database can keep`);
      return { op: node.operator, of: each([node.left, ...node.right]) };
    case "and":
    case "or":
    case "xor":
      return { op: node.kind, of: each(node.items) };
    case "not":
      return { op: "not", of: each([node.item]) };
    case "arithmetic":
      return { op: node.operator, of: each([node.left, node.right]) };
    case "call":
      if (!isBuiltInFunction(node.name))
        throw cannotBeKept(
          model,
          `the function ${node.name}() of the app's own, which migrations may outlive`,
        );
      if (isWindowFunction(node.name)) break;
      return { op: node.name, of: each(node.args), ...optionsState(node.options) };
    case "case": {
      const branches = node.branches.flatMap(({ when, value }) => [when, value]);
      return {
        op: "case",
        of: each(node.otherwise === undefined ? branches : [...branches, node.otherwise]),
      };
    }
    case "cast": {
      const { type, maxLength, digits, places } = node.type;
      return { op: "cast", of: each([node.item]), ...optionsState({ type, maxLength, digits, places }) };
    }
    case "sql":
      return { sql: node.texts, of: each(node.items) };
  }
  const what =
    node.kind === "column" || node.kind === "relation" ? "a field of another model" : `a ${node.kind}`;
  throw new SchemaStateError(
    `A constraint, an index, a computed column or a default of ${model.qualifiedName} uses ${what}: the database looks at one row at a time, so it can only use the model's own fields.`,
  );
}

/** What queries can ask of every database, and tables can't keep. */
function cannotBeKept(model: ModelMeta, what: string): SchemaStateError {
  return new SchemaStateError(
    `A constraint, an index, a computed column or a default of ${model.qualifiedName} uses ${what}. Write it with sql\`…\`.`,
  );
}

function isKeptOperator(name: string): name is KeptOperator {
  return (keptOperators as readonly string[]).includes(name);
}

function optionsState(options: FunctionOptions = {}): Pick<ComputedState, "options"> {
  const said = Object.entries(options).filter(([, value]) => value !== undefined);
  return said.length === 0
    ? {}
    : { options: Object.fromEntries(said) as NonNullable<ComputedState["options"]> };
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
