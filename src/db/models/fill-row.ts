import { Decimal } from "decimal.js";
import { isClients, isPlainObject } from "../../core/index.ts";
import { Expression } from "../expressions/expression.ts";
import { acceptorOf } from "../fields/accept-value.ts";
import type { ColumnType } from "../fields/column.ts";
import { defaultValue } from "../fields/default-value.ts";
import { plainDecimal } from "../fields/plain-decimal.ts";
import { assignValues, setRelation } from "./assign.ts";
import type { FieldInfo } from "./field-info.ts";
import { lazyFieldsOf } from "./lazy-fields.ts";
import type { ModelMeta } from "./model-meta.ts";
import { fromDatabase, RowState, type StoredLayout } from "./row-state.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * Sets the fields of a new row: what was given, else the default. Always all fields in the order of the model, so that
 * all rows have one hidden class, whether they were made here or read.
 */
export function fillRow(row: object, meta: ModelMeta, values: Values): void {
  let fill = fillers.get(meta);
  if (fill === undefined) {
    fill = makeFiller(meta);
    fillers.set(meta, fill);
    keepHiddenClass(meta);
  }
  // What is unusual (names that aren't fields, properties that are undefined) is looked at name by name.
  if (!isPlainObject(values) || isClients(values) || !fill(row, values)) fillByName(row, meta, values);
}

function fillByName(row: object, meta: ModelMeta, values: Values): void {
  const target = row as Record<string, unknown>;
  for (const field of meta.fields.values()) target[field.attribute] = undefined;
  assignValues(row, meta, values, "create");
  for (const field of meta.fields.values())
    if (target[field.attribute] === undefined) target[field.attribute] = defaultOf(field);
}

/** The default of the database is not known here: such a field stays undefined. */
function defaultOf(field: FieldInfo): unknown {
  return field.hasDbDefault && !field.hasDefault ? undefined : defaultValue(field);
}

const samples = new Map<ModelMeta, object>();

/**
 * Keeps an empty row of the model. While no row is alive, a garbage collection forgets the hidden class of rows, and with
 * it all machine code that was made for them: each burst of work would begin slowly.
 */
function keepHiddenClass(meta: ModelMeta): void {
  const sample = new (meta.model as unknown as new (from: typeof fromDatabase) => Record<string, unknown>)(
    fromDatabase,
  );
  const lazy = new Set(lazyFieldsOf(meta));
  for (const field of meta.fields.values()) if (!lazy.has(field)) sample[field.attribute] = null;
  samples.set(meta, sample);
}

/** Fills a row; gives false, and does nothing, where values have other names than those of the model's fields. */
type Filler = (row: object, values: Values) => boolean;

const fillers = new WeakMap<ModelMeta, Filler>();

/*
 * The code that fills rows is generated for each model:
 *
 *   const v1 = values.title, v2 = values.price, v3 = values.author, w3 = values.authorId;
 *   if (0 + (v1 !== undefined) + … !== Object.keys(values).length) return false;
 *   row.id = null;
 *   row.title = v1 === undefined ? defaults[1]() : v1 === null || typeof v1 === "string" ? v1 : accept[1](v1);
 *   row.authorId = …;
 *   loaded(row, undefined, [v2 === undefined ? defaults[2]() : accept[2](v2)], layout);
 *   if (typeof v3 === "object") setRelation(row, relations[3], v3);
 *
 * Names come from models only, whose field names are identifiers (models/reserved-names.ts), and are quoted all the same.
 */
function makeFiller(meta: ModelMeta): Filler {
  const fields = [...meta.fields.values()];
  const lazy = lazyFieldsOf(meta);
  const isLazy = new Set(lazy);
  const parts = fields.map((field, number) => writeField(field, number));
  const given = parts.flatMap(({ variables }) => variables);
  const count = given.map(({ variable }) => ` + (${variable} !== undefined)`).join("");
  const assignments = parts.flatMap(({ value }, number) =>
    isLazy.has(fields[number]!) ? [] : [`row[${JSON.stringify(fields[number]!.attribute)}] = ${value};`],
  );
  const stored = lazy.map((field) => parts[fields.indexOf(field)]!.value).join(", ");
  const source = [
    ...given.map(({ variable, name }) => `const ${variable} = values[${JSON.stringify(name)}];`),
    `if (0${count} !== Object.keys(values).length) return false;`,
    ...assignments,
    lazy.length === 0 ? "" : `loaded(row, undefined, [${stored}], layout);`,
    ...parts.map(({ ending }) => ending),
    "return true;",
  ];
  return new Function(
    "accept",
    "defaults",
    "constants",
    "relations",
    "loaded",
    "layout",
    "setRelation",
    `"use strict"; return function fill(row, values) {\n${source.join("\n")}\n};`,
  )(
    fields.map(acceptorFor),
    fields.map((field) => () => defaultOf(field)),
    fields.map((field) => field.default),
    fields.map(({ relation }) => relation),
    RowState.loaded,
    givenLayout(meta),
    setRelation,
  ) as Filler;
}

