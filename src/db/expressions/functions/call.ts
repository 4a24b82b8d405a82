import { Temporal } from "../../../dates/index.ts";
import { describeValue, InvalidQueryError } from "../../errors.ts";
import type { ColumnType } from "../../fields/column.ts";
import type { FunctionName } from "../../sql/functions/all-functions.ts";
import { computed } from "../../sql/functions/computed-type.ts";
import { Expression, toNode } from "../expression.ts";
import type { FunctionOptions, Node } from "../node.ts";

/** A value for a function: an expression, or the value itself, which becomes a bound parameter. */
// biome-ignore lint/suspicious/noExplicitAny: what the expression may be compared with doesn't matter
export type Argument<Value> = Value | Expression<Value | null, any>;
/** What an argument's values are: those of the expression, or the value itself. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export type ValueOf<Given> = Given extends Expression<infer Value, any> ? Value : Given;
/** What an argument may be compared with. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export type InputOf<Given> = Given extends Expression<any, infer Input> ? Input : Given;
/** `Result`, and null too where `Value` may be null: of null, functions give null. */
export type KeepNull<Value, Result> = null extends Value ? Result | null : Result;

/** The call of a function that all.ts of sql/functions lists. */
export function call<Result, Input = Result>(
  name: FunctionName,
  args: readonly unknown[],
  options?: FunctionOptions,
): Expression<Result, Input> {
  for (const [option, value] of Object.entries(options ?? {})) {
    if (
      typeof value === "object" ||
      typeof value === "function" ||
      typeof value === "symbol" ||
      typeof value === "bigint"
    )
      throw new InvalidQueryError(`"${option}" of ${name}() can't be ${describeValue(value)}.`);
  }
  return new Expression({ kind: "call", name, args: args.map(toNode), options });
}

/** A value that says of which kind it is, where nothing beside it does. */
export function typedNode(value: unknown): Node {
  const node = toNode(value);
  if (node.kind !== "value" || node.type !== undefined) return node;
  const kind = kindOf(node.value);
  if (kind === undefined) return node;
  const asInstant = node.value instanceof Temporal.Instant;
  return { ...node, type: computed(kind, { asBigint: kind === "bigInteger", asInstant }) };
}

function kindOf(value: unknown): ColumnType | undefined {
  switch (typeof value) {
    case "string":
      return "text";
    case "boolean":
      return "boolean";
    case "bigint":
      return "bigInteger";
    case "number":
      return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? "integer" : "float";
    case "object":
      return value === null ? undefined : kindOfObject(value);
    default:
      return undefined;
  }
}

function kindOfObject(value: object): ColumnType {
  if (value instanceof Date || value instanceof Temporal.Instant) return "datetime";
  if (value instanceof Temporal.PlainDate) return "date";
  if (value instanceof Temporal.PlainTime) return "time";
  return "json";
}
