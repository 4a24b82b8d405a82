import { Decimal } from "decimal.js";
import {
  type Duration,
  durationMicroseconds,
  type PlainDateTime,
  type PlainTime,
  Temporal,
  type ZonedDateTime,
} from "quintet/dates";
import { SafeString, safe, toHtml } from "quintet/templates";
import { FloatNumber, floatText } from "../../src/templates/runtime/float-number.ts";

/*
 * The corpus's encoding of Python values (see its README) as the JavaScript values that Quintet's users would have:
 * dates as Temporal, dictionaries as objects or Maps, objects as instances of a class.
 */

/** What the corpus asks for and Quintet doesn't have. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

type Tagged = Readonly<Record<string, unknown>>;
type Zone = string | { readonly offset: number; readonly name: string };

interface Raised {
  readonly class: string;
  readonly message: string;
  readonly silent: boolean;
}

/** An exception of a recorded object. */
class RecordedError extends Error {
  readonly silentVariableFailure: boolean;

  constructor({ class: name, message, silent }: Raised) {
    super(message);
    this.name = name;
    this.silentVariableFailure = silent;
  }
}

/** Turns encoded JSON into values. `template` makes a template from its source. */
export function decode(json: unknown, template?: (source: string) => unknown): unknown {
  if (Array.isArray(json)) return json.map((item) => decode(item, template));
  // Whole numbers beyond 2^53 come as "$int": such a number without it is a fraction.
  if (typeof json === "number" && Math.abs(json) > Number.MAX_SAFE_INTEGER) return new FloatNumber(json);
  if (typeof json !== "object" || json === null) return json;
  const tagged = json as Tagged;
  const tag = Object.keys(tagged).find((key) => key.startsWith("$"));
  if (tag === undefined) return decodeEntries(tagged, template);
  if (tag === "$template" && template !== undefined) return template(String(tagged.$template));
  const make = decoders[tag];
  if (make === undefined) throw new Unsupported(tag);
  return make(tagged[tag] as never, tagged, (inner) => decode(inner, template));
}

function decodeEntries(json: Tagged, template?: (source: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, decode(value, template)]));
}

type Decoder = (value: never, all: Tagged, decode: (inner: unknown) => unknown) => unknown;

const decoders: Readonly<Record<string, Decoder>> = {
  $safe: (text: string) => safe(text),
  $float: (text: string) => decodeFloat(text),
  $int: (text: string) => BigInt(text),
  $tuple: (items: unknown[], _, inner) => items.map(inner),
  $set: (items: unknown[], _, inner) => new Set(items.map(inner)),
  $map: (entries: [unknown, unknown][], _, inner) =>
    new Map(entries.map(([key, value]) => [inner(key), inner(value)])),
  $lazy: (value: unknown, _, inner) => inner(value),
  $decimal: (text: string) => decodeDecimal(text),
  $uuid: (text: string) => text,
  $bytes: (text: string) => Buffer.from(text, "base64"),
  $range: ([start, stop, step]: [number, number, number]) => range(start, stop, step),
  $date: (text: string) => Temporal.PlainDate.from(text),
  $time: (text: string) => Temporal.PlainTime.from(text),
  $datetime: (text: string, { tz, fold }) => decodeDateTime(text, tz as Zone | undefined, fold === 1),
  $timedelta: (seconds: number) => decodeDuration(seconds),
  $tz: (zone: Zone) => zoneId(zone),
  $querydict: (query: string) => new URLSearchParams(query),
  $regex: (pattern: string, { flags }) => new RegExp(pattern, String(flags ?? "").replace(/[^ims]/g, "")),
  $callable: (value: unknown, all, inner) => decodeCallable(value, all, inner),
  $raises: (raised: Raised) => {
    throw new RecordedError(raised);
  },
  $object: (description: ObjectDescription, _, inner) => decodeObject(description, inner),
  $request: (request: RecordedRequest) => decodeRequest(request),
};

function decodeFloat(text: string): unknown {
  if (text === "nan") return Number.NaN;
  if (text.endsWith("inf")) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return new FloatNumber(Number(text));
}

/** A decimal that prints the zeros with which it was written. */
function decodeDecimal(text: string): Decimal {
  const decimal = new Decimal(text);
  Object.defineProperty(decimal, "toString", { value: () => text });
  return decimal;
}

function range(start: number, stop: number, step: number): number[] {
  const numbers: number[] = [];
  for (let number = start; step > 0 ? number < stop : number > stop; number += step) numbers.push(number);
  return numbers;
}

