import type { AnyModel, Expression, ModelInstance, ModelMeta } from "../db/index.ts";

/*
 * The admin learns at run time which models there are, so that it can't use their types. Here is what it needs of any
 * model's queries and rows; the casts from the typed API stand in this file only.
 */

/** A row of some model. */
export type AnyRow = ModelInstance & Record<string, unknown>;

/** The handle that callbacks of queries get. */
// biome-ignore lint/suspicious/noExplicitAny: each property is an expression or another handle, known only by name
export type RowHandle = Record<string, any>;

/** A query for rows of some model. */
export interface RowQuery extends PromiseLike<AnyRow[]> {
  where(condition: (row: RowHandle) => Expression<boolean>): RowQuery;
  include(...relations: string[]): RowQuery;
  annotate(shape: (row: RowHandle) => Record<string, Expression>): RowQuery;
  orderBy(...keys: (string | ((row: RowHandle) => Expression))[]): RowQuery;
  limit(count: number): RowQuery;
  offset(count: number): RowQuery;
  count(): Promise<number>;
  first(): Promise<AnyRow | null>;
  delete(): Promise<unknown>;
}

/** All rows of a model. */
export function rowsOf(model: AnyModel): RowQuery {
  return (model as unknown as { all(): RowQuery }).all();
}

/** The key of a row. */
export function keyOf(meta: ModelMeta, row: AnyRow): string | number | bigint {
  return row[meta.primaryKey.attribute] as string | number | bigint; // keys are numbers or texts
}

/** The row with a key from a URL, or `null`; a text that can't be a key is nobody's. */
export async function findRow(meta: ModelMeta, keyText: string): Promise<AnyRow | null> {
  const key = parseKey(meta, keyText);
  if (key === undefined) return null;
  return rowsOf(meta.model)
    .where((row) => row[meta.primaryKey.name].eq(key))
    .first();
}

/** The key that a text stands for; `undefined` where it can't be one. */
export function parseKey(meta: ModelMeta, text: string): string | number | bigint | undefined {
  const { type, asBigint } = meta.primaryKey;
  if (type === "string" || type === "text") return text;
  if (type === "uuid")
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  if (asBigint) return BigInt(text);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}
