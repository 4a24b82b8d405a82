import type { FieldState, ModelState } from "../schema/model-state.ts";
import { labelOf } from "../schema/schema-state.ts";
import { usualColumn } from "../source-text/write-field.ts";
import type { DraftModel, FieldContext } from "./draft-model.ts";
import { camelCase, relationName, wordsIn } from "./names.ts";
import type { ColumnFacts, ForeignKeyFacts, ReferenceAction, TableFacts } from "./table-facts.ts";

/* The relations that foreign keys are: those by one column stand in its place, those by several beside their columns. */

export function singleReferences(
  table: TableFacts,
  context: FieldContext,
  draft: DraftModel,
): ReadonlyMap<string, ForeignKeyFacts> {
  const found = new Map<string, ForeignKeyFacts>();
  for (const key of table.foreignKeys) {
    const [column] = key.columns;
    if (key.columns.length !== 1 || column === undefined || !isReachable(key, context, draft)) continue;
    if (table.columns.some(({ name, generated }) => name === column && generated !== undefined)) {
      draft.notes.push(
        `the foreign key on "${column}" refers to "${key.table}" by a value that the database computes, which no relation does: the field holds the bare value.`,
      );
      continue;
    }
    if (found.has(column)) {
      draft.notes.push(`"${column}" has a second foreign key, to "${key.table}"; the model says the first.`);
      continue;
    }
    found.set(column, key);
    noteReference(key, draft);
  }
  return found;
}

/** Whether what a foreign key refers to is among the models, and is the key or unique there. */
function isReachable(key: ForeignKeyFacts, context: FieldContext, draft: DraftModel): boolean {
  const shown = `the foreign key on ${key.columns.map((name) => `"${name}"`).join(", ")}`;
  const target = context.tables.find(({ name }) => name === key.table);
  if (key.schema !== undefined || target === undefined || !context.labels.has(key.table)) {
    const where = key.schema === undefined ? "" : ` of the schema "${key.schema}"`;
    draft.notes.push(
      `${shown} refers to "${key.table}"${where}, which no model is for: the field holds the bare value.`,
    );
    return false;
  }
  if (key.setNull !== undefined) {
    draft.notes.push(
      `${shown} sets ${key.setNull.map((name) => `"${name}"`).join(", ")} to null when the row in "${key.table}" is deleted, and leaves the others: no relation is written.`,
    );
    return false;
  }
  if (key.columns.length > 1 || isUniqueIn(target, key.targetColumns)) return true;
  draft.notes.push(
    `${shown} refers to ${key.table}.${key.targetColumns.join(", ")}, which is not unique: no relation is written.`,
  );
  return false;
}

export function isUniqueIn(table: TableFacts, columns: readonly string[]): boolean {
  const isSame = (others: readonly (string | undefined)[]) =>
    others.length === columns.length && columns.every((name) => others.includes(name));
  return (
    isSame(table.primaryKey) ||
    table.indexes.some(
      ({ unique, where, parts }) =>
        unique && where === undefined && isSame(parts.map(({ column }) => column)),
    )
  );
}

function noteReference({ columns, onUpdate, isUnchecked }: ForeignKeyFacts, { notes }: DraftModel): void {
  const shown = `the foreign key on ${columns.map((name) => `"${name}"`).join(", ")}`;
  if (isUnchecked) notes.push(`${shown} was never looked at for the rows that were there (NOT VALID).`);
  if (onUpdate === "NO ACTION" || onUpdate === "RESTRICT") return;
  notes.push(
    `${shown} says ON UPDATE ${onUpdate}, which no model says. It stays as long as the key isn't changed.`,
  );
}

/** The field of a reference. What it refers to beside the key is named by columns until {@link nameTargets}. */
export function referenceField(reference: ForeignKeyFacts, { labels, tables }: FieldContext): FieldState {
  const target = tables.find(({ name }) => name === reference.table);
  const [far] = reference.targetColumns;
  const isKey = target?.primaryKey.length === 1 && target.primaryKey[0] === far;
  return {
    type: "belongsTo",
    to: labels.get(reference.table)!, // isReachable() looked
    ...(!isKey && { toFields: [far!] }),
  };
}

/** What the database does when the other row is deleted. Where it refuses, so does the model. */
export function deletion(
  column: ColumnFacts,
  { onDelete }: ForeignKeyFacts,
  isNullable: boolean,
): Pick<FieldState, "onDelete"> {
  const actions: Partial<Record<ReferenceAction, FieldState["onDelete"]>> = {
    CASCADE: "dbCascade",
    ...(isNullable && { "SET NULL": "dbSetNull" }),
    ...((isNullable || column.default !== undefined) && { "SET DEFAULT": "dbSetDefault" }),
  };
  return { onDelete: actions[onDelete] ?? "protect" };
}

/** References by several columns. */
export function addWideReferences(facts: TableFacts, draft: DraftModel, context: FieldContext): void {
  for (const key of facts.foreignKeys) {
    if (key.columns.length < 2 || !isReachable(key, context, draft)) continue;
    const target = context.tables.find(({ name }) => name === key.table);
    const label = context.labels.get(key.table)!; // isReachable() looked
    const isKey = target !== undefined && isEqual(target.primaryKey, key.targetColumns);
    if (!isKey && !(target !== undefined && isUniqueIn(target, key.targetColumns))) {
      draft.notes.push(
        `the foreign key on ${key.columns.join(", ")} refers to columns of "${key.table}" that are not unique together: no relation is written.`,
      );
      continue;
    }
    const words = wordsIn(label.slice(label.indexOf(".") + 1));
    const name = relationName(camelCase(words), draft.isTaken);
    draft.take(name);
    noteReference(key, draft);
    const isNullable = key.columns.every(
      (column) => facts.columns.find((one) => one.name === column)?.nullable,
    );
    draft.fields[name] = {
      type: "belongsTo",
      to: label,
      ...deletion({ name: "", type: "", nullable: isNullable }, key, isNullable),
      ...(!isKey && { toFields: key.targetColumns }),
      from: key.columns.map((column) => draft.fieldOf.get(column)!), // each column has a field
    };
  }
}

/** Puts fields in the place of the columns that references name: by then, every table has its fields. */
export function nameTargets(drafts: readonly DraftModel[], known: ReadonlyMap<string, ModelState>): void {
  for (const { fields } of drafts) {
    for (const [name, field] of Object.entries(fields)) {
      if (field.toFields === undefined) continue;
      const fieldOf = fieldsOfColumns(field.to, drafts, known);
      fields[name] = { ...field, toFields: field.toFields.map((column) => fieldOf.get(column) ?? column) };
    }
  }
}

function fieldsOfColumns(
  label: string | undefined,
  drafts: readonly DraftModel[],
  known: ReadonlyMap<string, ModelState>,
): ReadonlyMap<string, string> {
  const draft = drafts.find((one) => one.label === label);
  if (draft !== undefined) return draft.fieldOf;
  const model = [...known.values()].find((one) => labelOf(one) === label);
  return new Map(
    Object.entries(model?.fields ?? {}).map(([name, { column, type }]) => [
      column ?? usualColumn(name, type === "belongsTo"),
      name,
    ]),
  );
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, place) => item === other[place]);
}
