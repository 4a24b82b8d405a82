import type { AutomaticKeyType } from "../fields/automatic-key.ts";
import { choiceLength } from "../fields/text-fields.ts";
import { snakeCase } from "../models/names.ts";
import type { FieldState, ModelState } from "../schema/model-state.ts";
import type { FieldChoices, ModelExtras, ModelSource } from "./model-source.ts";
import { Call, Code, printCode } from "./print-code.ts";
import { writeBuilder } from "./write-builder.ts";
import { constantCode } from "./write-constant.ts";
import { ExpressionWriter, writeDbDefault } from "./write-expression.ts";

/*
 * A field of a state as the call of the builder that makes it: `string({ maxLength: 100 })`, and relations as getters.
 */

/** The key that a model without one gets: it isn't written. */
export function isAutomatic(name: string, field: FieldState, defaultKey: AutomaticKeyType): boolean {
  const { type, primaryKey, ...more } = field;
  return name === "id" && type === defaultKey && primaryKey === true && Object.keys(more).length === 0;
}

/** The lines of a field, with the indent of an object's entries. */
export function writeField(
  source: ModelSource,
  model: ModelState,
  name: string,
  { choices }: Pick<ModelExtras, "choices">,
): string {
  const field = model.fields[name]!; // the caller walks through them
  if (field.type === "belongsTo") return getter(source, name, "belongsTo", belongsToCall(source, field));
  if (field.type === "manyToMany")
    return getter(source, name, "manyToMany", manyToManyCall(source, model, field));
  const start = `  ${name}: `;
  const built = writeColumn(source, model, field, choices?.[name]);
  return `${start}${printCode(built, "  ", start.length + 1)},\n`;
}

/** The lines of a relation. */
export function getter(source: ModelSource, name: string, builder: string, args: readonly unknown[]): string {
  const start = "    return ";
  const call = printCode(new Call(source.use(builder), args), "    ", start.length + 1);
  return `  get ${name}() {\n${start}${call};\n  },\n`;
}

function writeColumn(
  source: ModelSource,
  model: ModelState,
  field: FieldState,
  choices: FieldChoices | undefined,
): Call {
  const call = choices?.isTyped
    ? choiceCall(source, field, choices.values.map(String))
    : writeBuilder(source, field, { ...columnOptions(source, field), choices: choices?.values }).call;
  if (field.generated === undefined) return call;
  const { expression, stored } = field.generated;
  const writer = new ExpressionWriter(source, model, "row");
  const written = writer.write(expression);
  // generated() gives a row without types.
  const computed = new Code(written.includes("row.") ? `(row) => ${written}` : `() => ${written}`);
  return new Call(source.use("generated"), [call, computed, ...(stored ? [] : [{ stored: false }])]);
}

/** One of a few texts, typed as their union. */
function choiceCall(source: ModelSource, field: FieldState, values: readonly string[]): Call {
  const options = {
    maxLength: field.maxLength === choiceLength(values) ? undefined : field.maxLength,
    columnType: field.columnType,
    ...columnOptions(source, field),
  };
  return new Call(source.use("choice"), [values, ...optional(options)]);
}

function columnOptions(source: ModelSource, field: FieldState): Readonly<Record<string, unknown>> {
  const { column, primaryKey, nullable, unique, index, collation, comment, tablespace } = field;
  const constant = field.default;
  return {
    column,
    primaryKey,
    nullable,
    unique,
    index,
    default: constant === undefined ? undefined : constantCode(source, constant, plainly(field, constant)),
    dbDefault:
      field.dbDefault === undefined ? undefined : new Code(writeDbDefault(source, field, field.dbDefault)),
    collation,
    comment,
    tablespace,
  };
}

/** `"now"` and `"v4"` are words that the field knows. */
function plainly(field: FieldState, constant: unknown): Pick<FieldState, "type"> {
  return constant === "now" ? { type: "text" } : field;
}

function belongsToCall(source: ModelSource, field: FieldState): readonly unknown[] {
  const { onDelete, to = "", toFields, from, dbConstraint, unique, primaryKey, ...more } = field;
  const options = {
    onDelete: onDeleteOption(field),
    ...(toFields !== undefined && { to: toFields.length === 1 ? toFields[0] : toFields }),
    ...(from !== undefined && { from }),
    ...columnOptions(source, { ...more, ...(unique && { unique }), ...(primaryKey && { primaryKey }) }),
    ...(dbConstraint === false && { dbConstraint }),
  };
  return [source.classCode(to), ...optional(options)];
}

/** What is said of a deletion; what a function gives isn't known to migrations, so nothing is put in its place. */
function onDeleteOption({ onDelete, default: preset, nullable }: FieldState): unknown {
  if (onDelete === "set") return { set: new Code("() => null") };
  if (onDelete === "setDefault" && preset === undefined) return nullable ? "setNull" : "protect";
  return onDelete === "protect" ? undefined : onDelete;
}

function manyToManyCall(source: ModelSource, model: ModelState, field: FieldState): readonly unknown[] {
  const { to = "", through, table, sourceColumn, targetColumn } = field;
  const options = {
    ...(through !== undefined && {
      through: source.classCode(through),
      throughFields: throughFields(source, model, to, through),
    }),
    table,
    sourceColumn,
    targetColumn,
  };
  return [source.classCode(to), ...optional(options)];
}

/** Which relations of a model between are meant, where it has several to one side: the first ones. */
function throughFields(
  source: ModelSource,
  model: ModelState,
  to: string,
  through: string,
): readonly [string, string] | undefined {
  const relations = Object.entries(source.state.find(through)?.fields ?? {}).filter(
    ([, field]) => field.type === "belongsTo",
  );
  const own = `${model.module}.${model.name}`;
  const near = relations.filter(([, field]) => field.to === own).map(([name]) => name);
  const far = relations.filter(([, field]) => field.to === to).map(([name]) => name);
  const [first] = near;
  const second = far.find((name) => name !== first);
  if (first === undefined || second === undefined) return undefined;
  const isClear = own === to ? near.length === 2 : near.length === 1 && far.length === 1;
  return isClear ? undefined : [first, second];
}

function optional(options: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.values(options).some((value) => value !== undefined) ? [options] : [];
}

/** The column that a field has where nothing is said. */
export function usualColumn(name: string, isRelation: boolean): string {
  return snakeCase(name) + (isRelation ? "_id" : "");
}
