import { snakeCase } from "../../models/names.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import { evolve } from "../../schema/evolve.ts";
import type { FieldState } from "../../schema/model-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { checkArguments } from "../operations/check-arguments.ts";
import { alterField } from "../operations/field-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { copyAtOnce, copyField } from "./copy-field.ts";
import { columnOfField, keepInStep, letGo, pairOf, sidesOf, withSides } from "./side-by-side.ts";
import { unsyncStatements } from "./sync-columns.ts";

/*
 * A field gets another type without the table being written anew while nobody may use it:
 *
 *   expand     beginAlterField()    a second column of the new type; a trigger fills it with what is written to the first
 *   backfill   copyField()          rows that are there get it too
 *   contract   finishAlterField()   its rules and indexes are made beside, then it takes the other's place in one moment
 *
 * Both releases use the field's name. Before the last step they meet the old type, and after it the new one.
 */

/**
 * Begins to give a field another type.
 *
 * @example
 * beginAlterField("Book", "pages", { type: "bigInteger" })
 */
export function beginAlterField(model: string, name: string, field: FieldState): Operation {
  checkArguments("beginAlterField", [model, name, field]);
  return {
    kind: "beginAlterField",
    args: [model, name, field],
    symbol: "~",
    nameFragment: `alter_${snakeCase(model)}_${snakeCase(name)}_expand`,
    isReversible: true,
    isAtomic: true,
    describe: () => `Begin to alter field ${name} on ${model}`,
    apply(state, module) {
      const label = `${module}.${model}`;
      alterField(model, name, field).apply(state, module); // names what is wrong
      const before = state.get(label);
      refuseKeys(before.fields[name]!, field, `${label}.${name}`);
      const column = columnOfField(state, label, name);
      return state.with(withSides(before, name, { column, twin: { ...field, column: `${column}__next` } }));
    },
    async forward(run) {
      await evolve(run.editor, run.before, run.after);
      await keepInStep(run, run.after, `${run.module}.${model}`, name);
    },
    async backward(run) {
      await letGo(run, run.after, `${run.module}.${model}`, name);
      await evolve(run.editor, run.after, run.before);
    },
  };
}

/**
 * Finishes what {@link beginAlterField} began: the field has the new type. On PostgreSQL, the migration says
 * `transaction: false`.
 */
export function finishAlterField(model: string, name: string, field: FieldState): Operation {
  checkArguments("finishAlterField", [model, name, field]);
  return {
    kind: "finishAlterField",
    args: [model, name, field],
    symbol: "~",
    nameFragment: `alter_${snakeCase(model)}_${snakeCase(name)}_contract`,
    isReversible: true,
    isOnline: true,
    describe: () => `Finish to alter field ${name} on ${model}`,
    apply(state, module) {
      const before = state.get(`${module}.${model}`);
      sidesOf(before, name, `finishAlterField("${model}", "${name}")`);
      const fields = { ...before.fields, [name]: field };
      return state.with({ ...withSides(before, name, undefined), fields });
    },
    async forward(run) {
      const label = `${run.module}.${model}`;
      const pair = pairOf(run, run.before, label, name);
      if (run.editor.replaceColumn === undefined) {
        await letGo(run, run.before, label, name);
        await evolve(run.editor, run.before, run.after);
        return;
      }
      const interim = withColumn(run.after, label, name, pair.now);
      await run.editor.replaceColumn({
        interim: tableDefinition(interim, interim.get(label)),
        after: tableDefinition(run.after, run.after.get(label)),
        drop: pair.old,
        rename: { from: pair.now, to: pair.old },
        lacksRules: true,
        together: unsyncStatements(run.editor.kind, pair),
      });
    },
    async backward(run) {
      const label = `${run.module}.${model}`;
      const plain = run.before.with(withSides(run.before.get(label), name, undefined));
      await evolve(run.editor, run.after, plain);
      await evolve(run.editor, plain, run.before);
      await keepInStep(run, run.before, label, name);
      await copyAtOnce(run, run.before, label, name);
    },
    // The same steps to the type of before; then a second column of the new type, as it was there.
    wayBack({ module, before }) {
      const old = before.get(`${module}.${model}`).fields[name]!; // forward() has found it
      return [
        beginAlterField(model, name, old),
        copyField(model, name),
        finishAlterField(model, name, old),
        beginAlterField(model, name, field),
        copyField(model, name),
      ];
    },
  };
}

function withColumn(state: SchemaState, label: string, name: string, column: string): SchemaState {
  const model = state.get(label);
  return state.with({ ...model, fields: { ...model.fields, [name]: { ...model.fields[name]!, column } } });
}

function refuseKeys(before: FieldState, after: FieldState, what: string): void {
  if (!before.primaryKey && !after.primaryKey && before.type !== "manyToMany" && after.type !== "manyToMany")
    return;
  throw new SchemaStateError(
    `${what} is a key or a relation to many, which can't be changed in steps: other tables hold its values too.\nUse alterField(), at a time when nobody writes.`,
  );
}
