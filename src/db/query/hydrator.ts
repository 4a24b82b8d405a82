import type { Database } from "../connections/database.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { StoredValue } from "../fields/column.ts";
import { lazyFieldsOf } from "../models/lazy-fields.ts";
import { hasOwnHook } from "../models/own-hook.ts";
import {
  type FetchMode,
  fromDatabase,
  ResultGroup,
  RowState,
  type StoredLayout,
} from "../models/row-state.ts";
import type { Decoder, Dialect } from "../sql/dialect.ts";
import type { RowLayout, SelectParts } from "../sql/select-statement.ts";
import type { Result } from "./query-state.ts";

/** A row as drivers give it: the values in the order of the columns. */
export type StoredRow = readonly StoredValue[];
/** Makes instances of a whole result. All rows of one model in it form a group. */
export type Hydrator = (rows: readonly StoredRow[], database: Database, mode?: FetchMode) => object[];

/*
 * The code that makes instances of rows is generated for each plan: it sets each property by name, always in the order
 * of the model, so that all instances of a model share one hidden class, and a join is read in one pass:
 *
 *   const o0 = new models[0](fromDatabase);
 *   o0.id = row[0]; o0.title = row[1]; o0.data = row[2] === null ? null : decoders[2](row[2]);
 *   loaded(o0, groups[0], row, layouts[0]);
 *   if (row[5] === null) setRelated(o0, "author", null); else { const o1 = …; setRelated(o0, "author", o1); }
 *
 * Names come from models only, whose field names are identifiers (models/reserved-names.ts), and are quoted all the same.
 */
export function makeHydrator(parts: SelectParts, dialect: Dialect): Hydrator {
  const source: string[] = [];
  const models: unknown[] = [];
  const decoders = decodersOf(parts, dialect);
  const { layout, names } = parts;
  if (layout === undefined) throw new TypeError("A selection of values has no instances.");
  const lists: ReadonlySet<string>[] = [];
  const layouts: (StoredLayout | undefined)[] = [];
  writeInstance(layout, { source, models, decoders, lists, layouts });
  for (const { name, position } of names)
    source.push(`o0[${JSON.stringify(name)}] = ${valueSource(position, decoders)};`);
  const make = new Function(
    "models",
    "decoders",
    "loaded",
    "layouts",
    "setRelated",
    "defer",
    "deferred",
    "fromDatabase",
    `"use strict"; return function hydrate(row, groups) {\n${source.join("\n")}\nreturn o0;\n};`,
  )(
    models,
    decoders,
    RowState.loaded,
    layouts,
    RowState.setRelated,
    RowState.setDeferred,
    lists,
    fromDatabase,
  ) as (row: StoredRow, groups: ResultGroup[]) => object;
  return (rows, database, mode) => {
    const instances = new Array<object>(rows.length);
    const groups = models.map((_, number) => new ResultGroup(database, number === 0 ? instances : [], mode));
    for (let position = 0; position < rows.length; position++)
      instances[position] = make(rows[position]!, groups);
    return instances;
  };
}

/** Makes what select() chose: plain objects, tuples, or single values. */
export function makeValues(
  parts: Pick<SelectParts, "columns" | "names">,
  form: Result["form"],
  dialect: Dialect,
): (rows: readonly StoredRow[]) => unknown[] {
  const decoders = decodersOf(parts, dialect);
  const values = parts.names.map(({ position, width }) =>
    width === undefined ? valueSource(position, decoders) : tupleSource(position, width, decoders),
  );
  const entries = parts.names.map(({ name }, index) => `${JSON.stringify(name)}: ${values[index]}`);
  const made = {
    object: `({ ${entries.join(", ")} })`,
    tuple: `[${values.join(", ")}]`,
    value: `${values[0]}`,
  };
  const make = new Function(
    "decoders",
    `"use strict"; return function select(row) { return ${made[form]}; };`,
  )(decoders) as (row: StoredRow) => unknown;
  return (rows) => rows.map((row) => make(row));
}

