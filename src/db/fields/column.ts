import type { Sql } from "../sql/sql.ts";

/*
 * A field is described by plain, immutable data; nothing here touches a database. The typed builders (`string()`,
 * `decimal()`, …) make a `Column`, whose type parameters say what a row holds and what create() may leave out. What
 * the column becomes in a database is the backend's affair: it reads `type` and the sizes beside it.
 */

import type { Expression } from "../expressions/expression.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { AcceptingType } from "./accept-value.ts";

/** How a column's values are stored. Each backend knows a column type and a codec for each. */
export type ColumnType =
  | "smallAuto"
  | "auto"
  | "bigAuto"
  | "string"
  | "text"
  | "integer"
  | "smallInteger"
  | "bigInteger"
  | "float"
  | "decimal"
  | "boolean"
  | "datetime"
  | "date"
  | "time"
  | "duration"
  | "json"
  | "uuid"
  | "binary"
  | "custom";

/** A check of the content of a text beyond its length. */
export type TextFormat = "email" | "url" | "slug" | "unicodeSlug" | "ip" | "ipv4" | "ipv6";

/** One of the values that a field may hold, and how people see it. */
export interface Choice<Value extends string | number = string | number> {
  readonly value: Value;
  readonly label: string;
  /** The heading under which it stands in a list with groups. */
  readonly group?: string;
}

/** A problem that a validator of the app's own found, or `undefined`. */
export type FieldValidator<Value> = (value: Value) => FieldProblem | undefined;

/** What is wrong with a value: a stable code for translations, and a sentence in English. */
export interface FieldProblem {
  readonly code: string;
  readonly message: string;
}

/** Turns values of a field of the app's own into what the database stores, and back. */
export interface CustomCodec<Value = unknown> {
  /** The name that schema and admin know the kind of field by: `"encrypted"`. */
  readonly name: string;
  /** The column type, one for every database or one for each. */
  readonly columnType:
    | string
    | { readonly sqlite: string; readonly postgres: string; readonly mysql: string };
  toDatabase(value: Value): StoredValue;
  fromDatabase(stored: StoredValue): Value;
  /** The value of what may be given instead of one; `undefined` for what may not. Anything may be given by default. */
  accept?(given: unknown): Value | undefined;
  /**
   * Called with each value before its row is written, in `save()` and `createMany()`: stores what a value stands for elsewhere. Of
   * `update()`, which writes many rows in one statement, it isn't told.
   */
  beforeWrite?(write: ValueWrite<Value>): Promise<ValuePreparation | undefined>;
  readonly traits?: FieldTraits;
}

/** A value is about to be written with its row. */
export interface ValueWrite<Value = unknown> {
  readonly value: Value | null;
  readonly row: object;
  readonly field: FieldInfo;
}

/** What was done before a value is written. */
export interface ValuePreparation {
  /** Other fields of the row that were set with it, and are to be written as well. */
  readonly alsoWritten?: readonly string[];
  /** Takes it back, where the row could not be written. */
  undo?(): Promise<void>;
}

/** What upper parts want to know of a kind of field: how a form edits it. They add their keys by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: as above
export interface FieldTraits {}

/** The same with the operators that the kind of field has beside the usual ones. */
export interface CustomKind extends CustomCodec {
  readonly operators?: Readonly<Record<string, OwnOperator>>;
}

/** An operator of a field's own: what it compares with, and its SQL of both sides, for each kind of database. */
export interface OwnOperator {
  readonly takes: AcceptingType;
  readonly sql: Readonly<Record<"sqlite" | "postgres" | "mysql", (sides: readonly Sql[]) => Sql>>;
}

/** What drivers take and give. */
export type StoredValue = null | number | bigint | string | Uint8Array;

/** What a column is, as data. */
export interface ColumnDescriptor {
  readonly kind: "column";
  readonly type: ColumnType;
  /** May be NULL. */
  readonly nullable: boolean;
  /** A form may leave it empty. */
  readonly optional: boolean;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  /** False for fields that forms and admin don't offer. */
  readonly editable: boolean;
  /** A value, a function that makes one, or a word that the type knows (`"now"`, `"v4"`, `"v7"`). */
  readonly default?: unknown;
  /** Set to the present moment each time the row is saved. */
  readonly autoNow: boolean;
  /** The column's name, where it isn't the property's in snake_case. */
  readonly column?: string;
  readonly label?: string;
  readonly help?: string;
  readonly maxLength?: number;
  readonly digits?: number;
  readonly places?: number;
  /** A function is asked each time: what there is to choose from may change. */
  readonly choices?: readonly Choice[] | (() => readonly Choice[]);
  readonly format?: TextFormat;
  /** Of integers: no negative numbers, kept by a check in the database as well. */
  readonly positive: boolean;
  /** Of big integers: read as `bigint` rather than `number`. */
  readonly asBigint: boolean;
  /** Of moments: read as `Temporal.Instant`, with microseconds, rather than as `Date`. */
  readonly asInstant: boolean;
  readonly custom?: CustomKind;
  /** The column's type, where it isn't the usual one of the field. */
  readonly columnType?: PerDatabase;
  /** Of the key that a model without one gets: its size is that of its module. */
  readonly automatic?: boolean;
  readonly validators: readonly FieldValidator<never>[];
  /** What the database stores where a new row says nothing: a value, or an expression such as `now()`. */
  readonly dbDefault?: unknown;
  /** Of columns that the database computes from others of the row. */
  readonly generated?: GeneratedColumn;
  /** The collation of texts, one for every database or one for each. */
  readonly collation?: PerDatabase;
  /** What the database itself says about the column. */
  readonly comment?: string;
  /** Where the index of the column is stored. */
  readonly tablespace?: string;
  /** Of this field's values each occurs at most once on one day (month, year) of the named field. */
  readonly uniqueForDate?: string;
  readonly uniqueForMonth?: string;
  readonly uniqueForYear?: string;
  /** Other sentences for problems, by their code: `{ required: "Say who you are." }`. */
  readonly errorMessages?: Readonly<Record<string, string>>;
}

