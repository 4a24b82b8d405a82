import type { ColumnType, StoredValue } from "../fields/column.ts";
import type { Dialect, Encoder } from "../sql/dialect.ts";
import { fieldEncoder } from "../sql/stored-value.ts";
import type { FieldInfo } from "./field-info.ts";
import { givenLayout } from "./fill-row.ts";
import { lazyFieldsOf } from "./lazy-fields.ts";
import type { ModelMeta } from "./model-meta.ts";
import { RowState } from "./row-state.ts";

/** Writes what the database stores of a row's fields to `params`, from position `at` on. */
export type RowWriter = (row: object, params: StoredValue[], at: number) => void;

/*
 * The code that writes rows is generated for a list of fields, as the code that reads them is (query/hydrator.ts):
 *
 *   v = row.title;
 *   params[at] = v === undefined || v === null ? null : typeof v === "string" ? v : encoders[0](v);
 *   v = given(row, 1, layout);                  // a price that was given as a plain text, and never read
 *   if (typeof v === "string") params[at + 1] = plain[1](v); else { v = row.price; … }
 */
export function makeRowWriter(meta: ModelMeta, fields: readonly FieldInfo[], dialect: Dialect): RowWriter {
  const lazy = lazyFieldsOf(meta);
  const source = fields.map((field, position) => writeField(field, position, lazy.indexOf(field), dialect));
  return new Function(
    "encoders",
    "plain",
    "given",
    "layout",
    `"use strict"; return function write(row, params, at) {\nlet v;\n${source.join("\n")}\n};`,
  )(
    fields.map((field) => fieldEncoder(dialect, field)),
    fields.map((field): Encoder | undefined => dialect.encoder(field)),
    RowState.givenValue,
    givenLayout(meta),
  ) as RowWriter;
}

/** As isStorableText() of fields/storable-text.ts; anything else goes through the encoder, which tells what is wrong. */
function storableText(value: string): string {
  return `typeof ${value} === "string" && ${value}.isWellFormed() && !${value}.includes("\\0")`;
}

/** What is stored as it is. */
const storedAsItIs: Readonly<Partial<Record<ColumnType, (value: string) => string>>> = {
  string: storableText,
  text: storableText,
  integer: (value) => `typeof ${value} === "number" && Number.isSafeInteger(${value})`,
  smallInteger: (value) => `typeof ${value} === "number" && Number.isSafeInteger(${value})`,
};

function writeField(field: FieldInfo, position: number, lazyNumber: number, dialect: Dialect): string {
  const target = `params[at + ${position}]`;
  const isSure = dialect.encoder(field) === undefined ? storedAsItIs[field.type]?.("v") : undefined;
  const encoded = `encoders[${position}](v)`;
  const value = `v === undefined || v === null ? null : ${isSure === undefined ? encoded : `${isSure} ? v : ${encoded}`}`;
  const read = `v = row[${JSON.stringify(field.attribute)}];`;
  if (field.type !== "decimal" || lazyNumber < 0) return `${read} ${target} = ${value};`;
  return `v = given(row, ${lazyNumber}, layout);
if (typeof v === "string") ${target} = plain[${position}](v); else { ${read} ${target} = ${value}; }`;
}
