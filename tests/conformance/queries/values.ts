import { Decimal } from "decimal.js";
import { type Instant, isRow, Temporal } from "quintet/db";
import { Unsupported, zoneId } from "../values.ts";
import { type FieldDocument, isObject, type Json, type JsonObject, tagOf } from "./documents.ts";

/*
 * The corpus's values as an app has them: moments, days and times as Temporal, decimals as `Decimal`. Django
 * reads "5" as 5 where a number belongs; Quintet leaves that to the app, so it is done here.
 */

/** How moments without a zone are read and written. */
export interface TimeSettings {
  /** Django's USE_TZ. Without it moments have no zone; they are stored as if they were UTC. */
  readonly useTz: boolean;
  /** The zone of moments without one. */
  readonly zone: string;
  /** The zone in which parts of dates are taken. */
  readonly currentZone: string;
}

const withoutZones: TimeSettings = { useTz: false, zone: "UTC", currentZone: "UTC" };

/** Decodes a value that stands for itself. */
export function decodeValue(json: Json, time: TimeSettings = withoutZones): unknown {
  if (Array.isArray(json)) return json.map((item) => decodeValue(item, time));
  if (!isObject(json)) return json;
  const tag = tagOf(json);
  if (tag === undefined) return mapEntries(Object.entries(json), time);
  const decode = decoders[tag];
  if (decode === undefined) throw new Unsupported(tag);
  return decode(json[tag] as never, time, json);
}

function mapEntries(entries: Iterable<readonly [string, Json]>, time: TimeSettings): Record<string, unknown> {
  const decoded: Record<string, unknown> = {};
  for (const [key, value] of entries) decoded[key] = decodeValue(value, time);
  return decoded;
}

type Decoder = (value: never, time: TimeSettings, all: JsonObject) => unknown;

const decoders: Readonly<Record<string, Decoder>> = {
  $float: (text: string) => (text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text)),
  $int: (text: string) => BigInt(text),
  $decimal: (text: string) => new Decimal(text),
  $uuid: (text: string) => text,
  $bytes: (text: string) => new Uint8Array(Buffer.from(text, "base64")),
  $date: (text: string) => Temporal.PlainDate.from(text),
  $time: (text: string) => Temporal.PlainTime.from(text),
  $timedelta: (seconds: number) => Temporal.Duration.from({ microseconds: Math.round(seconds * 1e6) }),
  $datetime: (text: string, time, { tz, fold }) => momentOf(text, tz, fold === 1, time),
  $tuple: (items: readonly Json[], time) => items.map((item) => decodeValue(item, time)),
  $set: (items: readonly Json[], time) => items.map((item) => decodeValue(item, time)),
  $map: (entries: readonly (readonly [string, Json])[], time) => mapEntries(entries, time),
  $lazy: (value: Json, time) => decodeValue(value, time),
  $safe: (value: Json, time) => decodeValue(value, time),
};

function momentOf(text: string, tz: Json | undefined, isSecond: boolean, time: TimeSettings): Instant {
  const plain = Temporal.PlainDateTime.from(text);
  const isAware = tz !== undefined && tz !== null;
  const zone = isAware ? zoneId(tz as string) : time.useTz ? time.zone : "UTC";
  return plain.toZonedDateTime(zone, { disambiguation: isSecond ? "later" : "earlier" }).toInstant();
}

/** Decodes a value for a field: texts are read as the field's kind of value. */
export function decodeFor(field: FieldDocument, json: Json, time: TimeSettings = withoutZones): unknown {
  if (isObject(json) && json.tz !== undefined && json.tz !== null) return momentFor(field, json, time);
  return valueFor(field, decodeValue(json, time), time);
}

/** A moment with a zone: refused where moments have none; its day is that of the zone that Django would take. */
function momentFor(field: FieldDocument, json: JsonObject, time: TimeSettings): unknown {
  if (field.type === "DateField" && typeof json.$datetime === "string") {
    if (!time.useTz) return Temporal.PlainDate.from(json.$datetime);
    return plainOf(decodeValue(json, time) as Instant, time.zone).toPlainDate();
  }
  if (field.type !== "TimeField" && (field.type !== "DateTimeField" || time.useTz))
    return decodeValue(json, time);
  throw new RangeError("A moment or time with a zone, where these have none.");
}

/** A value as a field takes it. What can't be read stays as it is, for Quintet to refuse. */
function valueFor(field: FieldDocument, value: unknown, time: TimeSettings): unknown {
  if (value === null || value === undefined || isRow(value)) return value;
  const read = readers[kindOf(field.type)];
  return read === undefined ? value : read(value, time);
}