/** How the database computes a column. */
export interface GeneratedColumn {
  // biome-ignore lint/suspicious/noExplicitAny: the row's fields are known only once the model is
  readonly expression: (row: any) => Expression;
  /** Whether the value is stored, or computed each time it is read. */
  readonly stored: boolean;
}

/** A word that may be another one for each database; what is left out is the database's own. */
export type PerDatabase =
  | string
  | { readonly sqlite?: string; readonly postgres?: string; readonly mysql?: string };

/**
 * A column: `Value` is what a row holds, `Nullable` whether it may be null, `Defaulted` whether create() may leave it
 * out, `Key` whether it is the primary key, `Input` what may be given for it, `Own` which operators its kind has beside
 * the usual ones.
 */
export interface Column<
  Value,
  Nullable extends boolean = false,
  Defaulted extends boolean = false,
  Key extends boolean = false,
  Input = Value,
  Own = never,
> extends ColumnDescriptor {
  readonly nullable: Nullable;
  readonly primaryKey: Key;
  /** Never there: carries types. */
  readonly "~value"?: Value;
  readonly "~input"?: Input;
  readonly "~defaulted"?: Defaulted;
  readonly "~own"?: (operators: Own) => void;
}

/** Nothing was written about a field. */
export type NoOptions = Record<never, never>;

/** What every column can be told. */
export interface ColumnOptions<Value> {
  /** May be null. */
  readonly nullable?: boolean;
  /** A form may leave it empty. */
  readonly optional?: boolean;
  /** The value where none is given, or a function that makes it. */
  readonly default?: Value | (() => Value);
  readonly unique?: boolean;
  readonly primaryKey?: boolean;
  readonly index?: boolean;
  /** Whether forms and admin offer it; true by default. */
  readonly editable?: boolean;
  /** The column's name, where it isn't the property's in snake_case. */
  readonly column?: string;
  /**
   * The column's type, where it isn't the usual one: for every database, or for some, `{ postgres: "citext" }`. It must hold the
   * field's values.
   */
  readonly columnType?: PerDatabase;
  /** How people see it; made of the property's name by default. */
  readonly label?: string;
  /** A sentence below the input. */
  readonly help?: string;
  readonly validators?: readonly FieldValidator<NonNullable<Value>>[];
  /** What the database stores where a new row says nothing. It is read back when the row is saved. */
  readonly dbDefault?: Value | Expression;
  /** A comment in the database. */
  readonly comment?: string;
  /** Where the database stores the index of the column. */
  readonly tablespace?: string;
  /** The same value at most once on one day of that field. `validate()` looks; the database doesn't. */
  readonly uniqueForDate?: string;
  /** The same value at most once in one month of that field. */
  readonly uniqueForMonth?: string;
  /** The same value at most once in one year of that field. */
  readonly uniqueForYear?: string;
  /** Other sentences for problems that `validate()` finds, by code: `{ required: "Say who you are." }`. */
  readonly errorMessages?: Readonly<Record<string, string>>;
}

/** Written options that decide the type of a column. */
interface Nullable {
  readonly nullable: true;
}
interface PrimaryKey {
  readonly primaryKey: true;
}
/** create() may leave the field out. */
type Defaulted = { readonly default: unknown } | { readonly dbDefault: unknown } | { readonly autoNow: true };
/**
 * The column that a builder makes of its options. Each branch names a whole type: `Column<Value, IsNullable<Options>, …>`
 * would keep the options in the type, and they would be looked at again for every use of every field.
 */
export type ColumnFor<Value, Options, Input = Value> = Options extends PrimaryKey
  ? Options extends Defaulted
    ? Column<Value, false, true, true, Input>
    : Column<Value, false, false, true, Input>
  : Options extends Nullable
    ? Options extends Defaulted
      ? Column<Value, true, true, false, Input>
      : Column<Value, true, false, false, Input>
    : Options extends Defaulted
      ? Column<Value, false, true, false, Input>
      : Column<Value, false, false, false, Input>;

/** Makes a descriptor of a type and what was written about it. */
export function describeColumn<Result>(
  type: ColumnType,
  ...options: readonly (Partial<ColumnDescriptor> | object | undefined)[]
): Result {
  const described = {
    nullable: false,
    optional: false,
    primaryKey: false,
    unique: false,
    index: false,
    editable: true,
    autoNow: false,
    positive: false,
    asBigint: false,
    asInstant: false,
    validators: [],
    ...Object.assign({}, ...options),
    kind: "column",
    type,
  };
  return Object.freeze(described) as Result; // the builder names the type parameters that its options give
}

/** The type that the column, or its kind of field, names for databases. */
export function statedColumnType({ type, columnType, custom }: ColumnDescriptor): PerDatabase | undefined {
  return columnType ?? (type === "custom" ? custom!.columnType : undefined); // a custom field has a kind
}

/** Whether a value is what a builder of columns made. */
export function isColumn(value: unknown): value is ColumnDescriptor {
  return typeof value === "object" && value !== null && (value as ColumnDescriptor).kind === "column";
}
