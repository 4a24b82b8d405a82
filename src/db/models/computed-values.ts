import { Expression, toNode } from "../expressions/expression.ts";
import type { Node } from "../expressions/node.ts";
import type { FieldInfo } from "./field-info.ts";

/*
 * Values that the database computes while it writes a row. The expression stands in the row's property until then, and
 * what came out takes its place.
 */

type Values = Readonly<Record<string, unknown>>;

/** What a statement writes to a column. */
export interface FieldUpdate {
  readonly field: FieldInfo;
  readonly node: Node;
}

/** Those of the fields whose values a row leaves to the database. */
export function computedFields(row: object, fields: Iterable<FieldInfo>): FieldInfo[] {
  const found: FieldInfo[] = [];
  for (const field of fields) if ((row as Values)[field.attribute] instanceof Expression) found.push(field);
  return found;
}

/** What a row holds for these fields, values and expressions alike. */
export function updatesOf(row: object, fields: readonly FieldInfo[]): FieldUpdate[] {
  return fields.map((field) => {
    const value = (row as Values)[field.attribute] ?? null;
    return {
      field,
      node: value instanceof Expression ? toNode(value) : { kind: "value", value, type: field },
    };
  });
}
