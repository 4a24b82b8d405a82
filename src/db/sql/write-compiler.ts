import { InvalidQueryError } from "../errors.ts";
import type { Node } from "../expressions/node.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { QueryState } from "../query/query-state.ts";
import type { Dialect } from "./dialect.ts";
import { compileChange } from "./select-compiler.ts";
import { type Compiled, finish, join, list, type Sql } from "./sql.ts";
import { fieldEncoder } from "./stored-value.ts";

/** What happens to a new row that breaks a unique rule. */
export interface Conflict {
  /** Leave it out. */
  readonly ignore: boolean;
  /** Or change the row that is there: which rule, and which fields. */
  readonly target: readonly FieldInfo[];
  readonly update: readonly FieldInfo[];
}

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
          (_, position): Sql => [{ place: number * fields.length + position, encode: encoders[position] }],
        ),
      ),
      ")",
    );
  const columns = fields.map(({ column }) => dialect.quote(column)).join(", ");
  const table = dialect.quote(meta.table);
  const rows: Sql =
    fields.length === 0
      ? ["DEFAULT VALUES"]
      : join(`(${columns}) VALUES `, list(Array.from({ length: rowCount }, (_, number) => row(number))));
  const { returning, conflict } = options;
  const ending = returning === undefined ? "" : ` RETURNING ${dialect.quote(returning.column)}`;
  return finish(
    join(
      `INSERT INTO ${table} `,
      rows,
      conflict === undefined ? "" : conflictClause(conflict, dialect),
      ending,
    ),
    dialect,
  );
}

function conflictClause({ ignore, target, update }: Conflict, dialect: Dialect): string {
  if (ignore) return " ON CONFLICT DO NOTHING";
  const columns = target.map(({ column }) => dialect.quote(column)).join(", ");
  const changes = update
    .map(({ column }) => `${dialect.quote(column)} = excluded.${dialect.quote(column)}`)
    .join(", ");
  return ` ON CONFLICT (${columns}) DO UPDATE SET ${changes}`;
}

/** UPDATE of one row by its key. Values: those of the fields, then the key. */
export function compileUpdateRow(meta: ModelMeta, fields: readonly FieldInfo[], dialect: Dialect): Compiled {
  const changes = fields.map((field, place) =>
    join(`${dialect.quote(field.column)} = `, [{ place, encode: fieldEncoder(dialect, field) }]),
  );
  const key: Sql = [{ place: fields.length, encode: fieldEncoder(dialect, meta.primaryKey) }];
  const where = join(` WHERE ${dialect.quote(meta.primaryKey.column)} = `, key);
  return finish(join(`UPDATE ${dialect.quote(meta.table)} SET `, list(changes), where), dialect);
}

/** UPDATE of all rows of a query. Values: those of the query, then the new ones in the order of their nodes. */
export function compileUpdate(
  state: QueryState,
  changes: readonly { readonly field: FieldInfo; readonly node: Node }[],
  dialect: Dialect,
): Sql {
  const { meta } = state;
  const { where, values } = compileChange(
    state,
    changes.map(({ node }) => node),
    changes.map(({ field }) => field),
    dialect,
  );
  if (changes.length === 0)
    throw new InvalidQueryError(`update() on ${meta.name} was told to change nothing.`);
  const set = changes.map(({ field }, position) =>
    join(`${dialect.quote(field.column)} = `, values[position]!),
  );
  return join(`UPDATE ${dialect.quote(meta.table)} AS t0 SET `, list(set), where);
}

/** DELETE of all rows of a query. */
export function compileDelete(state: QueryState, dialect: Dialect): Sql {
  const { where } = compileChange(state, [], [], dialect);
  return join(`DELETE FROM ${dialect.quote(state.meta.table)} AS t0`, where);
}
