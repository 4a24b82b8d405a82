import {
  type PlainDate,
  type PlainDateTime,
  type PlainTime,
  Temporal,
  type ZonedDateTime,
} from "../../dates/index.ts";

/** What an object says that it is, such as `"Temporal.PlainDate"`: that of any Temporal, the runtime's or a polyfill's. */
function tagOf(value: object): unknown {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
}

/** A date, a time or both, as filters and formats see it: whichever class it came from. */
export interface Moment {
  readonly kind: "date" | "time" | "datetime";
  readonly date: PlainDate;
  readonly time: PlainTime;
  /** The instant with its zone; `undefined` for a date or time that names none. */
  readonly zoned: ZonedDateTime | undefined;
}

const midnight = Temporal.PlainTime.from("00:00");
const someDay = Temporal.PlainDate.from("1900-01-01");

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
  const zone = keepZones ? "UTC" : timeZone;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return undefined;
    return zonedMoment(Temporal.Instant.fromEpochMilliseconds(value.getTime()).toZonedDateTimeISO(zone));
  }
  switch (tagOf(value)) {
    case "Temporal.PlainDate":
      return { kind: "date", date: value as PlainDate, time: midnight, zoned: undefined };
    case "Temporal.PlainTime":
      return { kind: "time", date: someDay, time: value as PlainTime, zoned: undefined };
    case "Temporal.PlainDateTime": {
      const naive = value as PlainDateTime;
      return { kind: "datetime", date: naive.toPlainDate(), time: naive.toPlainTime(), zoned: undefined };
    }
    case "Temporal.ZonedDateTime": {
      const zoned = value as ZonedDateTime;
      return zonedMoment(keepZones || settled.has(zoned) ? zoned : zoned.withTimeZone(timeZone));
    }
    case "Temporal.Instant":
      return zonedMoment(Temporal.Instant.from(String(value)).toZonedDateTimeISO(zone));
    default:
      return undefined;
  }
}

/** The moment of an instant in its own zone. */
function zonedMoment(zoned: ZonedDateTime): Moment {
  return { kind: "datetime", date: zoned.toPlainDate(), time: zoned.toPlainTime(), zoned };
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