/** The kinds of field that read values alike. */
function kindOf(type: string): string {
  if (/Integer|Auto/.test(type)) return type.includes("Big") ? "bigInteger" : "integer";
  if (/^(?:Char|Text|Slug|Email|URL|File|FilePath|GenericIPAddress)Field$/.test(type)) return "text";
  return type;
}

const readers: Readonly<Record<string, (value: unknown, time: TimeSettings) => unknown>> = {
  integer: (value) => wholeNumber(value),
  bigInteger: (value) => wholeNumber(value),
  text: (value) => {
    if (typeof value === "boolean") return value ? "True" : "False";
    return typeof value === "number" || typeof value === "bigint" || Decimal.isDecimal(value)
      ? String(value)
      : value;
  },
  BooleanField: (value) => {
    if (value === 1 || value === "1" || value === "True" || value === "t") return true;
    return value === 0 || value === "0" || value === "False" || value === "f" ? false : value;
  },
  FloatField: (value) => {
    if (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)))
      return Number(value);
    return Decimal.isDecimal(value) || typeof value === "bigint" || typeof value === "boolean"
      ? Number(value)
      : value;
  },
  DecimalField: (value) => {
    const isNumeric = typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
    return Number.isFinite(value) || isNumeric ? new Decimal(value as number | string) : value;
  },
  DateField: (value) => {
    if (value instanceof Temporal.Instant) return plainOf(value).toPlainDate();
    return typeof value === "string" ? tryTo(() => Temporal.PlainDate.from(value), value) : value;
  },
  DateTimeField: (value, time) => {
    if (value instanceof Temporal.PlainDate) return momentOf(`${value}T00:00`, null, false, time);
    return typeof value === "string" ? tryTo(() => readMoment(value, time), value) : value;
  },
  TimeField: (value) => {
    if (value instanceof Temporal.Instant) return plainOf(value).toPlainTime();
    return typeof value === "string" ? tryTo(() => Temporal.PlainTime.from(value), value) : value;
  },
};

function wholeNumber(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string" && /^\s*[-+]?\d+\s*$/.test(value)) return wholeNumber(BigInt(value.trim()));
  if (Decimal.isDecimal(value)) return Number(value);
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return Number(value);
  return value;
}

function readMoment(text: string, time: TimeSettings): Instant {
  const match = /^(.*?)(Z|[-+]\d\d:?\d\d)?$/.exec(text)!; // matches anything
  if (match[2] !== undefined && match[1]!.includes(":")) return Temporal.Instant.from(text);
  return momentOf(text, null, false, time);
}

function plainOf(moment: Instant, zone = "UTC") {
  return moment.toZonedDateTimeISO(zone).toPlainDateTime();
}

function tryTo(read: () => unknown, otherwise: unknown): unknown {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Encodes a value of an answer. A UUID is a text in Quintet, and marked in the corpus: a text that looks like one is
 * taken for one, unless it is known to come from a field for texts.
 */
export function encodeValue(value: unknown, time: TimeSettings, field?: FieldDocument): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return { $int: String(value) };
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "string") {
    const isText = field !== undefined && field.type !== "UUIDField";
    return !isText && uuidPattern.test(value) ? { $uuid: value } : value;
  }
  if (typeof value === "boolean") return value;
  if (Decimal.isDecimal(value)) return { $decimal: value.toFixed() };
  if (Array.isArray(value)) return value.map((item) => encodeValue(item, time, field));
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  return encodeMoment(value, time) ?? encodeObject(value as object, time, field);
}

function encodeNumber(value: number): Json {
  if (Number.isFinite(value)) return value;
  return { $float: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
}

function encodeMoment(value: unknown, { useTz }: Pick<TimeSettings, "useTz">): Json | undefined {
  if (value instanceof Date) return encodeMoment(Temporal.Instant.from(value.toISOString()), { useTz });
  if (value instanceof Temporal.Instant) {
    const text = String(value).slice(0, -1);
    return useTz ? { $datetime: text, tz: "UTC" } : { $datetime: text };
  }
  if (value instanceof Temporal.PlainDate) return { $date: String(value) };
  if (value instanceof Temporal.PlainTime) return { $time: String(value) };
  if (value instanceof Temporal.Duration) return { $timedelta: value.total({ unit: "seconds" }) };
  return undefined;
}

/** Objects whose keys could be taken for something else are lists of pairs in the corpus. */
function encodeObject(value: object, time: TimeSettings, field: FieldDocument | undefined): Json {
  const entries = Object.entries(value).map(([key, item]) => [key, encodeValue(item, time, field)] as const);
  const isOdd = entries.some(([key]) => key.startsWith("$") || /^\d+$/.test(key));
  return isOdd ? { $map: entries } : Object.fromEntries(entries);
}
