import { InvalidQueryError } from "../errors.ts";
import type { CompareNode, JsonPathNode, ValueNode } from "../expressions/node.ts";
import { equalityOperators, jsonOperators } from "../expressions/operators.ts";
import { encodedJson } from "../fields/json-codec.ts";
import { isValueList } from "../query/shape.ts";
import { listLength } from "../query/value-list.ts";
import type { Encoder } from "./dialect.ts";
import type { ExpressionWriter } from "./expression-writer.ts";
import { jsonNull, jsonSql } from "./functions/json-sql.ts";
import { join, list, type Sql } from "./sql.ts";

const signs: Readonly<Record<string, string>> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };
const operators: ReadonlySet<string> = new Set([
  ...equalityOperators,
  ...Object.keys(signs),
  ...jsonOperators,
]);

/** Whether JSON is compared by that operator otherwise than other values. */
export function isJsonOperator(operator: string): boolean {
  return operators.has(operator);
}

/**
 * A comparison of a JSON value, or of the part of it at a path, with plain values. `undefined` where it is the same as
 * for any other value: a column that is null.
 * @param whole - The SQL of the left side as it would be selected.
 */
export function compareJson(
  node: CompareNode,
  path: JsonPathNode | undefined,
  whole: Sql,
  writer: ExpressionWriter,
): Sql | undefined {
  const json = jsonSql[writer.dialect.name];
  const { operator, right } = node;
  const first = right[0] as ValueNode; // the caller has seen that all are values
  const item = path === undefined ? whole : writer.value(path.item).sql;
  const at = path === undefined ? undefined : writer.jsonPath(path);
  const bound = (encode: Encoder): Sql =>
    first.value === null ? jsonNull : [{ place: writer.places.get(first)!, encode }];
  // A whole value is one of the field, a part of it is plain JSON.
  const field = path === undefined && node.left.kind === "column" ? node.left.field : undefined;
  const encodeWhole: Encoder =
    field?.custom === undefined ? json.encodeJson : (value) => json.encodeJson(encodedJson(field, value));
  switch (operator) {
    case "isNull":
      if (at === undefined) return undefined;
      return first.value === true ? json.isMissing(item, at) : join("NOT (", json.isMissing(item, at), ")");
    case "eq":
      if (at === undefined && first.value === null) return undefined;
      return json.equals(item, at, bound(encodeWhole));
    case "ne":
      if (at === undefined && first.value === null) return undefined;
      return join("(", json.equals(item, at, bound(encodeWhole)), ") IS NOT TRUE");
    case "in":
      return at === undefined && !isValueList(node) ? undefined : oneOf(node, item, at, writer, encodeWhole);
    case "contains":
      return json.contains(whole, bound(json.encodeJson));
    case "containedBy":
      return json.containedBy(whole, bound(json.encodeJson));
    case "hasKey":
      return json.hasKey(whole, bound(json.encodeKey));
    case "hasKeys":
      return hasKeys(first, whole, " AND ", writer);
    case "hasAnyKeys":
      return hasKeys(first, whole, " OR ", writer);
    default:
      if (at === undefined) return undefined;
      return join(
        json.comparable(item, at),
        ` ${signs[operator]} `,
        json.compared(bound(json.encodeComparable)),
      );
  }
}

function oneOf(
  node: CompareNode,
  item: Sql,
  at: Sql | undefined,
  writer: ExpressionWriter,
  encode: Encoder,
): Sql {
  const json = jsonSql[writer.dialect.name];
  const start = writer.places.get(node)!;
  const length = listLength(node.right.map((value) => (value as ValueNode).value));
  if (length === 0) return ["1 = 0"];
  const each = Array.from({ length }, (_, position) =>
    json.equals(item, at, [{ place: start + position, encode }]),
  );
  return join("(", list(each, " OR "), ")");
}

function hasKeys(node: ValueNode, whole: Sql, separator: string, writer: ExpressionWriter): Sql {
  const json = jsonSql[writer.dialect.name];
  if (!Array.isArray(node.value))
    throw new InvalidQueryError("hasKeys and hasAnyKeys take a list of names of keys.");
  const place = writer.places.get(node)!;
  const each = node.value.map((_key, position) =>
    json.hasKey(whole, [{ place, encode: (keys) => json.encodeKey((keys as unknown[])[position]) }]),
  );
  return each.length === 0
    ? [separator === " AND " ? "1 = 1" : "1 = 0"]
    : join("(", list(each, separator), ")");
}
