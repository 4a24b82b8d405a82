import type { Database } from "../connections/database.ts";
import { transaction } from "../connections/transaction.ts";
import { describeValue, InvalidQueryError, UnknownFieldError, UnsavedRelationError } from "../errors.ts";
import { Expression, toNode } from "../expressions/expression.ts";
import type { Node } from "../expressions/node.ts";
import { takeRelatedKeys } from "../models/assign.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import { metaOfRow, RowState } from "../models/row-state.ts";
import { checkList } from "./check-arguments.ts";
import { databaseOf } from "./fetch.ts";
import type { QueryState } from "./query-state.ts";
import { rowsWithKeys } from "./rows-with-keys.ts";
import { updateRows } from "./write-query.ts";

/*
 * Fields of many rows, in one UPDATE for each batch and each table that has some of the fields:
 *
 *   UPDATE books SET title = CASE WHEN id = 1 THEN … WHEN id = 2 THEN … END WHERE id IN (1, 2)
 */

type Values = Record<string, unknown>;

export interface UpdateManyOptions {
  /** Rows of one statement; 100 by default, and never more than the database takes. */
  readonly batch?: number;
}

const usualBatch = 100;

/** Writes fields of many rows. Gives how many were changed; a row counts once in each batch that has it. */
export async function updateMany(
  state: QueryState,
  rows: readonly object[],
  names: readonly string[],
  { batch = usualBatch }: UpdateManyOptions = {},
): Promise<number> {
  const { meta } = state;
  checkList(rows, "updateMany");
  checkList(names, "updateMany");
  if (!(Number.isSafeInteger(batch) && batch > 0))
    throw new InvalidQueryError(
      `updateMany() on ${meta.name} takes batches of one row or more, and was told ${describeValue(batch)}.`,
    );
  const fields = changedFields(meta, names);
  for (const row of rows) takeRow(meta, row);
  if (rows.length === 0) return 0;
  const database = databaseOf(state);
  const size = Math.max(1, Math.min(batch, rowLimit(meta, fields.length, database)));
  return transaction(
    async () => {
      let changed = 0;
      for (let start = 0; start < rows.length; start += size)
        changed += await updateBatch(meta, rows.slice(start, start + size), fields, database);
      return changed;
    },
    { database },
  );
}

function changedFields(meta: ModelMeta, names: readonly string[]): FieldInfo[] {
  if (names.length === 0) throw new InvalidQueryError(`updateMany() on ${meta.name} was given no fields.`);
  return names.map((name) => {
    const field = meta.fields.get(name);
    if (field === undefined) throw new UnknownFieldError(meta, name, `updateMany(…, ["${name}"])`);
    if (field.isKey)
      throw new InvalidQueryError(`updateMany() on ${meta.name} can't change the key "${name}".`);
    if (field.isGenerated)
      throw new InvalidQueryError(
        `updateMany() on ${meta.name} can't change "${name}": the database computes it.`,
      );
    return field;
  });
}

/** Looks whether a row can be changed, and gives it the keys of rows that it refers to. */
function takeRow(meta: ModelMeta, row: object): void {
  if (!RowState.isRow(row) || metaOfRow(row).root !== meta.root)
    throw new InvalidQueryError(`updateMany() on ${meta.name} takes rows of that model.`);
  if (RowState.group(row) === undefined) throw new UnsavedRelationError(meta);
  takeRelatedKeys(row);
}

/** How many rows one statement takes: each has its key once in the condition, and with each field the key and the value. */
function rowLimit(meta: ModelMeta, fieldCount: number, { dialect }: Database): number {
  const keyLength = meta.keyFields.length;
  return Math.floor(dialect.maxParameters / (keyLength + fieldCount * (keyLength + 1)));
}

/** One UPDATE for each table: of a model that inherits, each parent has its own fields. */
async function updateBatch(
  meta: ModelMeta,
  rows: readonly object[],
  fields: readonly FieldInfo[],
  database: Database,
): Promise<number> {
  const tables = Map.groupBy(fields, (field) => (field.model.root === meta.root ? meta : field.model));
  let changed = 0;
  for (const [table, own] of tables) {
    const state = rowsWithKeys(table, table.keyFields, rows.map(table.keyOf), database, "updateMany");
    const changes = own.map((field) => [field.name, valuesByKey(table, rows, field)]);
    changed = await updateRows(state, Object.fromEntries(changes));
  }
  return changed; // each table has each of the rows
}

/** CASE WHEN id = 1 THEN 'a' WHEN id = 2 THEN 'b' END, of the values that rows have now. */
function valuesByKey(table: ModelMeta, rows: readonly object[], field: FieldInfo): Expression {
  const branches = rows.map((row) => {
    const parts = table.keyFields.map((key): Node => {
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
