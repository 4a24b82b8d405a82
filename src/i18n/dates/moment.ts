import {
  type Instant,
  type PlainDate,
  type PlainDateTime,
  type PlainTime,
  Temporal,
  type ZonedDateTime,
} from "../../dates/index.ts";
import { type ClockFields, fieldsOf, fieldsOfPlain } from "./clock-fields.ts";
import { offsetMilliseconds } from "./zone-offset.ts";

/** A date, a time or both, as filters and formats see it: whichever class it came from. */
export interface Moment {
  readonly kind: "date" | "time" | "datetime";
  readonly fields: ClockFields;
  readonly date: PlainDate;
  readonly time: PlainTime;
  /** The instant with its zone; `undefined` for a date or time that names none. */
  readonly zoned: ZonedDateTime | undefined;
}

/** In which zone instants are shown. */
export interface ZoneSettings {
  readonly timeZone: string;
  /** Whether nothing is moved there: a `Temporal.ZonedDateTime` stays in its own zone, other instants in UTC. */
  readonly keepZones?: boolean;
}

/**
 * What a value says about time, or `undefined` where it is nothing of the kind. An instant (`Date`,
 * `Temporal.Instant`, `Temporal.ZonedDateTime`) is shown in the zone of the settings.
 */
export function momentOf(value: unknown, { timeZone, keepZones = false }: ZoneSettings): Moment | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Date) {
    const time = value.getTime();
    return Number.isNaN(time) ? undefined : new ZonedMoment(time, 0, keepZones ? "UTC" : timeZone);
  }
  switch (tagOf(value)) {
    case "Temporal.PlainDate":
      return new PlainMoment("date", value as PlainDate, midnight);
    case "Temporal.PlainTime":
      return new PlainMoment("time", someDay, value as PlainTime);
    case "Temporal.PlainDateTime": {
      const naive = value as PlainDateTime;
      return new PlainMoment("datetime", naive.toPlainDate(), naive.toPlainTime());
    }
    case "Temporal.ZonedDateTime": {
      const zoned = value as ZonedDateTime;
      const staysThere = keepZones || settled.has(zoned);
      return momentOfInstant(zoned, staysThere ? zoned.timeZoneId : timeZone);
    }
    case "Temporal.Instant":
      return momentOfInstant(value as Instant, keepZones ? "UTC" : timeZone);
    default:
      return undefined;
  }
}

/** What an object says that it is, such as `"Temporal.PlainDate"`: that of any Temporal, the runtime's or a polyfill's. */
function tagOf(value: object): unknown {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
}

const midnight = Temporal.PlainTime.from("00:00");
const someDay = Temporal.PlainDate.from("1900-01-01");

/** A day or a time that is nowhere in particular. */
class PlainMoment implements Moment {
  readonly kind: Moment["kind"];
  readonly date: PlainDate;
  readonly time: PlainTime;
  readonly zoned = undefined;
  #fields: ClockFields | undefined;

  constructor(kind: Moment["kind"], date: PlainDate, time: PlainTime) {
    this.kind = kind;
    this.date = date;
    this.time = time;
  }

  get fields(): ClockFields {
    this.#fields ??= fieldsOfPlain(this.date, this.time);
    return this.#fields;
  }
}

/** An instant in a zone. Most formats need nothing but its fields, so Temporal's objects are made when asked for. */
class ZonedMoment implements Moment {
  readonly kind = "datetime";
  readonly fields: ClockFields;
  readonly #milliseconds: number;
  readonly #microseconds: number;
  readonly #timeZone: string;

  /** @param microseconds - Those beyond the milliseconds. */
  constructor(milliseconds: number, microseconds: number, timeZone: string) {
    this.#milliseconds = milliseconds;
    this.#microseconds = microseconds;
    this.#timeZone = timeZone;
    this.fields = fieldsOf(milliseconds + offsetMilliseconds(timeZone, milliseconds), microseconds);
  }

  get zoned(): ZonedDateTime {
    const nanoseconds = BigInt(this.#milliseconds) * 1_000_000n + BigInt(this.#microseconds) * 1000n;
    return new Temporal.ZonedDateTime(nanoseconds, this.#timeZone);
  }

  get date(): PlainDate {
    return this.zoned.toPlainDate();
  }

  get time(): PlainTime {
    return this.zoned.toPlainTime();
  }
}

function momentOfInstant(instant: Instant | ZonedDateTime, timeZone: string): Moment {
  const { epochMilliseconds, epochNanoseconds } = instant;
  const rest = epochNanoseconds - BigInt(epochMilliseconds) * 1_000_000n;
  return new ZonedMoment(epochMilliseconds, Math.floor(Number(rest) / 1000), timeZone);
}

const settled = new WeakSet<object>();

/**
 * An instant in a zone in which it is shown from then on, whatever the current zone is. A date and time without zone
 * is thought to be in `defaultTimeZone`. `undefined` for what is no instant.
 */
export function inZone(value: unknown, timeZone: string, defaultTimeZone: string): ZonedDateTime | undefined {
  const moment = momentOf(value, { timeZone });
  if (moment?.kind !== "datetime") return undefined;
  const instant =
    moment.zoned ?? moment.date.toZonedDateTime({ timeZone: defaultTimeZone, plainTime: moment.time });
  const zoned = Temporal.ZonedDateTime.from(instant.withTimeZone(timeZone)); // a copy, which alone is marked
  settled.add(zoned);
  return zoned;
}
