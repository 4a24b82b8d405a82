import { lowerFirst, snakeCase } from "../models/names.ts";
import type { ConditionState } from "../schema/condition-state.ts";
import type { DatabaseKind, FieldState } from "../schema/model-state.ts";
import { type ColumnHints, meaningOf } from "./column-types.ts";
import type { DraftModel, FieldContext } from "./draft-model.ts";
import { addWideReferences, deletion, referenceField, singleReferences } from "./draft-references.ts";
import { keyType } from "./key-type.ts";
import { fieldName, relationName, wordsIn } from "./names.ts";
import { parseDefault } from "./parse-default.ts";
import { parseExpression } from "./parse-expression.ts";
import type { CheckFacts, ColumnFacts, ForeignKeyFacts, TableFacts } from "./table-facts.ts";

/* The first step from a table to a model: its fields, with the relations that its foreign keys are. */

export function draftFields(table: TableFacts, context: FieldContext): DraftModel {
  const label = context.labels.get(table.name)!; // every table that becomes a model has one
  const taken = new Set<string>();
  const draft = {
    table,
    label,
    name: label.slice(label.indexOf(".") + 1),
    isManaged: table.kind === "table",
    fields: {} as Record<string, FieldState>,
    indexes: [],
    constraints: [],
    extras: { inverses: [], choices: {}, fieldComments: {}, comments: [] },
    notes: [] as string[],
    fieldOf: new Map<string, string>(),
    impliedChecks: new Set<CheckFacts>(),
    isTaken: (name: string) => taken.has(name),
    take: (name: string) => void taken.add(name),
  } satisfies DraftModel;
  const key = keyOf(table, draft);
  const references = singleReferences(table, context, draft);
  nameFields(table, references, draft, context);
  for (const column of table.columns) addField(column, key, references.get(column.name), draft, context);
  if (key.rowNumber !== undefined) addRowNumber(key.rowNumber, draft);
  addWideReferences(table, draft, context);
  for (const other of table.others) draft.notes.push(`${other} stays in the database, and no model says it.`);
  noteKind(table, draft);
  return draft;
}

function noteKind({ kind }: TableFacts, { extras }: DraftModel): void {
  const words = {
    view: "A view: it is read, and migrations leave it alone.",
    materializedView:
      "A materialized view: it is read, and migrations leave it alone. Refresh it with SQL of your own.",
    foreignTable: "A table of another server: migrations leave it alone.",
    partition: "A part of a partitioned table: migrations leave it alone.",
    table: undefined,
  }[kind];
  if (words !== undefined) extras.comments.push(words);
}

interface KeyFacts {
  readonly columns: readonly string[];
  readonly rowNumber?: string;
}

/** The key of a table; of one without a key what comes nearest. */
function keyOf(table: TableFacts, draft: DraftModel): KeyFacts {
  if (table.primaryKey.length > 0) return { columns: table.primaryKey };
  if (table.rowNumber !== undefined) {
    draft.notes.push(
      `the table has no primary key: rows are told apart by SQLite's "${table.rowNumber}". Give it a key of its own.`,
    );
    return { columns: [], rowNumber: table.rowNumber };
  }
  const unique = table.indexes.find(
    ({ unique, where, parts }) => unique && where === undefined && isPlain(table, parts),
  );
  if (unique !== undefined)
    return guessed(
      draft,
      unique.parts.map(({ column }) => String(column)),
    );
  const id = table.columns.find(({ name }) => name.toLowerCase() === "id");
  return guessed(draft, [(id ?? table.columns[0])?.name ?? ""]);
}

/** Whether an index has whole columns alone, which never are null; of a materialized view nothing says that they aren't. */
function isPlain({ kind, columns }: TableFacts, parts: TableFacts["indexes"][number]["parts"]): boolean {
  return parts.every(({ column, length }) => {
    const facts = columns.find(({ name }) => name === column);
    const isFilled = facts !== undefined && (!facts.nullable || kind === "materializedView");
    return isFilled && length === undefined;
  });
}

const kindNames: Readonly<Record<TableFacts["kind"], string>> = {
  table: "the table",
  partition: "the partition",
  view: "a view",
  materializedView: "a materialized view",
  foreignTable: "a table of another server",
};

function guessed(draft: DraftModel, columns: readonly string[]): KeyFacts {
  const { kind } = draft.table;
  if (kind === "table") leaveAlone(draft);
  draft.notes.push(
    `${kindNames[kind]} has no primary key; ${columns.map((name) => `"${name}"`).join(", ")} is taken for one, which must be right: rows with the same key count as the same. Say primaryKey: true at the right fields.`,
  );
  return { columns };
}

