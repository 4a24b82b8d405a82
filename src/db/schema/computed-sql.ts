import type { ArithmeticNode } from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { ColumnType } from "../fields/column.ts";
import type { Dialect } from "../sql/dialect.ts";
import { functionSpecs } from "../sql/functions/all-functions.ts";
import { computed, resultOf } from "../sql/functions/computed-type.ts";
import { type FunctionSql, sqlOf } from "../sql/functions/function-spec.ts";
import { Alias, type Sql } from "../sql/sql.ts";
import { typeOfArithmetic, typeOfValue } from "../sql/value-type.ts";
import type { ComputedState, ConditionState } from "./condition-state.ts";
import { SchemaStateError } from "./errors.ts";
import type { ColumnDefinition, Storage } from "./table-definition.ts";

/*
 * What rules, indexes and columns of a table compute, beside comparisons: functions, casts, CASE, and arithmetic. The SQL is that of queries, so that validate() and the database agree; but all of it is
 * text, with values written out, because statements that change tables take no parameters.
 */

/** What is needed to write SQL: the columns of the table, and how the database writes values. */
export interface ComputedContext {
  readonly dialect: Dialect;
  readonly columns: readonly ColumnDefinition[];
  literal(value: string | number | boolean | null): string;
}

/** The SQL of what is computed of `parts`, which are SQL already. */
export function computedSql(
  { dialect, columns, literal }: ComputedContext,
  state: ComputedState,
  parts: readonly string[],
): string {
  const { op, of, options = {} } = state;
  const types = of.map((item) => typeOfState(columns, item));
  const written = (sql: Sql) => sql.map((part) => textOf(part, literal)).join("");
  const typed = (position: number) => ({ sql: [parts[position] ?? ""], type: types[position] });
  if (op === "case") return caseSql(parts);
  if (op === "cast") return written(dialect.cast(typed(0), castType(state)));
  if (isArithmetic(op))
    return written(dialect.arithmetic(op, typed(0), typed(1), typeOfState(columns, state)));
  const spec = functionSpecs[op];
  if (spec === undefined)
    throw new SchemaStateError(
      `A constraint, an index or a computed column calls "${op}", and there is no such function.`,
    );
  const write = sqlOf<FunctionSql>(spec, dialect.name);
  return written(write({ args: parts.map((part) => [part]), types, options }));
}

/** How a plain value among the parts is stored, where it stands in that place. */
export function storageOfPart(
  columns: readonly ColumnDefinition[],
  state: ConditionState,
  position: number,
): Storage | undefined {
  if (!("of" in state)) return undefined;
  const wanted = "op" in state ? parameterOf(state.op, position) : "same";
  if (wanted === "any") return undefined;
  if (wanted !== "same") return { type: wanted };
  const known = state.of
    .filter((item) => !("value" in item))
    .map((item) => storageOf(columns, item))
    .find((found) => found !== undefined);
  return known;
}

function parameterOf(op: string, position: number): ColumnType | "same" | "any" {
  const parameters = functionSpecs[op]?.parameters;
  return parameters?.[position] ?? parameters?.at(-1) ?? "same";
}

function storageOf(columns: readonly ColumnDefinition[], state: ConditionState): Storage | undefined {
  if ("field" in state) return columns.find(({ field }) => field === state.field)?.storage;
  const type = typeOfState(columns, state)?.type;
  return type === undefined ? undefined : { type };
}

/** What kind of value a state is. */
function typeOfState(columns: readonly ColumnDefinition[], state: ConditionState): AcceptingType | undefined {
  if ("value" in state) return typeOfValue(state.value);
  if ("field" in state) {
    const storage = storageOf(columns, state);
    if (storage === undefined || storage.type === "custom") return undefined;
    const { type, maxLength, digits, places } = storage;
    return { ...computed(type), maxLength, digits, places };
  }
  if (!("op" in state)) return undefined;
  const { op, of, options } = state;
  const types = of.map((item) => typeOfState(columns, item));
  if (op === "case") return types.find((type, position) => position % 2 === 1 && type !== undefined);
  if (op === "cast") return castType(state);
  const spec = functionSpecs[op];
  if (spec !== undefined) return resultOf(spec, types, options);
  return isArithmetic(op) ? typeOfArithmetic(op, types[0], types[1]) : computed("boolean");
}

function castType({ options = {} }: ComputedState): AcceptingType {
  const { type, maxLength, digits, places } = options as Partial<AcceptingType>; // as conditionState() writes it
  return { ...computed(type ?? "text"), maxLength, digits, places };
}

const arithmetic = ["+", "-", "*", "/", "%", "**", "&", "|", "#", "<<", ">>"];

function isArithmetic(op: string): op is ArithmeticNode["operator"] {
  return arithmetic.includes(op);
}

function caseSql(parts: readonly string[]): string {
  const branches = Math.floor(parts.length / 2);
  const sql = ["CASE"];
  for (let branch = 0; branch < branches; branch++)
    sql.push(`WHEN ${parts[branch * 2]} THEN ${parts[branch * 2 + 1]}`);
  if (parts.length % 2 === 1) sql.push(`ELSE ${parts.at(-1)}`);
  return `${sql.join(" ")} END`;
}

function textOf(part: Sql[number], literal: ComputedContext["literal"]): string {
  if (typeof part === "string") return part;
  if (!(part instanceof Alias) && "constant" in part) return literal(part.constant as string | number | null);
  throw new TypeError("The SQL of a function has a parameter, and there are none where tables are changed.");
}
