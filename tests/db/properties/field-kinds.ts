import type { FieldState } from "quintet/db";

/*
 * The kinds of columns in random schemas. The forms of one kind hold the same values, so that a field may turn from one
 * into the other and back; values are written and read as SQL texts, and compared as one form that all databases have.
 */

export type Dialect = "sqlite" | "postgres" | "mysql";

export interface FieldKind {
  /** What the column may be; values survive changes among these. */
  readonly forms: readonly FieldState[];
  /** The value of that row as SQL; others for other rows. */
  literal(row: number, dialect: Dialect): string;
  /** The same value as {@link read} gives it. */
  value(row: number): string;
  /** What a column's text means. */
  read?(text: string): string;
  /** The value of row 9 as migrations write it: for defaults, and for rows that are there. */
  readonly constant: string | number | boolean | Record<string, unknown> | undefined;
  /** Whether two rows have the same value. */
  readonly repeats?: true;
  /** Whether a table can't have an index of it everywhere: long texts, binary, JSON. */
  readonly isLong?: true;
}

const two = (row: number) => String(row).padStart(2, "0");
const quoted = (text: string) => `'${text}'`;
const uuidOf = (row: number) => `00000000-0000-4000-8000-0000000000${two(row)}`;

const numbers = { literal: (row: number) => String(row * 7), value: (row: number) => String(row * 7) };
const numeric = (text: string) => String(Number(text));

export const fieldKinds = {
  integer: {
    forms: [
      { type: "integer" },
      { type: "smallInteger" },
      { type: "bigInteger" },
      { type: "integer", positive: true },
      { type: "bigInteger", positive: true },
      { type: "decimal", digits: 8, places: 2 },
      { type: "string", maxLength: 40 },
      { type: "float" },
    ],
    ...numbers,
    read: numeric,
    constant: 63,
  },
  text: {
    forms: [
      { type: "string", maxLength: 30 },
      { type: "string", maxLength: 60 },
      { type: "text" },
      { type: "string" },
    ],
    literal: (row) => quoted(`row ${row}`),
    value: (row) => `row ${row}`,
    constant: "row 9",
  },
  decimal: {
    forms: [
      { type: "decimal", digits: 8, places: 2 },
      { type: "decimal", digits: 12, places: 4 },
    ],
    literal: (row) => `${row}.25`,
    value: (row) => `${row}.25`,
    read: numeric,
    constant: "9.25",
  },
  float: {
    forms: [{ type: "float" }],
    literal: (row) => `${row}.5`,
    value: (row) => `${row}.5`,
    read: numeric,
    constant: 9.5,
  },
  boolean: {
    forms: [{ type: "boolean" }],
    literal: (row, dialect) => (dialect === "postgres" ? String(row % 2 === 1) : String(row % 2)),
    value: (row) => String(row % 2),
    read: (text) => (text === "true" ? "1" : text === "false" ? "0" : text),
    constant: true,
    repeats: true,
  },
  datetime: {
    forms: [{ type: "datetime" }],
    literal: (row) => quoted(`2024-05-${two(row)} 10:20:30`),
    value: (row) => `2024-05-${two(row)} 10:20:30`,
    read: (text) => text.slice(0, 19),
    constant: "2024-05-09T10:20:30.000Z",
  },
  date: {
    forms: [{ type: "date" }],
    literal: (row) => quoted(`2024-05-${two(row)}`),
    value: (row) => `2024-05-${two(row)}`,
    constant: "2024-05-09",
  },
  time: {
    forms: [{ type: "time" }],
    literal: (row) => quoted(`10:20:${two(row)}`),
    value: (row) => `10:20:${two(row)}`,
    read: (text) => text.slice(0, 8),
    constant: "10:20:09",
  },
  duration: {
    forms: [{ type: "duration" }],
    literal: (row, dialect) => (dialect === "postgres" ? quoted(`${row} seconds`) : String(row * 1_000_000)),
    value: (row) => String(row),
    read: (text) => String(/^00:00:/.test(text) ? Number(text.slice(6)) : Number(text) / 1_000_000),
    constant: "PT9S",
  },
  uuid: {
    forms: [{ type: "uuid" }],
    literal: (row, dialect) => quoted(dialect === "sqlite" ? uuidOf(row).replaceAll("-", "") : uuidOf(row)),
    value: (row) => uuidOf(row).replaceAll("-", ""),
    read: (text) => text.replaceAll("-", ""),
    constant: uuidOf(9),
  },
  json: {
    forms: [{ type: "json" }],
    literal: (row) => quoted(`{"row": ${row}}`),
    value: (row) => `{"row":${row}}`,
    read: (text) => JSON.stringify(JSON.parse(text)),
    constant: { row: 9 },
    isLong: true,
  },
  binary: {
    forms: [{ type: "binary" }],
    literal: (row, dialect) => (dialect === "postgres" ? `'\\x${two(row)}'` : `X'${two(row)}'`),
    value: (row) => two(row),
    constant: undefined,
    isLong: true,
  },
  custom: {
    forms: [
      { type: "custom", columnType: { sqlite: "text", postgres: "varchar(20)", mysql: "varchar(20)" } },
      { type: "custom", columnType: "varchar(30)" },
    ],
    literal: (row) => quoted(`own ${row}`),
    value: (row) => `own ${row}`,
    constant: "own 9",
  },
  list: {
    forms: [
      { type: "custom", columnType: { sqlite: "text", postgres: "integer[]", mysql: "varchar(40)" } },
      { type: "custom", columnType: { sqlite: "blob", postgres: "bigint[]", mysql: "varchar(50)" } },
    ],
    literal: (row) => quoted(`{${row},2}`),
    value: (row) => `{${row},2}`,
    constant: "{9,2}",
  },
  range: {
    forms: [{ type: "custom", columnType: { sqlite: "text", postgres: "int4range", mysql: "varchar(40)" } }],
    literal: (row) => quoted(`[${row},40)`),
    value: (row) => `[${row},40)`,
    constant: "[9,40)",
  },
} as const satisfies Readonly<Record<string, FieldKind>>;

