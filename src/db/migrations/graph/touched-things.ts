import { isDeepStrictEqual } from "node:util";
import { snakeCase } from "../../models/names.ts";
import type { ConstraintState, FieldState, IndexState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import type { Operation } from "../operations/operation.ts";

/*
 * What an operation touches: the things that it changes, and those that it needs to be as they are. Two operations commute
 * where neither changes a thing that the other changes or needs. Things are
 *
 *   a model as a whole     made, deleted, renamed; everything about a model needs it
 *   a field of a model     made, removed, renamed, altered; what mentions it needs it
 *   the options of a model its comment, its table, …, which an operation may set together
 *   a name                 of a table, a column, an index or a constraint: the database has each once
 *
 * All of it is read from the states before and after, so that it holds for operations of any kind, also for those of an
 * app's own: what differs is changed, and what is mentioned there is needed. Where in doubt a thing counts as needed. SQL
 * and code may touch anything, unless they say what (`touches`).
 *
 * The optimizer asks another question, and has no states to read (../optimize/footprint.ts); docs/architecture.md says why.
 */

/** One thing that an operation touches. */
export interface Touch {
  /** As people read it: `"the field shop.Book.title"`. */
  readonly thing: string;
  /** Whether it is changed; otherwise it is needed. */
  readonly changes: boolean;
}

/** Stands for all things: who touches it disturbs everybody. */
export const anything = "anything";

/** What an operation touches, each thing once. */
export function touchedThings(
  operation: Operation,
  module: string,
  before: SchemaState,
  after: SchemaState,
): readonly Touch[] {
  const touched = new Map<string, boolean>();
  const touch = (thing: string, changes: boolean) =>
    touched.set(thing, changes || touched.get(thing) === true);
  for (const label of new Set([...before.models.keys(), ...after.models.keys()])) {
    const old = before.find(label);
    const now = after.find(label);
    if (old !== now) touchModel({ before, after, touch }, old, now);
  }
  const changesNothing = !touched.values().some(Boolean);
  for (const thing of thingsSaid(operation, module, changesNothing)) touch(thing, true);
  return [...touched].map(([thing, changes]) => ({ thing, changes }));
}

/** A thing that both touch and at least one changes. */
export function sharedThing(firsts: readonly Touch[], seconds: readonly Touch[]): string | undefined {
  const touchesAll = (touches: readonly Touch[]) => touches.some(({ thing }) => thing === anything);
  if ((touchesAll(firsts) && seconds.length > 0) || (touchesAll(seconds) && firsts.length > 0))
    return anything;
  const others = new Map(seconds.map(({ thing, changes }) => [thing, changes]));
  return firsts.find(({ thing, changes }) => others.has(thing) && (changes || others.get(thing)))?.thing;
}

/** What the states don't tell: an operation's own word, and the model of one that changes nothing here. */
function thingsSaid(
  { touches, args }: Operation,
  module: string,
  changesNothing: boolean,
): readonly string[] {
  const modelNamed = (name: string) => modelThing(name.includes(".") ? name : `${module}.${name}`);
  if (touches === undefined) return [anything];
  if (touches !== "schema") return touches.map(modelNamed);
  if (!changesNothing) return [];
  return typeof args[0] === "string" ? [modelNamed(args[0])] : [anything];
}

interface Touching {
  readonly before: SchemaState;
  readonly after: SchemaState;
  readonly touch: (thing: string, changes: boolean) => void;
}

/** A model as a whole. */
export const modelThing = (label: string) => `the model ${label}`;
const fieldThing = (label: string, field: string) => `the field ${label}.${field}`;

function touchModel(on: Touching, old: ModelState | undefined, now: ModelState | undefined): void {
  const label = labelOf((now ?? old)!);
  on.touch(modelThing(label), old === undefined || now === undefined);
  for (const table of differing(tablesOf(old), tablesOf(now))) on.touch(`the table ${table}`, true);
  for (const name of keysOf(old?.fields, now?.fields)) {
    touchField(on, label, name, old?.fields[name], now?.fields[name]);
  }
  const rules = [byName(old), byName(now)] as const;
  for (const name of keysOf(...rules)) {
    const [oldRule, nowRule] = [rules[0][name], rules[1][name]];
    if (isDeepStrictEqual(oldRule, nowRule)) continue;
    on.touch(`the index or constraint ${name.toLowerCase()}`, true);
    for (const rule of [oldRule, nowRule]) needMentioned(on, label, rule);
  }
  touchOptions(on, label, old, now);
}

function touchField(
  on: Touching,
  label: string,
  name: string,
  old: FieldState | undefined,
  now: FieldState | undefined,
): void {
  if (isDeepStrictEqual(old, now)) return;
  on.touch(fieldThing(label, name), true);
  const columns = [columnOf(name, old), columnOf(name, now)].filter((column) => column !== undefined);
  if (columns[0] !== columns[1])
    for (const column of columns) on.touch(`the column ${label}.${column}`, true);
  for (const field of [old, now]) {
    if (field === undefined) continue;
    needMentioned(on, label, field);
    if (field.to !== undefined) needKey(on, field.to, field.toFields);
  }
}

/** What of a model is neither a field nor a rule. */
function touchOptions(
  on: Touching,
  label: string,
  old: ModelState | undefined,
  now: ModelState | undefined,
): void {
  const parts = ["module", "name", "fields", "indexes", "constraints"];
  const option = (model: ModelState | undefined, key: string) =>
    (model as Record<string, unknown> | undefined)?.[key];
  for (const key of keysOf(old, now)) {
    if (parts.includes(key) || isDeepStrictEqual(option(old, key), option(now, key))) continue;
    on.touch(`the options of ${label}`, true);
    for (const model of [old, now]) needMentioned(on, label, option(model, key));
  }
}

/** A reference is stored as the key that it refers to, which may be a reference itself. */
function needKey(on: Touching, label: string, toFields: readonly string[] | undefined): void {
  for (const state of [on.before, on.after]) {
    const target = state.find(label);
    for (const [name, field] of Object.entries(target?.fields ?? {})) {
      if (toFields === undefined ? !field.primaryKey : !toFields.includes(name)) continue;
      on.touch(fieldThing(label, name), false);
      if (field.to !== undefined && field.to !== label) needKey(on, field.to, field.toFields);
    }
  }
}

/** Texts that are the name of a model, or of a field of this one, mention it. */
function needMentioned(on: Touching, label: string, value: unknown): void {
  for (const text of textsIn(value)) {
    const field = text.replace(/^-/, "");
    for (const state of [on.before, on.after]) {
      if (state.find(text) !== undefined) on.touch(modelThing(text), false);
      if (Object.hasOwn(state.find(label)?.fields ?? {}, field)) on.touch(fieldThing(label, field), false);
    }
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** The names of a model's tables; databases that don't tell capitals apart have each once. */
function tablesOf(model: ModelState | undefined): readonly string[] {
  if (model === undefined || model.managed === false) return [];
  const own = model.table ?? `${model.module}_${model.name}`;
  const between = Object.entries(model.fields)
    .filter(([, field]) => field.type === "manyToMany" && field.through === undefined)
    .map(([name, field]) => field.table ?? `${own}_${snakeCase(name)}`);
  return [own, ...between].map((table) => table.toLowerCase());
}

function columnOf(name: string, field: FieldState | undefined): string | undefined {
  if (field === undefined || field.type === "manyToMany" || field.from !== undefined) return undefined;
  return (field.column ?? snakeCase(name) + (field.type === "belongsTo" ? "_id" : "")).toLowerCase();
}

function byName(model: ModelState | undefined): Readonly<Record<string, IndexState | ConstraintState>> {
  const rules = model === undefined ? [] : [...model.indexes, ...model.constraints];
  return Object.fromEntries(rules.map((rule) => [rule.name, rule]));
}

function keysOf(...objects: readonly (object | undefined)[]): ReadonlySet<string> {
  return new Set(objects.flatMap((object) => Object.keys(object ?? {})));
}

function differing(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...a.filter((item) => !b.includes(item)), ...b.filter((item) => !a.includes(item))];
}
