import type { FieldState } from "../schema/model-state.ts";
import type { DraftModel, FieldContext } from "./draft-model.ts";
import { camelCase, fieldName, relationName, wordsIn } from "./names.ts";
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
    if (found.has(column)) {
      draft.notes.push(`"${column}" has a second foreign key, to "${key.table}"; the model says the first.`);
      continue;
    }
    found.set(column, key);
    noteUpdate(key, draft);
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

function noteUpdate({ columns, onUpdate }: ForeignKeyFacts, { notes }: DraftModel): void {
  if (onUpdate === "NO ACTION" || onUpdate === "RESTRICT") return;
  notes.push(
    `the foreign key on ${columns.map((name) => `"${name}"`).join(", ")} says ON UPDATE ${onUpdate}, which no model says. It stays as long as the key isn't changed.`,
  );
}

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
    noteUpdate(key, draft);
    const isNullable = key.columns.every(
      (column) => facts.columns.find((one) => one.name === column)?.nullable,
    );
    draft.fields[name] = {
      type: "belongsTo",
      to: label,
      ...deletion({ name: "", type: "", nullable: isNullable }, key, isNullable),
      ...(!isKey && { toFields: key.targetColumns.map((column) => fieldName(column, () => false)) }),
      from: key.columns.map((column) => draft.fieldOf.get(column)!), // each column has a field
    };
  }
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, place) => item === other[place]);
}
