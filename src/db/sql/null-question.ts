import { InvalidQueryError } from "../errors.ts";
import type { ColumnNode, CompareNode, RelationNode } from "../expressions/node.ts";
import { isNullValue } from "./comparison.ts";

/** What a comparison is about. */
export type Subject = ColumnNode | RelationNode;

/** Whether a comparison asks for nulls (`true`), for what isn't null (`false`), or for something else. */
export function isNullQuestion(node: CompareNode): boolean | undefined {
  const [right] = node.right;
  if (node.operator === "isNull") {
    if (right?.kind !== "value" || typeof right.value !== "boolean")
      throw new InvalidQueryError("isNull is asked with true or false.");
    return right.value;
  }
  if (!isNullValue(right)) return undefined;
  return node.operator === "eq" ? true : node.operator === "ne" ? false : undefined;
}
