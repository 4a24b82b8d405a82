import { didYouMean } from "../../../core/index.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import type { FieldState, ModelState, SideBySideState } from "../../schema/model-state.ts";
import { castType, columnType as postgresType } from "../../schema/postgres/column-sql.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition, twinField } from "../../schema/table-definition.ts";
import type { OperationRun } from "../operations/operation.ts";
import { type ColumnPair, syncStatements, unsyncStatements } from "./sync-columns.ts";

/* What the operations share that spread a change of a field over several deploys. */

/** The model with a field's second column; without, where `sides` is `undefined`. */
export function withSides(model: ModelState, field: string, sides: SideBySideState | undefined): ModelState {
  const { sideBySide, ...rest } = model;
  const others = Object.fromEntries(Object.entries(sideBySide ?? {}).filter(([name]) => name !== field));
  if (sides !== undefined) return { ...rest, sideBySide: { ...others, [field]: sides } };
  return Object.keys(others).length === 0 ? rest : { ...rest, sideBySide: others };
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

/** Makes the triggers that keep both columns of a field in step, in a state that has both. */
export async function keepInStep(
  run: OperationRun,
  state: SchemaState,
  label: string,
  field: string,
): Promise<void> {
  for (const sql of syncStatements(run.editor.kind, pairOf(run, state, label, field)))
    await run.database.query(sql);
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
  const { column, twin } = sidesOf(model, field, "A migration");
  const [old, now] = [field, twinField(field)].map(
    (name) => table.columns.find((one) => one.field === name)!,
  );
  const { storage } = now!;
  const isSame = JSON.stringify(old!.storage) === JSON.stringify(storage);
  const type = run.editor.kind === "postgres" ? castType(postgresType(storage)) : "its type";
  const keys = table.columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name);
  return { table: table.name, old: column, now: twin.column, keys, ...(!isSame && { castTo: type }) };
}
