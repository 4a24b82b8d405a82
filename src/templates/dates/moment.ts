import { tagOf } from "../runtime/truth.ts";
import {
  type PlainDate,
  type PlainDateTime,
  type PlainTime,
  Temporal,
  type ZonedDateTime,
} from "./temporal.ts";

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
  /** A `Temporal.ZonedDateTime` is shown in its own zone instead. */
  readonly keepZones: boolean;
}

/**
 * What a value says about time, or `undefined` where it is nothing of the kind. An instant (`Date`,
 * `Temporal.Instant`, `Temporal.ZonedDateTime`) is shown in the zone of the settings.
 */
export function momentOf(value: unknown, { timeZone, keepZones }: ZoneSettings): Moment | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return undefined;
    return zonedMoment(Temporal.Instant.fromEpochMilliseconds(value.getTime()).toZonedDateTimeISO(timeZone));
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
    case "Temporal.ZonedDateTime":
      return zonedMoment(
        keepZones ? (value as ZonedDateTime) : (value as ZonedDateTime).withTimeZone(timeZone),
      );
    case "Temporal.Instant":
      return zonedMoment(Temporal.Instant.from(String(value)).toZonedDateTimeISO(timeZone));
    default:
      return undefined;
  }
}

/** The moment of an instant in its own zone. */
function zonedMoment(zoned: ZonedDateTime): Moment {
  return { kind: "datetime", date: zoned.toPlainDate(), time: zoned.toPlainTime(), zoned };
}
