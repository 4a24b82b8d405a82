import { ExistingTablesError } from "../migrations/errors.ts";
import type { Migration } from "../migrations/graph/migration.ts";
import type { ModelState } from "../schema/model-state.ts";
import type { SchemaEditor } from "../schema/schema-editor.ts";
import { labelOf, type SchemaState } from "../schema/schema-state.ts";
import { implicitThroughModels, type TableDefinition, tableDefinition } from "../schema/table-definition.ts";
import { readDatabase } from "./read-database.ts";
import { tableDifferences } from "./table-differences.ts";

/*
 * The first migration of a module finds its tables in a database that Django made, or that models were written for. They
 * are compared with what the migration would make; where they are the same, they are taken over as they are, with their
 * rows, and the migration counts as applied. Tables that aren't there are made.
 */

/** What became of the tables of a migration. */
export interface Adoption {
  /** The editor for its operations: it leaves alone what was taken over. */
  readonly editor: SchemaEditor;
  /** The tables that were there. */
  readonly tables: readonly string[];
}

/**
 * Looks for tables that the first migration of a module would make.
 * @throws {@link ExistingTablesError} where a table is there and is another one.
 */
export async function adoptTables(
  editor: SchemaEditor,
  migration: Migration,
  before: SchemaState,
  after: SchemaState,
): Promise<Adoption> {
  const nothing = { editor, tables: [] };
  if (!isFirst(migration)) return nothing;
  const wanted = newTables(editor, before, after);
  if (wanted.length === 0) return nothing;
  const names = wanted.map(({ table }) => table.name);
  const found = await existingTables(editor, names);
  const pairs = wanted.flatMap((one) => {
    const facts = found.get(one.table.name);
    return facts === undefined ? [] : [{ ...one, facts }];
  });
  if (pairs.length === 0) return nothing;
  const differences = pairs.map(({ table, isJoin, facts }): readonly [string, readonly string[]] => [
    table.name,
    tableDifferences(editor.kind, facts, table, isJoin),
  ]);
  const different = differences.filter(([, texts]) => texts.length > 0);
  if (different.length > 0) throw new ExistingTablesError(`${migration.module}.${migration.name}`, different);
  const adopted = new Set(pairs.map(({ table }) => table.name));
  return { editor: leavingAlone(editor, adopted), tables: [...adopted] };
}

/** Whether nothing of its module comes before it, and whether it only makes tables: code may count on empty ones. */
function isFirst({ module, dependsOn, operations }: Migration): boolean {
  const isInitial = dependsOn.every(([other]) => other !== module);
  return isInitial && operations.every(({ kind }) => makesTables.has(kind));
}

const makesTables = new Set(["createModel", "addField", "addIndex", "addConstraint"]);

async function existingTables(editor: SchemaEditor, names: readonly string[]) {
  const { tables } = await readDatabase(editor.kind, editor.connection, { tables: names });
  return new Map(tables.map((table) => [table.name, table]));
}

interface NewTable {
  readonly table: TableDefinition;
  /** Whether it stands between two models. */
  readonly isJoin: boolean;
}

/** The tables of models that are new. */
function newTables({ kind }: SchemaEditor, before: SchemaState, after: SchemaState): readonly NewTable[] {
  const isMade = ({ managed, onlyOn }: ModelState) =>
    managed !== false && [onlyOn ?? kind].flat().includes(kind);
  return [...after.models.values()]
    .filter((model) => before.find(labelOf(model)) === undefined && isMade(model))
    .flatMap((model) => [
      { table: tableDefinition(after, model), isJoin: false },
      ...[...implicitThroughModels(after, model).values()].map((through) => ({
        table: tableDefinition(after, through),
        isJoin: true,
      })),
    ]);
}

/** An editor that neither makes nor changes nor drops some tables. */
export function leavingAlone(editor: SchemaEditor, tables: ReadonlySet<string>): SchemaEditor {
  return {
    connection: editor.connection,
    kind: editor.kind,
    createTable: async (table) => {
      if (!tables.has(table.name)) await editor.createTable(table);
    },
    changeTable: async (change) => {
      if (!tables.has(change.after.name)) await editor.changeTable(change);
    },
    dropTable: async (table) => {
      if (!tables.has(table.name)) await editor.dropTable(table);
    },
    renameTable: (from, to) => editor.renameTable(from, to),
    validateRule: (rule) => editor.validateRule(rule),
    ...(editor.replaceColumn && { replaceColumn: (replacement) => editor.replaceColumn!(replacement) }),
    ...(editor.inOwnTransaction && { inOwnTransaction: editor.inOwnTransaction }),
    ...(editor.asStep && { asStep: editor.asStep }),
    ...(editor.begunSteps && { begunSteps: editor.begunSteps }),
    ...(editor.finish && { finish: () => editor.finish!() }),
  };
}
