import { Decimal } from "decimal.js";
import { Temporal } from "../../dates/index.ts";
import type { Node } from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import { uncounted } from "../fields/automatic-key.ts";
import type { ColumnType } from "../fields/column.ts";
import { RowState } from "../models/row-state.ts";
import { kindOfNumber } from "../query/kind-of-number.ts";
import { stateKey } from "../query/query-state.ts";
import { aggregateSpecs, functionSpecs } from "./functions/all-functions.ts";
import { computed, isWholeNumber } from "./functions/computed-type.ts";
import type { ResultType } from "./functions/function-spec.ts";

/** What kind of value a node has, as far as it can be told; `undefined` for SQL of the app's own. */
export function typeOfNode(node: Node): AcceptingType | undefined {
  const type = kindOfNode(node);
  // What is computed has as many places as it has: only a column's values are rounded to those of the column.
  const isComputed = node.kind === "aggregate" || node.kind === "call" || node.kind === "arithmetic";
  return isComputed && type?.type === "decimal" && type.places !== undefined ? computed("decimal") : type;
}

function kindOfNode(node: Node): AcceptingType | undefined {
  switch (node.kind) {
    case "column":
      return node.field;
    case "relation":
      return node.path.relation.field ?? node.path.relation.target.keyFields[0];
    case "annotation":
      return typeOfNode(node.source);
    case "order":
      return typeOfNode(node.item);
    case "compare":
    case "and":
    case "or":
    case "xor":
    case "not":
    case "exists":
      return computed("boolean");
    case "arithmetic":
      return typeOfArithmetic(node.operator, typeOfNode(node.left), typeOfNode(node.right));
    case "call": {
      const types = node.args.map(typeOfNode);
      return resultType(functionSpecs[node.name]?.result, types, node.options ?? {});
    }
    case "aggregate": {
      const types = node.item === undefined ? [] : [typeOfNode(node.item)];
      return resultType(aggregateSpecs[node.name]?.result, types, {});
    }
    case "window":
      return typeOfNode(node.item);
    case "case":
      return firstType([
        ...node.branches.map(({ value }) => value),
        ...(node.otherwise ? [node.otherwise] : []),
      ]);
    case "cast":
      return node.type;
    case "jsonPath":
      return computed(node.asText ? "text" : "json");
    case "named": {
      const column = node.source.columns.get(node.column);
      return column === undefined ? undefined : typeOfNode(column);
    }
    case "query":
      return node.asList ? computed("json") : typeOfQuery(node.query[stateKey]);
    case "value":
      return node.type ?? typeOfValue(node.value);
    case "sql":
    case "tuple":
      return undefined;
  }
}

/** What kind of value a query gives that stands for one. */
export function typeOfQuery(state: {
  readonly result: { readonly nodes: ReadonlyMap<string, Node> } | undefined;
  readonly meta: { readonly keyFields: readonly AcceptingType[] };
}) {
  const [first] = state.result?.nodes.values() ?? [];
  return first === undefined ? state.meta.keyFields[0] : typeOfNode(first);
}

function resultType(
  result: ResultType | undefined,
  types: readonly (AcceptingType | undefined)[],
  options: object,
): AcceptingType | undefined {
  if (typeof result === "function") return result(types, options as never); // options of a call node
  return result === undefined ? undefined : computed(result);
}

function firstType(nodes: readonly Node[]): AcceptingType | undefined {
  const fields = nodes.map((node) => (node.kind === "value" ? undefined : typeOfNode(node)));
  return (
    fields.find((type) => type !== undefined) ?? nodes.map(typeOfNode).find((type) => type !== undefined)
  );
}

/** The kind of a value that stands alone, by what it is in JavaScript. */
export function typeOfValue(value: unknown): AcceptingType | undefined {
  switch (typeof value) {
    case "string":
      return computed("text");
    case "boolean":
      return computed("boolean");
    case "bigint":
      return computed("bigInteger", { asBigint: true });
    case "number":
      return computed(kindOfNumber(value as number));
    case "object":
      return value === null ? undefined : typeOfObject(value);
    default:
      return undefined;
  }
}

function typeOfObject(value: object): AcceptingType | undefined {
  if (value instanceof Date) return computed("datetime");
  if (value instanceof Temporal.Instant) return computed("datetime", { asInstant: true });
  if (Decimal.isDecimal(value)) return computed("decimal");
  if (value instanceof Temporal.PlainDate) return computed("date");
  if (value instanceof Temporal.PlainTime) return computed("time");
  if (value instanceof Temporal.Duration) return computed("duration");
  if (value instanceof Uint8Array) return computed("binary");
  return RowState.isRow(value) ? undefined : computed("json");
}

const numbers: readonly ColumnType[] = [
  "smallAuto",
  "smallInteger",
  "auto",
  "integer",
  "bigAuto",
  "bigInteger",
  "float",
  "decimal",
];
const moments: readonly ColumnType[] = ["date", "datetime", "time"];

/**
 * Of an integer and a decimal: a decimal of any number of places. A moment less a moment is a length of time. `Sum` and its
 * like are its types.
 */
export function typeOfArithmetic(
  operator: string,
  left: AcceptingType | undefined,
  right: AcceptingType | undefined,
): AcceptingType | undefined {
  if (left === undefined || right === undefined) {
    const known = left ?? right;
    return known?.type === "decimal" ? computed("decimal") : known;
  }
  if (operator === "-" && moments.includes(left.type) && left.type === right.type)
    return computed("duration");
  if (left.type === "duration" && moments.includes(right.type)) return momentType(right);
  if (right.type === "duration" && moments.includes(left.type)) return momentType(left);
  if (left.type === "duration" && (operator === "*" || operator === "/") && numbers.includes(right.type))
    return left;
  if (right.type === "duration" && operator === "*" && numbers.includes(left.type)) return right;
  // Half of 3 is 1.5 on every database.
  if (operator === "/" && isWholeNumber(left) && isWholeNumber(right)) return computed("float");
  const position = Math.max(numbers.indexOf(left.type), numbers.indexOf(right.type));
  if (position < 0) return left;
  // A number may have a fraction: only of two bigints the result is one.
  return computed(plainNumber(numbers[position]!), { asBigint: left.asBigint && right.asBigint });
}

/** A day and a length of time give a moment. */
function momentType(type: AcceptingType): AcceptingType {
  return computed(type.type === "date" ? "datetime" : type.type, type);
}

function plainNumber(type: ColumnType): ColumnType {
  const plain = uncounted(type);
  return plain === "smallInteger" ? "integer" : plain;
}