export const kindNames = Object.keys(fieldKinds) as readonly (keyof typeof fieldKinds)[];

/** Whether MariaDB can't have an index of such a column as a whole. */
export function isLongIn({ isLong }: FieldKind, { type, maxLength }: FieldState): boolean {
  return isLong === true || type === "text" || (type === "string" && maxLength === undefined);
}

const rowNumber = { literal: String, value: String, constant: 9 };

/** Numbers that nobody counts up: they may be a part of a key. */
export const numberKind: FieldKind = {
  ...rowNumber,
  forms: [{ type: "integer" }, { type: "bigInteger" }, { type: "smallInteger" }],
};

/** The kinds of fields that have another value in each row, and that relations may refer to. */
export const codeKinds: readonly FieldKind[] = [
  {
    forms: [
      { type: "string", maxLength: 20 },
      { type: "string", maxLength: 40 },
    ],
    literal: (row) => quoted(`key ${row}`),
    value: (row) => `key ${row}`,
    constant: "key 9",
  },
  { ...fieldKinds.uuid },
  numberKind,
];

/** The kinds of keys. Keys that count up give the numbers of the rows. */
export const keyKinds: readonly FieldKind[] = [
  {
    ...rowNumber,
    forms: [
      { type: "auto" },
      { type: "bigAuto" },
      { type: "smallAuto" },
      { type: "integer" },
      { type: "bigInteger" },
      { type: "integer", positive: true },
      { type: "string", maxLength: 20 },
    ],
  },
  ...codeKinds,
];

/** A column as a text that {@link FieldKind.read} understands. */
export function columnAsText(column: string, { type }: FieldState, dialect: Dialect): string {
  if (type === "binary") {
    const text = dialect === "postgres" ? `encode(${column}, 'hex')` : `hex(${column})`;
    return `CASE WHEN ${column} IS NOT NULL THEN ${text} END`;
  }
  return `CAST(${column} AS ${dialect === "mysql" ? "CHAR" : "TEXT"})`;
}
