import { snakeCase } from "../../models/names.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import { evolve } from "../../schema/evolve.ts";
import type { FieldState } from "../../schema/model-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { checkArguments } from "../operations/check-arguments.ts";
import { renameField } from "../operations/field-operations.ts";
import type { Operation, OperationRun } from "../operations/operation.ts";
import { copyAtOnce, copyField } from "./copy-field.ts";
import {
  columnOfField,
  keepInStep,
  letGo,
  newSides,
  pairOf,
  sidesOf,
  whereThereIsATable,
  withSides,
} from "./side-by-side.ts";
import { unsyncStatements } from "./sync-columns.ts";
import { dropTwinIndex } from "./twin-index.ts";

/*
 * A field gets another name while the release that knows the old name still runs:
 *
 *   expand     beginRenameField()    a second column with the new name; triggers keep both in step
 *   backfill   copyField()           rows that are there get the new column's value
 *              (deploy)              the new release uses the new name
 *   contract   finishRenameField()   the copy is dropped, and the old column gets its name: rules and indexes stay
 */

/**
 * Begins to rename a field: both names work from now on.
 *
 * @example
 * beginRenameField("Book", "title", "heading")
 */
export function beginRenameField(model: string, from: string, to: string): Operation {
  checkArguments("beginRenameField", [model, from, to]);
  const plain = renameField(model, from, to);
  const notes = (module: string) => ({ renamedField: { model: `${module}.${model}`, from, to } });
  return whereThereIsATable(model, {
    kind: "beginRenameField",
    args: [model, from, to],
    symbol: "~",
    nameFragment: `${plain.nameFragment}_expand`,
    isReversible: true,
    isAtomic: true,
    describe: () => `Begin to rename field ${from} on ${model} to ${to}`,
    apply(state, module) {
      const label = `${module}.${model}`;
      const renamed = plain.apply(state, module);
      const old = columnNamed(state, label, from);
      const now = columnNamed(renamed, label, to);
      refuseNothingToDo(old, now, label, from);
      refuseTakenColumn(state, now, label, from);
      refuseMadeValues(state.get(label).fields[from]!, label, from);
      const field = renamed.get(label).fields[to]!;
      const sides = newSides(state, label, old, { ...field, column: now });
      return renamed.with(withSides(renamed.get(label), to, sides));
    },
    async forward(run) {
      await evolve(run.editor, run.before, run.after, notes(run.module));
      await keepInStep(run, run.after, `${run.module}.${model}`, to);
    },
    async backward(run) {
      await dropTwinIndex(run, run.after, `${run.module}.${model}`, to);
      await letGo(run, run.after, `${run.module}.${model}`, to);
      const { renamedField } = notes(run.module);
      await evolve(run.editor, run.after, run.before, {
        renamedField: { ...renamedField, from: to, to: from },
      });
    },
  });
}

/** Finishes what {@link beginRenameField} began: the old name is gone. No release that uses it may run any more. */
export function finishRenameField(model: string, from: string, to: string): Operation {
  checkArguments("finishRenameField", [model, from, to]);
  return whereThereIsATable(model, {
    kind: "finishRenameField",
    args: [model, from, to],
    symbol: "~",
    nameFragment: `rename_${snakeCase(from)}_${snakeCase(model)}_${snakeCase(to)}_contract`,
    isReversible: true,
    describe: () => `Finish to rename field ${from} on ${model} to ${to}`,
    apply(state, module) {
      const before = state.get(`${module}.${model}`);
      sidesOf(before, to, `finishRenameField("${model}", "${from}", "${to}")`);
      return state.with(withSides(before, to, undefined));
    },
    async forward(run) {
      const label = `${run.module}.${model}`;
      await dropTwinIndex(run, run.before, label, to);
      const pair = pairOf(run, run.before, label, to);
      const interim = withOneColumn(run.before, label, to);
      if (run.editor.replaceColumn === undefined) {
        await letGo(run, run.before, label, to);
        await evolve(run.editor, run.before, interim);
        await evolve(run.editor, interim, run.after);
        return;
      }
      await run.editor.replaceColumn({
        interim: tableDefinition(interim, interim.get(label)),
        after: tableDefinition(run.after, run.after.get(label)),
        drop: pair.now,
        rename: { from: pair.old, to: columnOfField(run.after, label, to) },
        together: unsyncStatements(run.editor.kind, pair),
      });
    },
    async backward(run) {
      await bringBack(run, run.after, run.before, model, to);
      await copyAtOnce(run, run.before, `${run.module}.${model}`, to);
    },
    wayBack: ({ before }) => [
      whereThereIsATable(model, {
        kind: "bringBackField",
        args: [model, from, to],
        symbol: "~",
        isReversible: false,
        isAtomic: true,
        describe: () => `Bring back field ${from} on ${model} beside ${to}`,
        apply: () => before,
        forward: (run) => bringBack(run, run.before, run.after, model, to),
        async backward() {},
      }),
      copyField(model, to),
    ],
  });
}

/** Gives the old name back to its column, with an empty copy of the new name beside it. */
async function bringBack(
  run: OperationRun,
  renamed: SchemaState,
  both: SchemaState,
  model: string,
  field: string,
): Promise<void> {
  const label = `${run.module}.${model}`;
  const interim = withOneColumn(both, label, field);
  await evolve(run.editor, renamed, interim);
  await evolve(run.editor, interim, both);
  await keepInStep(run, both, label, field);
}

/** The state in which the field has its old column only. */
function withOneColumn(state: SchemaState, label: string, field: string): SchemaState {
  const { twin: _, ...sides } = sidesOf(state.get(label), field, "finishRenameField()");
  return state.with(withSides(state.get(label), field, sides));
}

function columnNamed(state: SchemaState, label: string, field: string): string {
  const { columns } = tableDefinition(state, state.get(label));
  const column = columns.find((candidate) => candidate.field === field)?.name;
  if (column !== undefined) return column;
  throw new SchemaStateError(
    `${label}.${field} has no column, so that its name can be changed at once: renameField().`,
  );
}

function refuseTakenColumn(state: SchemaState, column: string, label: string, from: string): void {
  const { columns } = tableDefinition(state, state.get(label));
  const owner = columns.find(({ name }) => name === column);
  if (owner === undefined) return;
  throw new SchemaStateError(
    `${label}.${from} can't have a second column "${column}": ${owner.field} has it still. Rename it at once: renameField().`,
  );
}

/** A trigger comes too early to copy what the database makes itself. */
function refuseMadeValues({ primaryKey, generated, column }: FieldState, label: string, field: string): void {
  if (!primaryKey && generated === undefined) return;
  const reason = primaryKey
    ? "the key, or a part of it: the database may make its values, and other tables refer to it"
    : "computed by the database";
  throw new SchemaStateError(
    `${label}.${field} can't have two columns, because it is ${reason}.\nLet it keep its column, { column: "${column ?? snakeCase(field)}" }, or rename it when nobody uses the table: renameField().`,
  );
}

function refuseNothingToDo(old: string, now: string, label: string, field: string): void {
  if (old !== now) return;
  throw new SchemaStateError(
    `${label}.${field} keeps its column "${old}" under the new name, so that nothing has to be kept in step: renameField().`,
  );
}