/** Names first: conditions and computed columns speak of fields that come later. */
function nameFields(
  table: TableFacts,
  references: ReadonlyMap<string, ForeignKeyFacts>,
  draft: DraftModel,
  { labels }: FieldContext,
): void {
  const names = draft.fieldOf as Map<string, string>;
  const isTaken = (name: string) => draft.isTaken(name);
  // Plain columns keep their names before relations take them.
  for (const { name } of table.columns) {
    if (references.has(name)) continue;
    const field = fieldName(name, isTaken);
    draft.take(field);
    names.set(name, field);
  }
  for (const [column, { table: target }] of references) {
    const isLink = column.toLowerCase().endsWith("_ptr_id") || wordsIn(column).join("") === "id";
    const label = labels.get(target) ?? "";
    const wanted = isLink ? lowerFirst(label.slice(label.indexOf(".") + 1)) : column;
    const free = (name: string) => isTaken(name) || isTaken(`${name}Id`);
    const field = isLink ? fieldName(wanted, free) : relationName(wanted, free);
    draft.take(field);
    draft.take(`${field}Id`);
    names.set(column, field);
  }
}

function addField(
  column: ColumnFacts,
  key: KeyFacts,
  reference: ForeignKeyFacts | undefined,
  draft: DraftModel,
  context: FieldContext,
): void {
  const name = draft.fieldOf.get(column.name)!; // nameFields() walked through the same columns
  const isKey = key.columns.includes(column.name);
  const isAlone = isKey && key.columns.length === 1;
  const usual = snakeCase(name) + (reference === undefined ? "" : "_id");
  const own: FieldState =
    reference === undefined
      ? storedField(column, isAlone, name, draft, context)
      : referenceField(reference, context);
  const isNullable = column.nullable && !isKey;
  draft.fields[name] = {
    ...own,
    ...(column.name !== usual && { column: column.name }),
    ...(isKey && { primaryKey: true }),
    ...(isNullable && { nullable: true }),
    ...(reference !== undefined && deletion(column, reference, isNullable)),
    ...(isAlone && isParentLink(column.name, own) && { onDelete: "cascade", unique: true }),
    ...defaultOf(column, own, context),
    ...collationOf(column, own, context.kind),
    ...(column.comment !== undefined && { comment: column.comment }),
  };
  if (key.columns.length > 1 && column === table(draft, key.columns.at(-1))) noteKeyOrder(draft, key.columns);
  if (/^nextval\(/i.test(column.default ?? ""))
    draft.notes.push(
      `"${column.name}": its default counts with a sequence (${column.default}), which no model makes: for other databases, let the first migration begin with runSql("CREATE SEQUENCE …").`,
    );
  if (column.onUpdate !== undefined)
    comment(
      draft,
      name,
      "the database sets it to the present moment with each change, which no model says; autoNow: true does it for rows that are saved",
    );
}

/** Whether a key is the link of a row to the one that it extends, as Django and `inherit()` call it. */
function isParentLink(column: string, { to = "" }: FieldState): boolean {
  return column === `${to.slice(to.indexOf(".") + 1).toLowerCase()}_ptr_id`;
}

function table({ table: { columns } }: DraftModel, name: string | undefined): ColumnFacts | undefined {
  return columns.find((column) => column.name === name);
}

/** The order of a key where it isn't that of the columns. */
function noteKeyOrder(draft: DraftModel, columns: readonly string[]): void {
  const inTable = draft.table.columns.filter(({ name }) => columns.includes(name)).map(({ name }) => name);
  if (inTable.every((name, place) => name === columns[place])) return;
  draft.primaryKey = columns.map((name) => draft.fieldOf.get(name)!); // each column has a field
}

function comment(draft: DraftModel, field: string, text: string): void {
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  draft.extras.fieldComments[field] = [...(draft.extras.fieldComments[field] ?? []), sentence];
  const column = [...draft.fieldOf].find(([, name]) => name === field)?.[0] ?? field;
  draft.notes.push(`"${column}": ${text}.`);
}

function storedField(
  column: ColumnFacts,
  isAlone: boolean,
  name: string,
  draft: DraftModel,
  context: FieldContext,
): FieldState {
  const hints = hintsOf(column, draft, context);
  const { field, note, choices } = meaningOf(context.kind, column, hints);
  if (note !== undefined) comment(draft, name, note);
  if (choices !== undefined) draft.extras.choices[name] = { values: choices, isTyped: false };
  if (column.counts !== undefined && isAlone) {
    const { type, ...more } = field;
    return { ...more, type: keyType(draft.table, context.tables, type, context.defaultKey) };
  }
  if (column.counts !== undefined)
    comment(
      draft,
      name,
      "the database counts it up, which only a key of one field does here: give new rows a value",
    );
  if (column.generated === undefined) return field;
  const kinds = kindsOf(draft, context.kind);
  return {
    ...field,
    generated: {
      expression: parseExpression(context.kind, column.generated.expression, kinds),
      stored: column.generated.stored,
    },
  };
}

/** The fields of columns, as conditions speak of them, with the kinds of their values. */
export function kindsOf({ table: { columns }, fieldOf }: DraftModel, kind: DatabaseKind) {
  return {
    fieldOf(name: string) {
      const lower = name.toLowerCase();
      const column =
        columns.find((one) => one.name === name) ?? columns.find((one) => one.name.toLowerCase() === lower);
      if (column === undefined) return undefined;
      return { name: fieldOf.get(column.name)!, type: meaningOf(kind, column, {}).field.type }; // each column has a field
    },
  };
}

function hintsOf(column: ColumnFacts, draft: DraftModel, { kind, uuids }: FieldContext): ColumnHints {
  const { table: facts } = draft;
  const kinds = kindsOf(draft, kind);
  const implied = draft.impliedChecks as Set<CheckFacts>;
  const isUuid = uuids.has(JSON.stringify([facts.name, column.name]));
  const isWhole = /^(small|big)?integer$/i.test(meaningOf(kind, column, {}).field.type); // others can't be said to be positive
  let isJson = false;
  let isPositive = false;
  for (const check of facts.checks) {
    const isNamed =
      check.name !== undefined && check.name !== `${facts.name}_${column.name}_check`.slice(0, 63);
    if (saysJson(check.condition, column.name)) {
      isJson = true;
      implied.add(check);
    } else if (
      !isNamed &&
      isWhole &&
      saysPositive(parseExpression(kind, check.condition, kinds), draft.fieldOf.get(column.name))
    ) {
      isPositive = true;
      implied.add(check);
    }
  }
  return { isUuid, isJson, isPositive };
}

function saysJson(condition: string, column: string): boolean {
  const plain = condition.replaceAll(/[\s"`()]/g, "").toLowerCase();
  const name = column.toLowerCase();
  return plain === `json_valid${name}` || plain === `json_valid${name}or${name}isnull`;
}

function saysPositive(condition: ConditionState, field: string | undefined): boolean {
  if (!("op" in condition) || condition.op !== "gte") return false;
  const [left, right] = condition.of;
  return (
    left !== undefined &&
    "field" in left &&
    left.field === field &&
    right !== undefined &&
    "value" in right &&
    right.value === 0
  );
}

function defaultOf(
  column: ColumnFacts,
  field: FieldState,
  { kind }: FieldContext,
): Pick<FieldState, "dbDefault"> {
  if (column.default === undefined || field.generated !== undefined || isCountedField(field)) return {};
  const type = field.type === "belongsTo" ? meaningOf(kind, column, {}).field.type : field.type;
  const state = parseDefault(kind, column.default, type);
  return state === undefined ? {} : { dbDefault: state };
}

function isCountedField({ type }: FieldState): boolean {
  return type === "auto" || type === "bigAuto" || type === "smallAuto";
}

function collationOf(
  { collation }: ColumnFacts,
  { type }: FieldState,
  kind: DatabaseKind,
): Pick<FieldState, "collation"> {
  if (collation === undefined || (type !== "string" && type !== "text")) return {};
  return { collation: { [kind]: collation } };
}

function addRowNumber(rowNumber: string, draft: DraftModel): void {
  const name = draft.isTaken("id") ? fieldName("rowNumber", draft.isTaken) : "id";
  draft.take(name);
  const usual = snakeCase(name);
  const { fields } = draft;
  const others = { ...fields };
  for (const key of Object.keys(fields)) delete fields[key];
  fields[name] = { type: "auto", primaryKey: true, ...(usual !== rowNumber && { column: rowNumber }) };
  Object.assign(fields, others);
  leaveAlone(draft);
}

/** Of a table without a key migrations can't make another one like it. */
function leaveAlone(draft: DraftModel): void {
  (draft as { isManaged: boolean }).isManaged = false; // made here, and seen by nobody else yet
  draft.extras.comments.push("The table has no key of its own, so migrations leave it alone.");
}
