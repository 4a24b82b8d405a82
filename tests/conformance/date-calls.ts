import {
  durationMicroseconds,
  durationText,
  isoDurationText,
  mailDate,
  parseDate,
  parseDateTime,
  parseDuration,
  parseTime,
  Temporal,
  timestamp,
  type ZonedDateTime,
} from "quintet/dates";
import { momentOf } from "quintet/i18n";
import { argument, type Call, type CallAnswerers, textArgument } from "./call.ts";
import { encode, inZone } from "./values.ts";

/*
 * Django's functions of dates, times and lengths of time. What is an aware datetime there is an instant in a zone here, and
 * a naive one a date and time without a zone.
 */

type Moment = Parameters<typeof mailDate>[0];
type Duration = ReturnType<typeof Temporal.Duration.from>;

export const dateFunctions: CallAnswerers = {
  "django.utils.dateparse.parse_date": ({ args: [text] }) => parseDate(textArgument(text)),
  "django.utils.dateparse.parse_datetime": ({ args: [text] }) => parsedDateTime(textArgument(text)),
  "django.utils.dateparse.parse_duration": ({ args: [text] }) => parseDuration(textArgument(text)),
  "django.utils.dateparse.parse_time": ({ args: [text] }) => parseTime(textArgument(text)),
  "django.utils.duration.duration_iso_string": ({ args: [value] }) => isoDurationText(value as Duration),
  "django.utils.duration.duration_microseconds": ({ args: [value] }) =>
    wholeNumber(durationMicroseconds(value as Duration)),
  "django.utils.duration.duration_string": ({ args: [value] }) => durationText(value as Duration),
  "django.utils.feedgenerator.rfc2822_date": ({ args: [value] }) => mailDate(value as Moment),
  "django.utils.feedgenerator.rfc3339_date": ({ args: [value] }) => timestamp(value as Moment),
  "django.utils.timezone.get_current_timezone": ({ record }) => ({
    $tz: record.timezone ?? record.settings.TIME_ZONE,
  }),
  "django.utils.timezone.get_current_timezone_name": ({ record }) =>
    zoneName(record.timezone ?? record.settings.TIME_ZONE),
  "django.utils.timezone.get_default_timezone": ({ record }) => ({ $tz: record.settings.TIME_ZONE }),
  "django.utils.timezone.get_default_timezone_name": ({ record }) => record.settings.TIME_ZONE,
  "django.utils.timezone.is_aware": ({ args: [value] }) => isAware(value),
  "django.utils.timezone.is_naive": ({ args: [value] }) => !isAware(value),
  "django.utils.timezone.localdate": (call) => localTime(call).toPlainDate(),
  "django.utils.timezone.localtime": (call) => named(localTime(call), call),
  "django.utils.timezone.make_aware": (call) => named(madeAware(call), call),
  "django.utils.timezone.make_naive": (call) => localTime(call).toPlainDateTime(),
  "django.utils.timezone.now": ({ record }) => {
    const now = Temporal.Instant.from(record.now!).toZonedDateTimeISO(
      record.settings.USE_TZ ? "UTC" : record.settings.TIME_ZONE,
    );
    return record.settings.USE_TZ ? now : now.toPlainDateTime();
  },
  "django.utils.timezone.template_localtime": (call) => {
    const value = argument(call, 0, "value");
    const isConverted = (argument(call, 1, "use_tz") ?? call.record.settings.USE_TZ) === true;
    return isConverted && value instanceof Temporal.ZonedDateTime
      ? value.withTimeZone(call.environment.timeZone)
      : value;
  },
};

function wholeNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function isAware(value: unknown): value is ZonedDateTime {
  if (value instanceof Temporal.ZonedDateTime || value instanceof Temporal.PlainDateTime)
    return value instanceof Temporal.ZonedDateTime;
  throw new TypeError("no datetime");
}

function zoneName(zone: string | { readonly name: string }): string {
  return typeof zone === "string" ? zone : zone.name;
}

function zoneOf(call: Call): string {
  return String(argument(call, 1, "timezone") ?? call.environment.timeZone);
}

function localTime(call: Call): ZonedDateTime {
  const value = argument(call, 0, "value") ?? call.environment.now();
  const zoned = momentOf(value, { timeZone: zoneOf(call) })?.zoned;
  if (zoned === undefined) throw new RangeError("a date and time without a zone is at no moment");
  return zoned;
}

function madeAware(call: Call): ZonedDateTime {
  const value = argument(call, 0, "value");
  if (isAware(value)) throw new RangeError("it has a zone already");
  // Python's naive datetimes say which of two equal times they mean; Temporal asks for it with the zone.
  const { fold } = call.record.args[0] as { readonly fold?: number };
  return inZone(Temporal.PlainDateTime.from(String(value)), zoneOf(call), fold === 1);
}

/** Temporal's zones of a fixed offset have no name: the answer's gets the one that the record has for it. */
function named(zoned: ZonedDateTime, { record }: Call): unknown {
  const given = (record.args[1] ?? record.kwargs?.timezone) as { readonly $tz?: unknown } | undefined;
  const name = given?.$tz ?? record.timezone;
  return { ...(encode(zoned) as object), ...(name === undefined ? {} : { tz: name }) };
}

/**
 * Python calls the offsets that it reads itself "UTC+01:00", and UTC where there is none; those that Django reads instead,
 * in looser forms, are "+0100" and "+0000".
 */
function parsedDateTime(text: string): unknown {
  const parsed = parseDateTime(text);
  const encoded = encode(parsed) as object;
  if (!(parsed instanceof Temporal.ZonedDateTime) || text.endsWith("Z")) return encoded;
  const { offset, offsetNanoseconds } = parsed;
  if (!readByPython.test(text))
    return { ...encoded, tz: { offset: offsetNanoseconds / 60e9, name: offset.replace(":", "") } };
  return offsetNanoseconds === 0
    ? encoded
    : { ...encoded, tz: { offset: offsetNanoseconds / 60e9, name: `UTC${offset}` } };
}

// A space in front of the offset is let through by accident: where the digits end of themselves.
const readByPython =
  /^\d{4}(?:-\d\d-\d\d|\d{4}|-?W\d\d(?:-?\d)?).\d\d(?::?\d\d)*(?: |[.,](?:\d+|\d{6,} ))?[+-][^ ]*$/s;
