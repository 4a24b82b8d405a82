import { snakeCase } from "../../models/names.ts";
import { fieldsOf } from "../../schema/condition-state.ts";
import { SchemaChangeError, SchemaStateError } from "../../schema/errors.ts";
import { evolve } from "../../schema/evolve.ts";
import type { ConstraintState, DatabaseKind, FieldState, ModelState } from "../../schema/model-state.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { checkArguments } from "../operations/check-arguments.ts";
import { alterField } from "../operations/field-operations.ts";
import type { Operation } from "../operations/operation.ts";
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
  return beginAlter(model, name, field);
}

/** @param sidesName - How the trigger is called, where that is known: the table may have had another name then. */
function beginAlter(model: string, name: string, field: FieldState, sidesName?: string): Operation {
  return whereThereIsATable(model, {
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
      refuseUsed(state, label, name, field);
      const column = columnOfField(state, label, name);
      const twin = { ...field, column: `${column}__next` };
      const sides = newSides(state, label, column, twin);
      return state.with(withSides(before, name, { ...sides, name: sidesName ?? sides.name }));
    },
    async forward(run) {
      const rule = ruleInTheWay(run.editor.kind, run.before.get(`${run.module}.${model}`), name);
      if (rule !== undefined)
        throw new SchemaChangeError(
          `${run.module}.${model}.${name} can't be changed in steps on MariaDB and MySQL, because its rule "${rule}" is made again only with a copy of the table.\nUse alterField(), at a time when nobody writes.`,
        );
      await evolve(run.editor, run.before, run.after);
      await keepInStep(run, run.after, `${run.module}.${model}`, name);
    },
    async backward(run) {
      await letGo(run, run.after, `${run.module}.${model}`, name);
      await evolve(run.editor, run.after, run.before);
    },
  });
}

/** A rule about a field whose column can't be exchanged for another on a kind of database. */
export function ruleInTheWay(kind: DatabaseKind, model: ModelState, name: string): string | undefined {
  const isAbout = (rule: ConstraintState) => rule.type === "check" && fieldsOf(rule.condition).includes(name);
  return kind === "mysql" ? model.constraints.find(isAbout)?.name : undefined;
}

/**
 * Finishes what {@link beginAlterField} began: the field has the new type. On PostgreSQL, the migration says
 * `transaction: false`.
 */
export function finishAlterField(model: string, name: string, field: FieldState): Operation {
  checkArguments("finishAlterField", [model, name, field]);
  return whereThereIsATable(model, {
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
      refuseUsed(state, `${module}.${model}`, name, field);
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
        rename: { from: pair.now, to: columnOfField(run.after, label, name) },
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
      const began = before.get(`${module}.${model}`);
      const old = began.fields[name]!; // forward() has found it
      return [
        beginAlterField(model, name, old),
        copyField(model, name),
        finishAlterField(model, name, old),
        beginAlter(model, name, field, began.sideBySide?.[name]?.name),
        copyField(model, name),
      ];
    },
  });
}

function withColumn(state: SchemaState, label: string, name: string, column: string): SchemaState {
  const model = state.get(label);
  return state.with({ ...model, fields: { ...model.fields, [name]: { ...model.fields[name]!, column } } });
}

/** A second column takes the place of the first only where nothing else hangs on that one. */
function refuseUsed(state: SchemaState, label: string, name: string, after: FieldState): void {
  const model = state.get(label);
  const fields = [model.fields[name]!, after];
  const referrer = [...state.models.values()].find((other) =>
    Object.values(other.fields).some(({ to, toFields }) => to === label && toFields?.includes(name)),
  );
  const [user] =
    Object.entries(model.fields).find(
      ([, { from, generated }]) =>
        from?.includes(name) || (generated && fieldsOf(generated.expression).includes(name)),
    ) ?? [];
  const reasons = [
    fields.some(({ primaryKey, type }) => primaryKey || type === "manyToMany") &&
      "is a key or a relation to many: other tables hold its values too",
    fields.some(({ type }) => type === "belongsTo") && "is a reference: it has the type of what it refers to",
    fields.some(({ generated }) => generated) &&
      "is computed by the database: a trigger comes too early for it",
    referrer !== undefined && `is referred to by ${labelOf(referrer)}, which holds its values too`,
    user !== undefined && `is used by the field "${user}"`,
  ];
  const reason = reasons.find((text) => text !== false);
  if (reason === undefined) return;
  throw new SchemaStateError(
    `${label}.${name} can't be changed in steps, because it ${reason}.\nUse alterField(), at a time when nobody writes.`,
  );
}
