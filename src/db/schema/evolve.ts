import { isDeepStrictEqual } from "node:util";
import type { DatabaseKind, ModelState } from "./model-state.ts";
import type { ColumnChange, OnlineChange, SchemaEditor } from "./schema-editor.ts";
import { labelOf, type SchemaState } from "./schema-state.ts";
import { hasTablesOn, type TableDefinition, tableDefinition, twinField } from "./table-definition.ts";
import { implicitThroughModels, throughPart } from "./tables-between.ts";

/*
 * Every operation changes tables in the same way: the tables of the state before and those of the state after are laid
 * side by side, and what differs is handed to the schema editor. An operation adds only what two states can't tell: that
 * a model or a field is the same under another name, and what existing rows get in a new column. Going backwards is the
 * same with the states exchanged.
 */

/** What two states can't tell about the way from one to the other. */
export interface ChangeNotes {
  /** A model that has another name afterwards, as labels. */
  readonly renamedModel?: { readonly from: string; readonly to: string };
  /** A field that has another name afterwards. `model` is its label before and after. */
  readonly renamedField?: { readonly model: string; readonly from: string; readonly to: string };
  /** What existing rows get, once, in a field of a model. */
  readonly fill?: { readonly model: string; readonly field: string; readonly value: unknown };
  /** How to change tables that are in use. */
  readonly online?: OnlineChange;
}

/** Brings the tables from one state to the other. */
export async function evolve(
  editor: SchemaEditor,
  before: SchemaState,
  after: SchemaState,
  notes: ChangeNotes = {},
): Promise<void> {
  const pairs = changedModels(before, after, notes).flatMap((pair) =>
    tablePairs(before, after, pair, notes, editor.kind),
  );
  for (const pair of pairs) await renameTable(editor, pair);
  for (const { before: old, after: now } of pairs) if (!old && now) await editor.createTable(now.table);
  const renames = renamesIn(pairs, notes);
  for (const pair of pairs) await changeTable(editor, pair, notes, renames);
  await editor.restoreReferences?.();
  // A table between goes before the tables that it refers to.
  for (const { before: old, after: now } of pairs.toReversed())
    if (old && !now) await editor.dropTable(old.table);
}

