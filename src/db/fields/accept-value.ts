import { Decimal } from "decimal.js";
import { Temporal } from "../../dates/index.ts";
import { WrongValueError } from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { RowState } from "../models/row-state.ts";
import type { ColumnType } from "./column.ts";
import { isStorableText, storableText } from "./storable-text.ts";

/** What of a field says which values it takes. Computed values name it without being fields. */
export interface AcceptingType
  extends Pick<
    FieldInfo,
    "type" | "places" | "digits" | "maxLength" | "asBigint" | "asInstant" | "custom" | "columnType"
  > {
  readonly relation: unknown;
  toString(): string;
}

/**
 * A value as rows hold it, of what may be given for the field: a `Decimal` of a number or text, the key of a row.
 * @throws {@link WrongValueError} if it is of another kind. Texts are never read as numbers, dates or operators: what
 * comes from outside is parsed by a form or a validator first.
 */
export function acceptValue(field: AcceptingType, value: unknown): unknown {
  if (value === null) return null; // whether it may be null is for validate() and the database to say
  return acceptors[field.type](field, value);
}

/** The same for one field, whose type is asked only once. */
export function acceptorOf(field: AcceptingType): (value: unknown) => unknown {
  const accept = acceptors[field.type];
  return (value) => (value === null ? null : accept(field, value));
}

type Acceptor = (field: AcceptingType, value: unknown) => unknown;

const acceptors: Readonly<Record<ColumnType, Acceptor>> = {
  string: acceptText,
  text: acceptText,
  smallAuto: acceptInteger,
  auto: acceptInteger,
  bigAuto: acceptBigInteger,
  integer: acceptInteger,
  smallInteger: acceptInteger,
  bigInteger: acceptBigInteger,
  float: (field, value) => {
    if (typeof value === "number" && !Number.isNaN(value)) return value;
    throw new WrongValueError(field, "a number", value);
  },
  decimal: acceptDecimal,
  boolean: (field, value) => {
    if (typeof value === "boolean") return value;
    throw new WrongValueError(field, "true or false", value);
  },
  datetime: acceptMoment,
  date: (field, value) => {
    if (!(value instanceof Temporal.PlainDate))
      throw new WrongValueError(field, "a Temporal.PlainDate", value);
    if (value.year >= 1 && value.year <= 9999) return value;
    throw new WrongValueError(field, `a Temporal.PlainDate ${ofStoredYears}`, value);
  },
  time: (field, value) => {
    if (value instanceof Temporal.PlainTime) return value;
    throw new WrongValueError(field, "a Temporal.PlainTime", value);
  },
  duration: acceptDuration,
  uuid: acceptUuid,
  binary: (field, value) => {
    if (value instanceof Uint8Array) return value;
    throw new WrongValueError(field, "a Uint8Array", value);
  },
  json: acceptAnything,
  custom: acceptCustom,
};

/** Whatever an app stores there, but not an expression, which would be stored as what it consists of. */
function acceptAnything(field: AcceptingType, value: unknown): unknown {
  if (!(value instanceof Expression)) return value;
  throw new WrongValueError(
    field,
    "a value (expressions belong into create(), save({ set }) and update(), which compute them)",
    value,
  );
}

function acceptCustom(field: AcceptingType, value: unknown): unknown {
  const { accept, name } = field.custom!; // a custom field has one
  if (accept === undefined || value instanceof Expression) return acceptAnything(field, value);
  const accepted = accept(value);
  if (accepted === undefined)
    throw new WrongValueError(field, `what a field of the kind "${name}" holds`, value);
  return accepted;
}

function acceptText(field: AcceptingType, value: unknown): unknown {
  if (typeof value === "string") {
    if (isStorableText(value)) return value;
    throw new WrongValueError(field, storableText, value);
  }
  if (field.relation !== undefined && RowState.isRow(value))
    return acceptValue(field, referredValue(field, value));
  throw new WrongValueError(field, "a text", value);
}

function acceptInteger(field: AcceptingType, value: unknown): unknown {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (field.relation !== undefined && RowState.isRow(value))
    return acceptValue(field, referredValue(field, value));
  throw new WrongValueError(field, "a whole number", value);
}

/** What a row that is given for a relation's field stands for: the value of the field that the relation refers to. */
function referredValue(field: AcceptingType, row: Readonly<Record<string, unknown>>): unknown {
  const { joinColumns } = field.relation as RelationInfo; // only asked of fields of relations
  return row[joinColumns[0]!.far.attribute] ?? null;
}

function acceptBigInteger(field: AcceptingType, value: unknown): unknown {
  if (typeof value === "bigint" && field.asBigint) return value;
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return Number(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return field.asBigint ? BigInt(value) : value;
  if (field.relation !== undefined && RowState.isRow(value))
    return acceptBigInteger(field, referredValue(field, value));
  throw new WrongValueError(field, "a whole number", value);
}

// The years that every database, and Django, can keep.
const firstMoment = Date.parse("0001-01-01T00:00:00.000Z");
const lastMoment = Date.parse("9999-12-31T23:59:59.999Z");
const ofStoredYears = "of the years 1 to 9999";

/** Instants have the microseconds that databases keep. A `Date` can't hold those: it never takes the place of one. */
function acceptMoment(field: AcceptingType, value: unknown): unknown {
  const isDate = value instanceof Date && !Number.isNaN(value.getTime());
  const milliseconds = isDate
    ? value.getTime()
    : value instanceof Temporal.Instant
      ? value.epochMilliseconds
      : 0;
  if (milliseconds < firstMoment || milliseconds > lastMoment)
    throw new WrongValueError(field, `a moment ${ofStoredYears}`, value);
  if (!field.asInstant) {
    if (isDate) return value;
    throw new WrongValueError(field, "a Date", value);
  }
  if (isDate) return Temporal.Instant.fromEpochMilliseconds(value.getTime());
  if (value instanceof Temporal.Instant) return value.round("microsecond");
  throw new WrongValueError(field, "a Temporal.Instant or a Date", value);
}

function acceptDecimal(field: AcceptingType, value: unknown): Decimal {
  if (Decimal.isDecimal(value)) return value as Decimal;
  if (typeof value === "number" && Number.isFinite(value)) return new Decimal(value);
  if (typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value))
    return new Decimal(value);
  throw new WrongValueError(field, 'a Decimal, a number or a text such as "1.50"', value);
}

/** Years, months and weeks have no fixed length, so they can't be stored. */
function acceptDuration(field: AcceptingType, value: unknown): unknown {
  const fixed =
    value instanceof Temporal.Duration && value.years === 0 && value.months === 0 && value.weeks === 0;
  if (fixed) return value;
  throw new WrongValueError(field, "a Temporal.Duration of days and smaller units", value);
}

function acceptUuid(field: AcceptingType, value: unknown): unknown {
  if (typeof value === "string") {
    const hex = value.replaceAll("-", "").toLowerCase();
    if (/^[0-9a-f]{32}$/.test(hex)) return withHyphens(hex);
  }
  if (field.relation !== undefined && RowState.isRow(value))
    return acceptUuid(field, referredValue(field, value));
  throw new WrongValueError(field, "a UUID", value);
}

/** The usual text of a UUID, of its 32 digits. */
export function withHyphens(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
