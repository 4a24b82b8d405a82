import type { Database } from "../connections/database.ts";
import type { Node } from "../expressions/node.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { emptyState, type QueryState, unordered } from "./query-state.ts";
import { shapeOfNode } from "./shape.ts";

/**
 * A query, in no order, for the rows of a model whose `fields` have one of these values (tuples for several fields):
 * what loading relations and collecting deletions ask.
 * @param call - Who asks, for messages.
 */
export function rowsWithKeys(
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  keys: readonly unknown[],
  database: Database | undefined,
  call: string,
): QueryState {
  const columns = fields.map((field): Node => ({ kind: "column", path: undefined, field }));
  const left: Node = columns.length === 1 ? columns[0]! : { kind: "tuple", items: columns };
  const right = keys.map((value): Node => ({ kind: "value", value }));
  const node: Node = { kind: "compare", operator: "in", left, right };
  const params: unknown[] = [];
  const shape = `|where${shapeOfNode(node, params)}`;
  const step = { kind: "where", negated: false, written: { node }, call, depth: 0 } as const;
  return { ...emptyState(meta, database), steps: [step], shape, params, order: unordered };
}