interface FieldSource {
  /** What is read of the values that are given, and how it is called there. */
  readonly variables: readonly { readonly variable: string; readonly name: string }[];
  /** The value that the row gets. */
  readonly value: string;
  readonly ending: string;
}

function writeField(field: FieldInfo, number: number): FieldSource {
  const fallback = defaultSource(field, number);
  // What the database computes can't be given: it is refused by name.
  if (field.isGenerated) return { variables: [], value: fallback, ending: "" };
  const own = { variable: `v${number}`, name: field.name };
  const { relation } = field;
  if (relation === undefined || field.name === field.attribute) {
    const value = `v${number} === undefined ? ${fallback} : ${acceptSource(field, number)}`;
    return { variables: [own], value, ending: "" };
  }
  const byKey = `w${number} === undefined ? ${fallback} : accept[${number}](w${number})`;
  // A row, or null, is set at the end, when all properties are there.
  const value = `v${number} === undefined ? (${byKey}) : typeof v${number} === "object" ? null : accept[${number}](v${number})`;
  return {
    variables: [own, { variable: `w${number}`, name: field.attribute }],
    value,
    ending: `if (v${number} !== undefined && typeof v${number} === "object") setRelation(row, relations[${number}], v${number});`,
  };
}

/** What is right for a field as it is. */
const sureTypes: Readonly<Partial<Record<ColumnType, (value: string) => string>>> = {
  string: (value) => `typeof ${value} === "string"`,
  text: (value) => `typeof ${value} === "string"`,
  integer: (value) => `typeof ${value} === "number" && Number.isSafeInteger(${value})`,
  smallInteger: (value) => `typeof ${value} === "number" && Number.isSafeInteger(${value})`,
  float: (value) => `typeof ${value} === "number"`,
  boolean: (value) => `typeof ${value} === "boolean"`,
};

function acceptSource(field: FieldInfo, number: number): string {
  const value = `v${number}`;
  // Which kind of value a relation keeps is not asked yet: its target may not be known.
  const isSure = field.relation === undefined ? sureTypes[field.type]?.(value) : undefined;
  const accepted = `accept[${number}](${value})`;
  return isSure === undefined ? accepted : `${value} === null || ${isSure} ? ${value} : ${accepted}`;
}

function defaultSource(field: FieldInfo, number: number): string {
  if (!field.hasDefault && !field.autoNow) return field.hasDbDefault ? "undefined" : "null";
  const isConstant =
    (field.type === "boolean" && typeof field.default === "boolean") ||
    (field.type === "integer" && Number.isSafeInteger(field.default)) ||
    ((field.type === "string" || field.type === "text") && typeof field.default === "string");
  return field.relation === undefined && isConstant ? `constants[${number}]` : `defaults[${number}]()`;
}

/** Checks what is given for a field. Decimals that are plain stay as they are given. */
function acceptorFor(field: FieldInfo): (value: unknown) => unknown {
  let accept: ((value: unknown) => unknown) | undefined;
  const checked = (value: unknown) => {
    if (value instanceof Expression) return value; // computed when the row is written
    accept ??= acceptorOf(field); // only now: of a relation the target must be known
    return accept(value);
  };
  if (field.relation !== undefined || field.type !== "decimal") return checked;
  return (value) => plainDecimal(value, field.places) ?? checked(value);
}

const layouts = new WeakMap<ModelMeta, StoredLayout>();

/**
 * How lazy fields stand in a new row whose values were all given as expected: in their order, and decimals perhaps still
 * as plain texts. Models that share a table share it.
 */
export function givenLayout(meta: ModelMeta): StoredLayout {
  let layout = layouts.get(meta.root);
  if (layout === undefined) {
    const fields = lazyFieldsOf(meta.root);
    layout = { positions: fields.map((_, number) => number), decoders: fields.map(() => decimalOf) };
    layouts.set(meta.root, layout);
  }
  return layout;
}

function decimalOf(text: string): Decimal {
  return new Decimal(text);
}
