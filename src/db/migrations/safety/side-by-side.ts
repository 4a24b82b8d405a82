import { didYouMean } from "../../../core/index.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import type { FieldState, ModelState, SideBySideState } from "../../schema/model-state.ts";
import { hashedName } from "../../schema/object-names.ts";
import { castType, columnType as postgresType } from "../../schema/postgres/column-sql.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import {
  hasTablesOn,
  keyColumns,
  type TableDefinition,
  tableDefinition,
  twinField,
} from "../../schema/table-definition.ts";
import type { Operation, OperationRun } from "../operations/operation.ts";
import { type ColumnPair, syncStatements, unsyncStatements } from "./sync-columns.ts";

/* What the operations share that spread a change of a field over several deploys. */

/** The model with a field's second column; without, where `sides` is `undefined`. */
export function withSides(model: ModelState, field: string, sides: SideBySideState | undefined): ModelState {
  const { sideBySide, ...rest } = model;
  const others = Object.fromEntries(Object.entries(sideBySide ?? {}).filter(([name]) => name !== field));
  if (sides !== undefined) return { ...rest, sideBySide: { ...others, [field]: sides } };
  return Object.keys(others).length === 0 ? rest : { ...rest, sideBySide: others };
}

/** The two columns that a field of a model of the state has from now on. */
export function newSides(
  state: SchemaState,
  label: string,
  column: string,
  twin: FieldState & { readonly column: string },
): SideBySideState {
  const { name } = tableDefinition(state, state.get(label));
  // The longest name of PostgreSQL has 63 bytes, with "_sync" behind it, and MariaDB's triggers "_sync_i".
  return { name: hashedName(name, [column, twin.column], "", 55), column, twin };
}

/** The two columns of a field, and whether the second has another type. */
export function sidesOf(
  model: ModelState,
  field: string,
  call: string,
): SideBySideState & { twin: FieldState & { column: string } } {
  const sides = model.sideBySide?.[field];
  if (sides?.twin !== undefined) return { ...sides, twin: sides.twin };
  const known = Object.keys(model.sideBySide ?? {});
  throw new SchemaStateError(
    `${call} names the field "${field}" of ${labelOf(model)}, which has no second column at this point of the migrations.${didYouMean(field, known)}\nbeginRenameField() or beginAlterField() in a migration before makes one.`,
  );
}

/** The name of the column that a field has in a state. */
export function columnOfField(state: SchemaState, label: string, field: string): string {
  const { columns } = tableDefinition(state, state.get(label));
  return columns.find((column) => column.field === field)!.name; // whoever asks has looked
}

/** The operation, which does nothing on databases where migrations make no table of the model. */
export function whereThereIsATable(model: string, operation: Operation): Operation {
  const isThere = ({ module, before, editor }: OperationRun) =>
    hasTablesOn(before.get(`${module}.${model}`), editor.kind);
  return {
    ...operation,
    forward: async (run) => void (isThere(run) && (await operation.forward(run))),
    backward: async (run) => void (isThere(run) && (await operation.backward(run))),
  };
}

/** Makes the triggers that keep both columns of a field in step, in a state that has both. */
export async function keepInStep(
  run: OperationRun,
  state: SchemaState,
  label: string,
  field: string,
): Promise<void> {
  const row = run.editor.kind === "sqlite" ? await rowOf(run, tableDefinition(state, state.get(label))) : [];
  for (const sql of syncStatements(run.editor.kind, pairOf(run, state, label, field), row))
    await run.database.query(sql);
}

/** The number of a row, which stays while its key becomes another; tables without one have the key. */
async function rowOf({ editor }: OperationRun, table: TableDefinition): Promise<readonly string[]> {
  const ask = (sql: string) => editor.connection.query(sql, [table.name]);
  const found = await ask("SELECT 1 FROM pragma_table_list WHERE name = ? AND wr = 1");
  if (found.length > 0) return keyColumns(table);
  const columns = await ask("SELECT name FROM pragma_table_xinfo(?)"); // of migrations, and made by hand
  const taken = new Set(columns.map(([name]) => String(name).toLowerCase()));
  return ["rowid", "_rowid_", "oid"].filter((number) => !taken.has(number)).slice(0, 1);
}

/** Takes them away. */
export async function letGo(
  run: OperationRun,
  state: SchemaState,
  label: string,
  field: string,
): Promise<void> {
  for (const sql of unsyncStatements(run.editor.kind, pairOf(run, state, label, field)))
    await run.database.query(sql);
}

/** The two columns. */
export function pairOf(run: OperationRun, state: SchemaState, label: string, field: string): ColumnPair {
  const model = state.get(label);
  const table = tableDefinition(state, model);
  const { name, column, twin } = sidesOf(model, field, "A migration");
  const [old, now] = [field, twinField(field)].map(
    (side) => table.columns.find((one) => one.field === side)!,
  );
  const { storage } = now!;
  const isSame = JSON.stringify(old!.storage) === JSON.stringify(storage);
  const type = run.editor.kind === "postgres" ? castType(postgresType(storage)) : "its type";
  return { table: table.name, name, old: column, now: twin.column, ...(!isSame && { castTo: type }) };
}
