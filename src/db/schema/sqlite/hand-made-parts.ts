import { isDeepStrictEqual } from "node:util";
import type { TableChange } from "../schema-editor.ts";
import { keyColumns, type TableDefinition } from "../table-definition.ts";
import { conditionSql } from "./condition-sql.ts";
import { quoteName } from "./quote-name.ts";
import {
  columnsKey,
  plainCondition,
  type SourcePart,
  type TableSource,
  updateAction,
  withoutChecks,
} from "./table-source.ts";

/** What a table made anew takes over from the old one as it is written. */
export interface HandMade {
  /** Columns that no migration knows. */
  readonly columns: readonly { readonly name: string; readonly sql: string }[];
  /** Rules that no migration knows. */
  readonly rules: readonly { readonly sql: string }[];
  /** The definitions of columns that don't change, by their names. */
  readonly kept: ReadonlyMap<string, string>;
  /** The references by several columns that don't change, by `columnsKey()`. */
  readonly keptReferences: ReadonlyMap<string, string>;
  /** What references do when the other row gets another key, which no migration says: `"CASCADE"`, by `columnsKey()`. */
  readonly onUpdate: ReadonlyMap<string, string>;
  /** The names of all columns, in the order of the table. */
  readonly order: readonly string[];
}

/** The parts of a table that a change of it leaves alone. Columns have their new names already. */
export function handMadeParts({ parts }: TableSource, change: TableChange): HandMade {
  const { before } = change;
  const known = new Set(before.columns.map(({ name }) => name.toLowerCase()));
  const columns = parts.filter(({ kind }) => kind === "column");
  const rules = knownConditions(before);
  const kept = unchangedColumns(columns, change, rules);
  return {
    columns: columns
      .filter(({ name }) => !known.has(name!.toLowerCase()))
      .map(({ name, sql }) => ({ name: name!, sql })),
    rules: parts.filter(
      (part) => part.kind !== "column" && (!isKnown(part, before, rules) || isOfKeptColumn(part, kept)),
    ),
    kept,
    keptReferences: unchangedReferences(parts, change),
    onUpdate: updateActions(parts, change),
    order: columns.map(({ name }) => name!), // a column has one
  };
}

/** What migrations don't say of a reference stays: its name, what it does on updates, when it is checked. */
function unchangedReferences(
  parts: readonly SourcePart[],
  { before, after }: TableChange,
): ReadonlyMap<string, string> {
  const known = (before.foreignKeys ?? []).filter((key) =>
    (after.foreignKeys ?? []).some((other) => isDeepStrictEqual(key, other)),
  );
  const keys = new Set(known.map(({ columns }) => columnsKey(columns)));
  const found = parts.filter(({ kind, columns }) => kind === "foreign" && keys.has(columnsKey(columns)));
  return new Map(found.map(({ columns, sql }) => [columnsKey(columns), sql]));
}

/** Of references that still lead to the same table. */
function updateActions(
  parts: readonly SourcePart[],
  { before, after }: TableChange,
): ReadonlyMap<string, string> {
  const [old, now] = [targets(before), targets(after)];
  const actions = new Map<string, string>();
  for (const { kind, name, columns, sql } of parts) {
    const key = columnsKey(kind === "column" ? [name!] : columns); // a column has one
    const action = kind === "column" || kind === "foreign" ? updateAction(sql) : undefined;
    if (action !== undefined && old.has(key) && old.get(key) === now.get(key)) actions.set(key, action);
  }
  return actions;
}

/** The tables that columns refer to. */
function targets({ columns, foreignKeys = [] }: TableDefinition): ReadonlyMap<string, string> {
  return new Map([
    ...columns.flatMap(({ name, references }) =>
      references === undefined ? [] : [[columnsKey([name]), references.table] as const],
    ),
    ...foreignKeys.map((key) => [columnsKey(key.columns), key.table] as const),
  ]);
}

/** Whether a key, a reference or a unique rule is that of one column, which doesn't say it itself and stays as it is. */
function isOfKeptColumn({ kind, columns }: SourcePart, kept: ReadonlyMap<string, string>): boolean {
  const [only = "", more] = columns;
  if (kind === "check" || more !== undefined) return false;
  return kept.keys().some((name) => name.toLowerCase() === only.toLowerCase());
}

/** A key of one may be written at its column or behind all of them, so that columns of another key are written anew. */
function unchangedColumns(
  columns: readonly SourcePart[],
  { before, after, columns: changes }: TableChange,
  rules: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const [key, keyNow] = [keyColumns(before), keyColumns(after)];
  const isOfOne = key.length === 1 || keyNow.length === 1;
  if (isOfOne && !isDeepStrictEqual(key, keyNow)) return new Map();
  const kept = new Map<string, string>();
  for (const { before: old, after: now } of changes) {
    if (old === undefined || now === undefined || !isDeepStrictEqual(shape(old), shape(now))) continue;
    // What is computed is written as the types of the columns that it is computed of have it.
    if (computation(before, old) !== computation(after, now)) continue;
    const part = columns.find(({ name }) => name!.toLowerCase() === now.name.toLowerCase());
    if (part !== undefined) kept.set(now.name, withoutChecks(part.sql, rules.difference(ownRules(now))));
  }
  return kept;
}

/** The condition of a positive number, which stands at its column also where a rule says the same. */
function ownRules({ name, storage }: TableDefinition["columns"][number]): ReadonlySet<string> {
  return new Set(storage.positive ? [plainCondition(`${quoteName(name)} >= 0`)] : []);
}

/** What stands in a column's definition: not the default of new rows, nor the comment. */
function shape({ default: _, comment: __, ...rest }: TableDefinition["columns"][number]): object {
  return rest;
}

function computation(
  { columns }: TableDefinition,
  { generated }: TableDefinition["columns"][number],
): string | undefined {
  return generated && conditionSql(columns, generated.expression);
}

/** The conditions that the models know, as {@link plainCondition} has them: the table says them by their names. */
function knownConditions({ columns, checks }: TableDefinition): ReadonlySet<string> {
  return new Set(checks.map(({ condition }) => plainCondition(conditionSql(columns, condition))));
}

function isKnown(
  { kind, name, columns, sql }: SourcePart,
  table: TableDefinition,
  rules: ReadonlySet<string>,
): boolean {
  if (kind === "primary") return true;
  const isNamed = (item: { readonly name: string }) => item.name === name;
  const isOnly = (column: string) => columnsKey([column]) === columnsKey(columns);
  if (kind === "check") return table.checks.some(isNamed) || withoutChecks(sql, rules) === "";
  if (kind === "unique") {
    const isSame = (index: TableDefinition["indexes"][number]) =>
      columnsKey(index.columns.map(({ column }) => column)) === columnsKey(columns);
    const isColumn = table.columns.some((own) => own.unique && isOnly(own.name));
    return isColumn || table.indexes.some((index) => isNamed(index) || (index.unique && isSame(index)));
  }
  const isColumn =
    columns.length === 1 && table.columns.some((own) => own.references !== undefined && isOnly(own.name));
  return isColumn || (table.foreignKeys ?? []).some((key) => columnsKey(key.columns) === columnsKey(columns));
}