/** A zone's name, or `+05:30`. */
export function zoneId(zone: Zone): string {
  if (typeof zone === "string") return zone;
  const minutes = Math.abs(zone.offset);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${zone.offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function decodeDateTime(text: string, zone: Zone | undefined | null, isSecond: boolean): unknown {
  const naive = Temporal.PlainDateTime.from(text);
  return zone === undefined || zone === null ? naive : inZone(naive, zoneId(zone), isSecond);
}

/**
 * The moment of a local time. Where the zone has it twice, Python's `fold` says which is meant; where it has it never, the
 * first goes by the offset before the clocks change, and the second by the one behind.
 */
export function inZone(naive: PlainDateTime, zone: string, isSecond: boolean): ZonedDateTime {
  const first = naive.toZonedDateTime(zone); // as Temporal's "compatible"
  if (!isSecond) return first;
  const earlier = naive.toZonedDateTime(zone, { disambiguation: "earlier" });
  return earlier.equals(first) ? naive.toZonedDateTime(zone, { disambiguation: "later" }) : earlier;
}

function decodeDuration(seconds: number): Duration {
  const whole = Math.trunc(seconds);
  return Temporal.Duration.from({ seconds: whole, microseconds: Math.round((seconds - whole) * 1e6) });
}

function decodeCallable(value: unknown, all: Tagged, inner: (inner: unknown) => unknown): unknown {
  const callable = () => inner(value);
  return Object.assign(callable, {
    altersData: all.alters_data === true,
    doNotCallInTemplates: all.do_not_call_in_templates === true,
  });
}

interface ObjectDescription {
  readonly attrs: Tagged;
  readonly items?: Tagged;
  readonly str?: unknown;
  readonly html?: string;
}

/** An instance of a class of its own, whose members are getters where they raise. */
function decodeObject(
  { attrs, items = {}, str, html }: ObjectDescription,
  inner: (inner: unknown) => unknown,
): object {
  class Recorded {}
  const object = new Recorded();
  for (const [name, value] of Object.entries({ ...attrs, ...items })) {
    const raises = typeof value === "object" && value !== null && "$raises" in value;
    const member = raises ? { get: () => inner(value) } : { value: inner(value) };
    Object.defineProperty(object, name, { ...member, enumerable: true });
  }
  // An object whose text is HTML already is one that has HTML and no other text.
  const isHtml = typeof str === "object" && str !== null && "$safe" in str;
  if (str !== undefined && !isHtml)
    Object.defineProperty(Recorded.prototype, "toString", { value: () => String(inner(str)) });
  const markup = html ?? (isHtml ? inner(str) : undefined);
  if (markup !== undefined) Object.defineProperty(Recorded.prototype, toHtml, { value: () => markup });
  return object;
}

interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query_string: string;
  readonly cookies?: Readonly<Record<string, string>>;
}

function decodeRequest({ method, path, query_string, cookies = {} }: RecordedRequest): object {
  return {
    method,
    path,
    GET: new URLSearchParams(query_string),
    query: new URLSearchParams(query_string),
    COOKIES: cookies,
    is_secure: () => false,
    get_full_path: () => (query_string === "" ? path : `${path}?${query_string}`),
  };
}

/** Turns a value into the corpus's encoding. */
export function encode(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return { $int: String(value) };
  if (typeof value === "number") return Number.isFinite(value) ? value : { $float: floatText(value) };
  if (typeof value !== "object") return value;
  if (value instanceof SafeString) return { $safe: value.text };
  if (value instanceof FloatNumber) return { $float: String(value) };
  if (Decimal.isDecimal(value)) return { $decimal: String(value) };
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [encode(key), encode(item)]) };
  return (
    encodeTemporal(value) ??
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]))
  );
}

function encodeTemporal(value: object): Tagged | undefined {
  if (value instanceof Temporal.PlainDate) return { $date: String(value) };
  if (value instanceof Temporal.PlainTime) return { $time: isoText(value) };
  if (value instanceof Temporal.PlainDateTime) return { $datetime: isoText(value) };
  if (value instanceof Temporal.ZonedDateTime) return encodeZoned(value);
  if (value instanceof Temporal.Duration) return { $timedelta: secondsOf(durationMicroseconds(value)) };
  return undefined;
}

function secondsOf(microseconds: bigint): number {
  const isWhole = microseconds % 1_000_000n === 0n;
  return isWhole ? Number(microseconds / 1_000_000n) : Number(microseconds) / 1e6;
}

/** As Python's isoformat(): with all six digits of a fraction, or none. */
function isoText(value: PlainTime | PlainDateTime): string {
  const hasFraction = value.millisecond !== 0 || value.microsecond !== 0;
  return value.toString({ fractionalSecondDigits: hasFraction ? 6 : 0 });
}

function encodeZoned(zoned: ZonedDateTime): Tagged {
  const local = zoned.toPlainDateTime();
  const isSecond = !local.toZonedDateTime(zoned.timeZoneId, { disambiguation: "earlier" }).equals(zoned);
  const tz = encodeZone(zoned);
  return { $datetime: isoText(local), tz, ...(isSecond ? { fold: 1 } : {}) };
}

/** Zones of a fixed offset have no name with Temporal: they get the one that Django gives them. */
function encodeZone({ timeZoneId, offset, offsetNanoseconds }: ZonedDateTime): Zone {
  if (!/^[+-]/.test(timeZoneId)) return timeZoneId;
  return { offset: offsetNanoseconds / 60e9, name: offset.replace(":", "") };
}
