import { transaction } from "../connections/transaction.ts";
import { InvalidQueryError, UnknownFieldError, UnsavedRelationError } from "../errors.ts";
import { Expression, toNode } from "../expressions/expression.ts";
import type { Node } from "../expressions/node.ts";
import { takeRelatedKeys } from "../models/assign.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { metaOfRow, primaryKeyOf, RowState } from "../models/row-state.ts";
import { databaseOf } from "./fetch.ts";
import type { QueryState } from "./query-state.ts";
import { rowsWithKeys } from "./rows-with-keys.ts";
import { updateRows } from "./write-query.ts";

type Values = Record<string, unknown>;

// Rows of one UPDATE: each takes a WHEN with a few parameters for every field.
const portionSize = 100;

/** Writes fields of many rows: `UPDATE … SET title = CASE WHEN id = 1 THEN … END WHERE id IN (…)`. */
export function updateMany(
  state: QueryState,
  rows: readonly object[],
  names: readonly string[],
): Promise<number> {
  const { meta } = state;
  if (names.length === 0) throw new InvalidQueryError(`updateMany() on ${meta.name} was given no fields.`);
  const fields = names.map((name) => {
    const field = meta.fields.get(name);
    if (field === undefined) throw new UnknownFieldError(meta, name, `updateMany(…, ["${name}"])`);
    if (meta.keyFields.includes(field))
      throw new InvalidQueryError(`updateMany() on ${meta.name} can't change the key "${name}".`);
    return field;
  });
  for (const row of rows) {
    if (!RowState.isRow(row) || metaOfRow(row).root !== meta.root)
      throw new InvalidQueryError(`updateMany() on ${meta.name} takes rows of that model.`);
    if (RowState.group(row) === undefined) throw new UnsavedRelationError(meta);
    takeRelatedKeys(row);
  }
  const database = databaseOf(state);
  return transaction(
    async () => {
      let changed = 0;
      for (let start = 0; start < rows.length; start += portionSize) {
        const portion = rows.slice(start, start + portionSize);
        const keys = portion.map(primaryKeyOf);
        const asked = { ...rowsWithKeys(meta, meta.keyFields, keys, database, "updateMany") };
        const changes = fields.map((field) => [field.name, valuesByKey(meta, portion, field)]);
        changed += await updateRows(asked, Object.fromEntries(changes));
      }
      return changed;
    },
    { database },
  );
}

/** CASE WHEN id = 1 THEN 'a' WHEN id = 2 THEN 'b' END, of the values that rows have now. */
function valuesByKey(meta: ModelMeta, rows: readonly object[], field: FieldInfo): Expression {
  const branches = rows.map((row) => {
    const parts = meta.keyFields.map((key): Node => {
      const left: Node = { kind: "column", path: undefined, field: key };
      const right: Node = { kind: "value", value: (row as Values)[key.attribute] };
      return { kind: "compare", operator: "eq", left, right: [right] };
    });
    const value = toNode((row as Values)[field.attribute] ?? null);
    return {
      when: parts.length === 1 ? parts[0]! : ({ kind: "and", items: parts } as const),
      value: typed(value, field),
    };
  });
  const node: Node = { kind: "case", branches, otherwise: undefined };
  return new Expression({ kind: "cast", item: node, type: field });
}

/** A plain value as one of the field. */
function typed(node: Node, field: FieldInfo): Node {
  return node.kind === "value" ? { ...node, type: field } : node;
}
