import { lowerFirst } from "../models/names.ts";
import type { FieldState } from "../schema/model-state.ts";
import type { DraftModel } from "./draft-model.ts";
import { isUniqueIn } from "./draft-references.ts";
import type { IntrospectOptions } from "./introspected.ts";
import { camelCase, fieldName, plural, singular, wordsIn } from "./names.ts";
import type { ForeignKeyFacts, TableFacts } from "./table-facts.ts";

/*
 * Tables between two others: two foreign keys, no two rows with the same pair, and nothing else. With a counted key, as
 * Django and Quintet make them, such a table is a many-to-many relation; with the pair for a key it is a model as well, and
 * the relation goes through that.
 */

/** A table between, seen from the model that has the relation. */
export interface JoinTable {
  readonly table: TableFacts;
  readonly near: ForeignKeyFacts;
  readonly far: ForeignKeyFacts;
}

/** The tables that are nothing but a many-to-many relation, by name. */
export function findJoinTables(
  tables: readonly TableFacts[],
  options: IntrospectOptions,
): ReadonlyMap<string, JoinTable> {
  const found = new Map<string, JoinTable>();
  for (const table of tables) {
    const sides = sidesOf(table, tables, options);
    const key = table.columns.find(({ name }) => name === table.primaryKey[0]);
    const hasOwnKey = table.primaryKey.length === 1 && key?.counts !== undefined && key.name === "id";
    // The side that has the relation must be a model that is written.
    const isWritten = sides !== undefined && tables.some(({ name }) => name === sides.near.table);
    if (sides !== undefined && hasOwnKey && isWritten && table.columns.length === 3)
      found.set(table.name, sides);
  }
  return found;
}

/** The two sides of a table between; `undefined` where it is more than that. */
function sidesOf(
  table: TableFacts,
  tables: readonly TableFacts[],
  { known }: IntrospectOptions,
): JoinTable | undefined {
  const [first, second, more] = table.foreignKeys.filter(({ schema }) => schema === undefined);
  if (table.kind !== "table" || first === undefined || second === undefined || more !== undefined)
    return undefined;
  if (table.checks.length > 0 || table.comment !== undefined) return undefined;
  const keys = [first, second];
  const columns = keys.flatMap((key) => key.columns);
  const isPair = keys.every((key) => key.columns.length === 1) && columns[0] !== columns[1];
  const facts = table.columns.filter(({ name }) => columns.includes(name));
  const isPlain = facts.every(
    (column) => !column.nullable && column.default === undefined && column.comment === undefined,
  );
  const areKeys = keys.every((key) => isKeyOf(key, tables, known));
  if (!isPair || !isPlain || !areKeys || !isUniqueIn(table, columns)) return undefined;
  const place = (key: ForeignKeyFacts) => table.columns.findIndex(({ name }) => name === key.columns[0]);
  const [near, far] = [first, second].toSorted((a, b) => sideOrder(table, a, b) || place(a) - place(b));
  return { table, near: near!, far: far! }; // as many as there were
}

/** Whether a foreign key leads to the one key of a table, as relations through a table do. */
function isKeyOf(
  { table, targetColumns }: ForeignKeyFacts,
  tables: readonly TableFacts[],
  known: IntrospectOptions["known"],
): boolean {
  const target = tables.find(({ name }) => name === table);
  if (target === undefined) return known.has(table);
  return target.primaryKey.length === 1 && target.primaryKey[0] === targetColumns[0];
}

/** The side after which the table is named has the relation: `shop_book_tags` is that of `shop_book`. */
function sideOrder({ name }: TableFacts, one: ForeignKeyFacts, other: ForeignKeyFacts): number {
  const isFrom = (key: ForeignKeyFacts) => /^from_/.test(key.columns[0] ?? "");
  if (one.table === other.table) return Number(isFrom(other)) - Number(isFrom(one));
  const begins = (key: ForeignKeyFacts) => (name.startsWith(`${key.table}_`) ? key.table.length : 0);
  return begins(other) - begins(one);
}

interface NamedOptions extends IntrospectOptions {
  readonly labels: ReadonlyMap<string, string>;
}

/** Gives models the relations that tables between are. */
export function addManyToMany(
  drafts: readonly DraftModel[],
  joins: ReadonlyMap<string, JoinTable>,
  tables: readonly TableFacts[],
  options: NamedOptions,
): void {
  const through = drafts.flatMap((draft) => {
    const sides = sidesOf(draft.table, tables, options);
    const isOnlyPair = draft.table.columns.length === 2 && draft.table.primaryKey.length === 2;
    return sides !== undefined && isOnlyPair ? [{ ...sides, through: draft.label }] : [];
  });
  for (const join of [...[...joins.values()].map((one) => ({ ...one, through: undefined })), ...through]) {
    const draft = drafts.find(({ table }) => table.name === join.near.table);
    const target = drafts.find(({ table }) => table.name === join.far.table);
    const to = options.labels.get(join.far.table);
    if (draft === undefined || to === undefined) continue;
    const name = relationNameOf(draft, join, to);
    draft.take(name);
    if (join.through === undefined)
      for (const other of join.table.others)
        draft.notes.push(`${other} of "${join.table.name}" stays in the database, and no model says it.`);
    draft.fields[name] = {
      type: "manyToMany",
      to,
      ...(join.through !== undefined ? { through: join.through } : tableOptions(draft, join, to, name)),
    };
    addOtherSide(draft, target, name);
  }
}

/** `shop_book_tags` of `shop_book` is `tags`; another name is made of the model on the other side. */
function relationNameOf(draft: DraftModel, { table }: JoinTable, to: string): string {
  const prefix = `${draft.table.name}_`;
  const isOwn = table.name.startsWith(prefix) && table.name.length > prefix.length;
  const target = lowerFirst(to.slice(to.indexOf(".") + 1));
  const wanted = isOwn ? camelCase(wordsIn(table.name.slice(prefix.length))) : plural(target);
  return fieldName(wanted, (name) => draft.isTaken(name));
}

/** Table and columns where they aren't the usual ones. */
function tableOptions(
  draft: DraftModel,
  { table, near, far }: JoinTable,
  to: string,
  name: string,
): Partial<FieldState> {
  const target = to.slice(to.indexOf(".") + 1).toLowerCase();
  const isItself = draft.label === to;
  const source = `${isItself ? "from_" : ""}${draft.name.toLowerCase()}_id`;
  const other = `${isItself ? "to_" : ""}${target}_id`;
  const usual = `${draft.table.name}_${wordsIn(name).join("_")}`;
  return {
    ...(table.name !== usual && { table: table.name }),
    ...(near.columns[0] !== source && { sourceColumn: near.columns[0]! }), // each has one
    ...(far.columns[0] !== other && { targetColumn: far.columns[0]! }),
  };
}

function addOtherSide(draft: DraftModel, target: DraftModel | undefined, via: string): void {
  if (target === undefined) return;
  const own = plural(lowerFirst(draft.name));
  const wanted = draft === target ? `${own}By${via.charAt(0).toUpperCase()}${via.slice(1)}` : own;
  const name = fieldName(
    target.isTaken(wanted)
      ? `${own}By${singular(via).charAt(0).toUpperCase()}${singular(via).slice(1)}`
      : wanted,
    (candidate) => target.isTaken(candidate),
  );
  target.take(name);
  target.extras.inverses.push({ name, kind: "hasMany", target: draft.label, via });
}
