import type { Database } from "../connections/database.ts";
import { InvalidQueryError } from "../errors.ts";
import type { FieldUpdate } from "../models/computed-values.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { QueryState } from "../query/query-state.ts";
import { numberValues } from "../query/shape.ts";
import { changeOf } from "./change-statement.ts";
import { contextFor } from "./compile-query.ts";
import type { Conflict, Dialect } from "./dialect.ts";
import { ExpressionWriter } from "./expression-writer.ts";
import { JoinTree } from "./join-tree.ts";
import { type Compiled, finish, join, list, type Sql } from "./sql.ts";

/**
 * INSERT of so many rows. Values are given row after row, in the order of the fields, all encoded.
 * @param rowCount - `undefined` for any number: then each value is an array, of all values of one field.
 */
export function compileInsert(
  meta: ModelMeta,
  fields: readonly FieldInfo[],
  rowCount: number | undefined,
  dialect: Dialect,
  options: InsertEnding,
): Compiled {
  return finish(
    join(
      `INSERT INTO ${dialect.quote(meta.table)} `,
      rowsToInsert(fields, rowCount, dialect),
      insertEnding(meta, dialect, options),
    ),
    dialect,
  );
}

interface InsertEnding {
  readonly returning: readonly FieldInfo[];
  readonly conflict?: Conflict;
}

function insertEnding(meta: ModelMeta, dialect: Dialect, { returning, conflict }: InsertEnding): string {
  const onConflict = conflict === undefined ? "" : dialect.conflict(conflict, meta.keyFields);
  if (returning.length === 0) return onConflict;
  return `${onConflict} RETURNING ${returning.map(({ column }) => dialect.quote(column)).join(", ")}`;
}

/**
 * INSERT of one row, with values that the database computes. Values: those of the nodes, in their order.
 * @throws {@link InvalidQueryError} for what needs a row that is there: columns, totals.
 */
export function compileInsertComputed(
  meta: ModelMeta,
  values: readonly FieldUpdate[],
  database: Database,
  options: InsertEnding,
): Sql {
  const { dialect } = database;
  const context = contextFor(dialect);
  let place = 0;
  for (const { node } of values) place = numberValues(node, context.places, place);
  const tree = new JoinTree(dialect, context.names, meta.table);
  const writer = new ExpressionWriter(tree, { join: tree.root, meta }, context.places, context.services);
  writer.withs = context.withs;
  writer.database = database;
  const written = values.map(({ field, node }) => {
    const { sql, aggregate, window } = writer.value(node, field);
    if (aggregate || window || tree.hasJoins || sql.includes(tree.root.alias))
      throw new InvalidQueryError(
        `A new row of ${meta.name} can't take the value of ${field.name} from columns or totals: there is no row yet that they could be of. A query that chooses one value can stand there: Other.where(…).select(…).asValue().`,
      );
    return sql;
  });
  const columns = values.map(({ field }) => dialect.quote(field.column)).join(", ");
  return join(
    context.withs.prefix(dialect.quote),
    `INSERT INTO ${dialect.quote(meta.table)} (${columns}) VALUES (`,
    list(written),
    ")",
    insertEnding(meta, dialect, options),
  );
}

function rowsToInsert(fields: readonly FieldInfo[], rowCount: number | undefined, dialect: Dialect): Sql {
  if (fields.length === 0) return [dialect.emptyRow];
  const columns = `(${fields.map(({ column }) => dialect.quote(column)).join(", ")})`;
  if (rowCount === undefined) {
    const arrays = fields.map((field, place) =>
      join([{ place, encode: undefined }], `::${dialect.arrays!.typeOf(field)}`),
    );
    return join(`${columns} SELECT * FROM unnest(`, list(arrays), ")");
  }
  const row = (first: number) =>
    join(
      "(",
      list(fields.map((field, place): Sql => [{ place: first + place, encode: undefined, type: field }])),
      ")",
    );
  const rows = Array.from({ length: rowCount }, (_, number) => row(number * fields.length));
  return join(`${columns} VALUES `, list(rows));
}

/** UPDATE of one row by its key. Values: those of the fields, then the key, part by part, all encoded. */
export function compileUpdateRow(meta: ModelMeta, fields: readonly FieldInfo[], dialect: Dialect): Compiled {
  const equal = (field: FieldInfo, place: number): Sql =>
    join(`${dialect.quote(field.column)} = `, [{ place, encode: undefined, type: field }]);
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
  changes: readonly FieldUpdate[],
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
