import { readDatabase } from "../../introspect/read-database.ts";
import type { TableFacts } from "../../introspect/table-facts.ts";
import type { DatabaseKind, ModelState } from "../../schema/model-state.ts";
import type { SchemaConnection } from "../../schema/schema-editor.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { type TableDefinition, tableDefinition } from "../../schema/table-definition.ts";

/**
 * What was changed by hand: sentences about the tables of those models that a failed migration changes, where they aren't as
 * the migrations before have made them. `undefined` where all are.
 *
 * @param found - The state that the database should be in.
 * @param wanted - The state that the migration leads to.
 */
export async function explainAlteredTables(
  kind: DatabaseKind,
  connection: SchemaConnection,
  found: SchemaState,
  wanted: SchemaState,
): Promise<string | undefined> {
  const models = [...found.models.values()].filter(
    (model) => hasTable(model, kind) && wanted.find(labelOf(model)) !== model,
  );
  const tables = models.map((model) => tableDefinition(found, model));
  if (tables.length === 0) return undefined;
  const facts = await readDatabase(kind, connection, { tables: tables.map(({ name }) => name) });
  const lines = tables.flatMap((table, position) => {
    const there = facts.tables.find(({ name }) => name === table.name);
    const texts =
      there === undefined
        ? ["there is no such table"]
        : [...missingColumns(there, table), ...addedAlready(there, table, models[position]!, wanted)];
    return texts.map((text) => `  ${table.name}: ${text}`);
  });
  if (lines.length === 0) return undefined;
  return `The database isn't as the migrations before this one have made it:\n${lines.join("\n")}\nPut it back as it was. If the change is meant to stay, say it in the models and let a migration of its own come before this one: separate({ state: [ … ] }) for what is there already.`;
}

function hasTable({ managed, onlyOn }: ModelState, kind: DatabaseKind): boolean {
  return managed !== false && [onlyOn ?? kind].flat().includes(kind);
}

/** Columns that aren't there, with those that may be them. Types and rules may be written in many ways, and are let be. */
function missingColumns({ columns }: TableFacts, table: TableDefinition): readonly string[] {
  const known = new Set(table.columns.map(({ name }) => name));
  const there = new Set(columns.map(({ name }) => name));
  const missing = [...known].filter((name) => !there.has(name));
  if (missing.length === 0) return [];
  return [
    ...missing.map((name) => `it has no column "${name}"`),
    ...[...there]
      .filter((name) => !known.has(name))
      .map((name) => `it has a column "${name}" that no migration made`),
  ];
}

/** Columns that the migration is to add, and that are there. */
function addedAlready(
  { columns }: TableFacts,
  table: TableDefinition,
  model: ModelState,
  wanted: SchemaState,
): readonly string[] {
  const afterwards = wanted.find(labelOf(model));
  if (afterwards === undefined) return [];
  const known = new Set(table.columns.map(({ name }) => name));
  return tableDefinition(wanted, afterwards)
    .columns.filter(({ name }) => !known.has(name) && columns.some((column) => column.name === name))
    .map(({ name }) => `it has a column "${name}" already`);
}
