import { InvalidQueryError } from "../errors.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { Dialect } from "../sql/dialect.ts";
import { typeOfColumn } from "../sql/functions/computed-type.ts";
import type { SelectParts } from "../sql/select-statement.ts";
import { type Hydrator, makeHydrator } from "./hydrator.ts";
import type { ExtraColumns } from "./raw-query.ts";

/*
 * Rows of SQL that Quintet didn't write, as instances. Their columns are known by name only once the answer is there:
 *
 *   columns of the answer    title  total  id
 *   fields, in their order   id  title        the others are deferred
 *   what is left             total            a property of its own
 *
 * Each row is put into that order, which the generated hydrator of all queries reads.
 */
export function rawHydrator(
  meta: ModelMeta,
  columns: readonly string[],
  extra: ExtraColumns,
  dialect: Dialect,
): Hydrator {
  const positions = new Map<FieldInfo, number>();
  const others: { readonly name: string; readonly position: number }[] = [];
  const byName = fieldsByName(meta);
  refuseTwice(meta, columns);
  for (const [position, name] of columns.entries()) {
    const field = byName.get(name);
    if (field === undefined) others.push({ name: checkedName(meta, name), position });
    else positions.set(field, position);
  }
  for (const field of meta.keyFields) {
    if (positions.has(field)) continue;
    throw new InvalidQueryError(
      `fromSql() on ${meta.name} needs the key of each row, and the statement gives no column "${field.column}". It gives: ${columns.join(", ")}.`,
    );
  }
  for (const name of Object.keys(extra)) {
    if (others.some((other) => other.name === name)) continue;
    throw new InvalidQueryError(
      `fromSql() on ${meta.name} was told of a column "${name}", which the statement doesn't give beside those of the model. It gives: ${columns.join(", ")}.`,
    );
  }
  const fields = [...meta.fields.values()].filter((field) => positions.has(field));
  const order = [...fields.map((field) => positions.get(field)!), ...others.map(({ position }) => position)];
  const types = [...fields, ...others.map(({ name }) => typeOfExtra(extra, name))];
  const parts: SelectParts = {
    sql: [],
    columns: types.map((type) => ({ sql: [], type })),
    layout: { meta, first: 0, fields, joined: [] },
    names: others.map(({ name }, index) => ({ name, position: fields.length + index })),
    linkPositions: [],
    orderPositions: [],
    isEmpty: false,
  };
  const hydrate = makeHydrator(parts, dialect);
  return (rows, database) =>
    hydrate(
      rows.map((row) => order.map((position) => row[position] ?? null)),
      database,
    );
}

function typeOfExtra(extra: ExtraColumns, name: string): AcceptingType | undefined {
  const column = Object.hasOwn(extra, name) ? extra[name] : undefined;
  return column === undefined ? undefined : typeOfColumn(column);
}

/** A field is known by its column, and by its property where a statement names it so. */
function fieldsByName(meta: ModelMeta): ReadonlyMap<string, FieldInfo> {
  const byName = new Map<string, FieldInfo>();
  for (const field of meta.fields.values()) byName.set(field.attribute, field);
  for (const field of meta.fields.values()) byName.set(field.column, field);
  return byName;
}

function refuseTwice(meta: ModelMeta, columns: readonly string[]): void {
  const twice = columns.find((name, position) => columns.indexOf(name) < position);
  if (twice === undefined) return;
  throw new InvalidQueryError(
    `fromSql() on ${meta.name}: the statement gives two columns "${twice}", and which of them is meant isn't known. Name one otherwise with AS, or leave it out.`,
  );
}

/** A further column becomes a property: not in the place of a relation, nor of what every row can do. */
function checkedName(meta: ModelMeta, name: string): string {
  if (!meta.relations.has(name) && !(name in meta.model.prototype)) return name;
  throw new InvalidQueryError(
    `fromSql() on ${meta.name}: a column can't be called "${name}", which rows have already. Name it otherwise with AS.`,
  );
}
