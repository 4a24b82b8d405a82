import * as db from "quintet/db";
import { Unsupported } from "../values.ts";

/*
 * Quintet's public calls as the runner sees them. The models of a record are made while it runs, so the types of their
 * fields are not known here: what TypeScript would check in an app, the recorded answers check instead.
 */

/** A row's handle in a callback, or anything reached from it: `row.author.name` and `row.name.eq("x")`. */
export interface Step {
  (...args: readonly unknown[]): Step;
  readonly [name: string]: Step;
}
export type Handle = Step;
export type Callback = (row: Handle) => unknown;

/** Values of a row or of a condition by property. */
export type Values = Record<string, unknown>;

/** A query of any model. */
export interface Rows extends PromiseLike<unknown[]> {
  where(condition: object): Rows;
  whereNot(condition: object): Rows;
  orderBy(...keys: readonly unknown[]): Rows;
  reverse(): Rows;
  none(): Rows;
  distinct(...names: readonly string[]): Rows;
  limit(count: number): Rows;
  offset(count: number): Rows;
  annotate(added: Callback): Rows;
  alias(added: Callback): Rows;
  select(chosen: Callback): Rows;
  only(...names: readonly string[]): Rows;
  defer(...names: readonly string[]): Rows;
  include(...wanted: readonly unknown[]): Rows;
  includeAs(attribute: string, relation: string, change: (rows: Rows) => Rows): Rows;
  union(...others: readonly Rows[]): Rows;
  unionAll(...others: readonly Rows[]): Rows;
  intersection(...others: readonly Rows[]): Rows;
  difference(...others: readonly Rows[]): Rows;
  and(other: Rows): Rows;
  or(other: Rows): Rows;
  xor(other: Rows): Rows;
  lock(options?: object): Rows;
  asValue(): Step;
  get(condition?: unknown): Promise<unknown>;
  first(): Promise<unknown>;
  last(): Promise<unknown>;
  earliest(...keys: readonly unknown[]): Promise<unknown>;
  latest(...keys: readonly unknown[]): Promise<unknown>;
  count(): Promise<number>;
  exists(): Promise<boolean>;
  contains(row: unknown): Promise<boolean>;
  aggregate(totals: Callback): Promise<Values>;
  inBulk(keys?: readonly unknown[], field?: string): Promise<ReadonlyMap<unknown, unknown>>;
  create(values: Values): Promise<unknown>;
  createMany(rows: readonly unknown[], options?: object): Promise<unknown[]>;
  getOrCreate(values: Values, defaults?: Values): Promise<readonly [unknown, boolean]>;
  upsert(values: Values, changes: Values, options?: object): Promise<readonly [unknown, boolean]>;
  update(changes: Values | Callback): Promise<number>;
  updateMany(
    rows: readonly unknown[],
    fields: readonly string[],
    options?: { readonly batch?: number },
  ): Promise<number>;
  delete(): Promise<db.DeletedRows>;
  stream(options?: object): AsyncIterable<unknown>;
}

/** A row of any model: its values by property, and what every row can do. */
export interface ModelRow extends Values {
  save(options?: object): Promise<void>;
  delete(options?: object): Promise<db.DeletedRows>;
  assign(values: Values): unknown;
}

/** The rows at the other side of a to-many relation. */
export interface Related {
  all(): Rows;
  create(values: Values, options?: { readonly through: Values }): Promise<unknown>;
  add(...rows: readonly unknown[]): Promise<void>;
  remove(...rows: readonly unknown[]): Promise<void>;
  set(rows: readonly unknown[], options?: { readonly through: Values }): Promise<void>;
  clear(): Promise<void>;
}

/** A model class. */
export interface Model extends db.AnyModel {
  new (values?: Values): ModelRow;
  all(): Rows;
  upsert(values: Values, changes: Values): Promise<readonly [unknown, boolean]>;
}

/** A function that `quintet/db` exports. */
export function dbFunction(name: string): (...args: readonly unknown[]) => Step {
  const found = (db as Readonly<Record<string, unknown>>)[name];
  if (typeof found !== "function") throw new Unsupported(`${name}() of quintet/db`);
  return found as (...args: readonly unknown[]) => Step;
}

/** Calls a method by its name. */
export function call(target: unknown, method: string, ...args: readonly unknown[]): Step {
  const found = (target as Readonly<Record<string, unknown>>)[method];
  if (typeof found !== "function") throw new Unsupported(`the method ${method}()`);
  return Reflect.apply(found, target, args) as Step;
}

/** Reads a property of a handle. A name that the model doesn't have throws, as it does in an app. */
export function step(handle: Handle, name: string): Step {
  return handle[name] as Step; // read through a proxy that refuses unknown names
}