/** What makes of each column's value what rows hold; `undefined` where that is the value as the driver gives it. */
export function decodersOf(parts: Pick<SelectParts, "columns">, dialect: Dialect): (Decoder | undefined)[] {
  const bigints = readsBigints(parts, dialect);
  return parts.columns.map(({ type }) => {
    const decode = type === undefined ? undefined : dialect.decoder(type);
    if (!bigints || (type !== undefined && isBeyondNumbers(type, dialect))) return decode;
    // One column asked for bigints, so the driver gives them for all whole numbers.
    return (stored) => {
      const value = typeof stored === "bigint" ? Number(stored) : stored;
      return decode === undefined ? value : decode(value);
    };
  });
}

/** Whether one of the columns holds whole numbers beyond what a number holds exactly. */
export function readsBigints({ columns }: Pick<SelectParts, "columns">, dialect: Dialect): boolean {
  return columns.some(({ type }) => type !== undefined && isBeyondNumbers(type, dialect));
}

/** SQLite keeps lengths of time as microseconds: a number holds those of 285 years. */
function isBeyondNumbers(type: AcceptingType, dialect: Dialect): boolean {
  return type.asBigint === true || (type.type === "duration" && dialect.name === "sqlite");
}

function valueSource(position: number, decoders: readonly (Decoder | undefined)[]): string {
  const read = `row[${position}]`;
  return decoders[position] === undefined ? read : `${read} === null ? null : decoders[${position}](${read})`;
}

function tupleSource(position: number, width: number, decoders: readonly (Decoder | undefined)[]): string {
  return `[${Array.from({ length: width }, (_, index) => valueSource(position + index, decoders)).join(", ")}]`;
}

/** What the generated code is put together of, and refers to. */
interface Writing {
  readonly source: string[];
  readonly models: unknown[];
  readonly decoders: readonly (Decoder | undefined)[];
  readonly lists: ReadonlySet<string>[];
  readonly layouts: (StoredLayout | undefined)[];
}

function writeInstance(layout: RowLayout, writing: Writing): number {
  const { source, models, decoders, lists, layouts } = writing;
  const number = models.push(layout.meta.model) - 1;
  const own = `o${number}`;
  source.push(`const ${own} = new models[${number}](fromDatabase);`);
  let position = layout.first;
  const read = new Set(layout.fields);
  layouts[number] = storedLayout(layout, decoders);
  const lazy = new Set(lazyFieldsOf(layout.meta));
  for (const field of layout.meta.fields.values()) {
    if (lazy.has(field)) {
      if (read.has(field)) position++;
      continue;
    }
    // What isn't read is set all the same: all instances of a model share one hidden class.
    const value = read.has(field) ? valueSource(position++, decoders) : "undefined";
    source.push(`${own}[${JSON.stringify(field.attribute)}] = ${value};`);
  }
  if (read.size < layout.meta.fields.size) {
    const deferred = [...layout.meta.fields.values()].filter((field) => !read.has(field));
    source.push(`defer(${own}, deferred[${lists.push(new Set(deferred.map(({ name }) => name))) - 1}]);`);
  }
  source.push(`loaded(${own}, groups[${number}], row, layouts[${number}]);`);
  if (number > 0) source.push(`groups[${number}].rows.push(${own});`);
  for (const { relation, attribute, layout: inner, key } of layout.joined) {
    const keep = (row: string) =>
      attribute === undefined
        ? `setRelated(${own}, ${JSON.stringify(relation)}, ${row});`
        : `${own}[${JSON.stringify(attribute)}] = ${row};`;
    source.push(`if (row[${key}] === null) { ${keep("null")} } else {`);
    const other = writeInstance(inner, writing);
    source.push(`${keep(`o${other}`)} }`);
  }
  if (hasOwnHook(layout.meta, "afterLoad")) source.push(`${own}.afterLoad();`);
  return number;
}

/** Where the lazy fields of an instance stand in the row; `undefined` where the model has none. */
function storedLayout(
  { meta, fields, first }: RowLayout,
  decoders: readonly (Decoder | undefined)[],
): StoredLayout | undefined {
  const lazy = lazyFieldsOf(meta);
  if (lazy.length === 0) return undefined;
  const positions = lazy.map((field) => {
    const index = fields.indexOf(field);
    return index < 0 ? -1 : first + index;
  });
  return { positions, decoders: positions.map((position) => decoders[position]) };
}
