import type { CompareNode } from "../expressions/node.ts";
import type { Comparison } from "./comparison.ts";
import type { ExpressionWriter } from "./expression-writer.ts";
import { compareKeys } from "./key-comparison.ts";
import { ValueComparison } from "./value-comparison.ts";
import { typeOfNode } from "./value-type.ts";
/** Writes a comparison. `rightWriter` writes the other side, where that belongs to a query further out. */
export function compareValues(
  node: CompareNode,
  writer: ExpressionWriter,
  rightWriter: ExpressionWriter = writer,
): Comparison {
  const left = node.left;
  const isKey = (left.kind === "relation" && writer.source === undefined) || left.kind === "tuple";
  if (isKey) return compareKeys(node, left, writer, rightWriter);
  const written = writer.value(left);
  return new ValueComparison(node, written, typeOfNode(left), rightWriter).write();
}
