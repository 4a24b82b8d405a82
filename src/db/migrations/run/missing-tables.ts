import type { DatabaseKind, ModelState } from "../../schema/model-state.ts";
import type { SchemaSession } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { implicitThroughModels, tableDefinition } from "../../schema/table-definition.ts";

/** What of the tables that a migration makes the database has already. */
export interface TablesFound {
  /** How many tables and columns were looked for. */
  readonly wanted: number;
  /** Those that are not there: `"shop_book"`, `"shop_book.price"`. */
  readonly missing: readonly string[];
}

/** Looks for the tables and columns that are in `after` and not in `before`. Only names are compared. */
export async function findTables(
  session: SchemaSession,
  before: SchemaState,
  after: SchemaState,
): Promise<TablesFound> {
  const { kind } = session.preview(() => {});
  const known = columnsOf(before, kind);
  const missing: string[] = [];
  let wanted = 0;
  for (const [table, columns] of columnsOf(after, kind)) {
    const added = columns.filter((column) => !known.get(table)?.includes(column));
    wanted += added.length;
    if (added.length === 0) continue;
    if (await session.hasTable(table)) missing.push(...(await missingColumns(session, table, added)));
    else missing.push(table);
  }
  return { wanted, missing };
}

function columnsOf(state: SchemaState, kind: DatabaseKind): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, readonly string[]>();
  for (const model of state.models.values()) {
    for (const table of tablesOf(state, model, kind)) {
      const { name, columns } = tableDefinition(state, table);
      tables.set(
        name,
        columns.map((column) => column.name),
      );
    }
  }
  return tables;
}

function tablesOf(state: SchemaState, model: ModelState, kind: DatabaseKind): readonly ModelState[] {
  if (model.managed === false || ![model.onlyOn ?? kind].flat().includes(kind)) return [];
  return [model, ...implicitThroughModels(state, model).values()];
}

/** A query for no rows fails where a column is missing, on every database. */
async function missingColumns(
  session: SchemaSession,
  table: string,
  columns: readonly string[],
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const column of columns) {
    try {
      await session.query(`SELECT t.${quoted(column)} FROM ${quoted(table)} t WHERE 1 = 0`);
    } catch {
      missing.push(`${table}.${column}`);
    }
  }
  return missing;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