interface Pair<Item> {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** Models that differ, and those that refer to one that differs: the type or the name of what they refer to may be another. */
function changedModels(before: SchemaState, after: SchemaState, notes: ChangeNotes): Pair<ModelState>[] {
  const { renamedModel } = notes;
  const pairs: Pair<ModelState>[] = [];
  for (const model of before.models.values()) {
    const label = labelOf(model);
    pairs.push({ before: model, after: after.find(label === renamedModel?.from ? renamedModel.to : label) });
  }
  for (const model of after.models.values()) {
    const label = labelOf(model);
    if (label !== renamedModel?.to && before.find(label) === undefined)
      pairs.push({ before: undefined, after: model });
  }
  const changed = new Set<string>();
  for (const pair of pairs) {
    if (pair.before === pair.after) continue;
    for (const model of [pair.before, pair.after]) if (model) changed.add(labelOf(model));
  }
  // The type of a key can come through several relations: a key that is itself a relation.
  for (let size = -1; size !== changed.size; ) {
    size = changed.size;
    for (const { before: old, after: now } of pairs) {
      const model = now ?? old!;
      if (refersTo(model, changed) && primaryKeyIsRelation(model)) changed.add(labelOf(model));
    }
  }
  return pairs.filter(
    (pair) => pair.before !== pair.after || (pair.after !== undefined && refersTo(pair.after, changed)),
  );
}

function refersTo(model: ModelState, labels: ReadonlySet<string>): boolean {
  return Object.values(model.fields).some((field) => field.to !== undefined && labels.has(field.to));
}

function primaryKeyIsRelation(model: ModelState): boolean {
  return Object.values(model.fields).some((field) => field.primaryKey && field.type === "belongsTo");
}

interface Table {
  /** The model that the table belongs to, and the many-to-many relation, or an empty text for the model's own. */
  readonly model: string;
  readonly relation: string;
  /** The model at the other side of that relation. */
  readonly target?: string | undefined;
  readonly table: TableDefinition;
}

/** The tables of a model before and after: its own, and one for each many-to-many relation. */
function tablePairs(
  before: SchemaState,
  after: SchemaState,
  models: Pair<ModelState>,
  { renamedField }: ChangeNotes,
  kind: DatabaseKind,
): Pair<Table>[] {
  const old = models.before && tablesOf(before, models.before, kind);
  const now = models.after && tablesOf(after, models.after, kind);
  const pairs: Pair<Table>[] = [];
  const matched = new Set<Table>();
  for (const table of old ?? []) {
    const isRenamed = renamedField?.model === table.model && renamedField.from === table.relation;
    const relation = isRenamed ? renamedField.to : table.relation;
    const match = now?.find((candidate) => candidate.relation === relation);
    if (match) matched.add(match);
    pairs.push({ before: table, after: match });
  }
  for (const table of now ?? []) if (!matched.has(table)) pairs.push({ before: undefined, after: table });
  return pairs;
}

function tablesOf(state: SchemaState, model: ModelState, kind: DatabaseKind): Table[] {
  if (!hasTablesOn(model, kind)) return [];
  const label = labelOf(model);
  const own = tableDefinition(state, model);
  const tables: Table[] = [{ model: label, relation: "", table: loosened(own, model, kind) }];
  for (const [relation, through] of implicitThroughModels(state, model)) {
    const target = model.fields[relation]?.to;
    tables.push({ model: label, relation, target, table: tableDefinition(state, through) });
  }
  return tables;
}

/**
 * While a field has two columns, the second has no rule of its own: it might refuse what the release before writes. MariaDB and
 * MySQL have the rule of a positive number in the type. Triggers of SQLite can only fill a column after the row is there, so
 * there both columns take null.
 */
function loosened(
  table: TableDefinition,
  { sideBySide = {} }: ModelState,
  kind: DatabaseKind,
): TableDefinition {
  const fields = Object.keys(sideBySide).filter((name) => sideBySide[name]!.twin !== undefined);
  if (kind === "mysql" || fields.length === 0) return table;
  const twins = new Set(fields.map(twinField));
  const columns = table.columns.map((column) => {
    const isTwin = twins.has(column.field);
    if (!isTwin)
      return kind === "sqlite" && fields.includes(column.field) ? { ...column, nullable: true } : column;
    const { positive: _, ...storage } = column.storage;
    return { ...column, storage };
  });
  return { ...table, columns };
}

async function renameTable(editor: SchemaEditor, { before, after }: Pair<Table>): Promise<void> {
  if (!before || !after || before.table.name === after.table.name) return;
  await editor.renameTable(before.table.name, after.table.name);
}

/** Where tables and columns have gone, by their old names. References follow by themselves. */
interface Renames {
  readonly tables: ReadonlyMap<string, string>;
  /** By the old table and column, `shop_book.id`. */
  readonly columns: ReadonlyMap<string, string>;
}

function renamesIn(pairs: readonly Pair<Table>[], notes: ChangeNotes): Renames {
  const tables = new Map<string, string>();
  const columns = new Map<string, string>();
  for (const { before, after } of pairs) {
    if (!before || !after) continue;
    tables.set(before.table.name, after.table.name);
    for (const change of columnChanges(before, after, notes)) {
      if (change.before && change.after)
        columns.set(`${before.table.name}.${change.before.name}`, change.after.name);
    }
  }
  return { tables, columns };
}

async function changeTable(
  editor: SchemaEditor,
  { before: old, after: now }: Pair<Table>,
  notes: ChangeNotes,
  renames: Renames,
): Promise<void> {
  if (!old || !now) return;
  const before: Table = { ...old, table: followed(old.table, now.table.name, renames) };
  if (isDeepStrictEqual(before.table, now.table)) return;
  await editor.changeTable({
    before: before.table,
    after: now.table,
    columns: columnChanges(before, now, notes),
    ...(notes.online && { online: notes.online }),
  });
}

/** The old table under its new name, with its references as they are since other tables and columns were renamed. */
function followed(table: TableDefinition, name: string, renames: Renames): TableDefinition {
  const columns = table.columns.map((column) => {
    if (column.references === undefined) return column;
    const { table: target, column: key } = column.references;
    const references = {
      ...column.references,
      table: renames.tables.get(target) ?? target,
      column: renames.columns.get(`${target}.${key}`) ?? key,
    };
    return { ...column, references };
  });
  const foreignKeys = table.foreignKeys?.map((key) => ({
    ...key,
    table: renames.tables.get(key.table) ?? key.table,
    targetColumns: key.targetColumns.map((column) => renames.columns.get(`${key.table}.${column}`) ?? column),
  }));
  return { ...table, name, columns, ...(foreignKeys && { foreignKeys }) };
}

function columnChanges(before: Table, after: Table, notes: ChangeNotes): ColumnChange[] {
  const isOwn = after.relation === "";
  const fill = isOwn && notes.fill?.model === after.model ? notes.fill : undefined;
  const renamed = notes.renamedField && fieldRenames(after, notes.renamedField);
  const oldColumns = new Map(
    before.table.columns.map((column) => [renamed?.get(column.field) ?? column.field, column]),
  );
  const changes: ColumnChange[] = after.table.columns.map((column) => {
    const old = oldColumns.get(column.field);
    oldColumns.delete(column.field);
    const value = fill?.field === column.field ? fill.value : column.default;
    return { ...(old && { before: old }), after: column, ...(value !== undefined && { fill: value }) };
  });
  for (const old of oldColumns.values()) changes.push({ before: old });
  return changes;
}

/** What the fields of a table are called from now on: a table between has fields that are named after those of keys. */
function fieldRenames(
  { model, relation, target }: Table,
  { model: renamed, from, to }: NonNullable<ChangeNotes["renamedField"]>,
): ReadonlyMap<string, string> {
  if (relation === "") return new Map(model === renamed ? [[from, to]] : []);
  const sides = [
    ...(model === renamed ? ["from" as const] : []),
    ...(target === renamed ? ["to" as const] : []),
  ];
  return new Map(sides.map((side) => [throughPart(side, from), throughPart(side, to)]));
}
