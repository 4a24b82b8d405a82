import { InvalidQueryError } from "../errors.ts";
import type { Node } from "../expressions/node.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { QueryState } from "../query/query-state.ts";
import { changeOf } from "./change-statement.ts";
import type { Conflict, Dialect } from "./dialect.ts";

import { type Compiled, finish, join, list, type Sql } from "./sql.ts";
import { fieldEncoder } from "./stored-value.ts";

export type { Conflict } from "./dialect.ts";

/** INSERT of so many rows. Values are given row after row, in the order of the fields. */
export function compileInsert(
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  rowCount: number,
  dialect: Dialect,
  options: { readonly returning?: FieldInfo; readonly conflict?: Conflict } = {},
): Compiled {
  const encoders = fields.map((field) => fieldEncoder(dialect, field));
  const row = (number: number): Sql =>
    join(
      "(",
      list(
        fields.map(
          (field, position): Sql => [
            { place: number * fields.length + position, encode: encoders[position], type: field },
          ],
        ),
      ),
      ")",
    );
  const columns = fields.map(({ column }) => dialect.quote(column)).join(", ");
  const table = dialect.quote(meta.table);
  const rows: Sql =
    fields.length === 0
      ? [dialect.emptyRow]
      : join(`(${columns}) VALUES `, list(Array.from({ length: rowCount }, (_, number) => row(number))));
  const { returning, conflict } = options;
  const ending = returning === undefined ? "" : ` RETURNING ${dialect.quote(returning.column)}`;
  return finish(
    join(
      `INSERT INTO ${table} `,
      rows,
      conflict === undefined ? "" : dialect.conflict(conflict, meta.keyFields),
      ending,
    ),
    dialect,
  );
}

/** UPDATE of one row by its key. Values: those of the fields, then the key, part by part. */
export function compileUpdateRow(meta: ModelMeta, fields: readonly FieldInfo[], dialect: Dialect): Compiled {
  const equal = (field: FieldInfo, place: number): Sql =>
    join(`${dialect.quote(field.column)} = `, [{ place, encode: fieldEncoder(dialect, field), type: field }]);
  const changes = fields.map((field, place) => equal(field, place));
  const keys = meta.keyFields.map((field, position) => equal(field, fields.length + position));
  const head = `UPDATE ${dialect.quote(meta.table)} SET `;
  return finish(join(head, list(changes), " WHERE ", list(keys, " AND ")), dialect);
}

/** A statement over all rows of a query; `undefined` where none can be meant. */
export type ChangeStatement = Sql | undefined;

/** UPDATE of all rows of a query. Values: those of the query, then the new ones in the order of their nodes. */
export function compileUpdate(
  state: QueryState,
  changes: readonly { readonly field: FieldInfo; readonly node: Node }[],
  depth: number,
  dialect: Dialect,
): ChangeStatement {
  const { meta } = state;
  if (changes.length === 0)
    throw new InvalidQueryError(`update() on ${meta.name} was told to change nothing.`);
  const nodes = changes.map(({ node }) => node);
  const fields = changes.map(({ field }) => field);
  const { where, values, isEmpty } = changeOf(state, nodes, fields, depth, dialect);
  if (isEmpty) return undefined;
  const set = changes.map(({ field }, position) =>
    join(`${dialect.quote(field.column)} = `, values[position]!),
  );
  return join(`UPDATE ${dialect.quote(meta.table)} SET `, list(set), where);
}

/** DELETE of all rows of a query. */
export function compileDelete(state: QueryState, dialect: Dialect): ChangeStatement {
  const { where, isEmpty } = changeOf(state, [], [], 0, dialect);
  return isEmpty ? undefined : join(`DELETE FROM ${dialect.quote(state.meta.table)}`, where);
}
