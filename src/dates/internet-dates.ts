import type { PlainDate, PlainDateTime, ZonedDateTime } from "./temporal.ts";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What mails and feeds date themselves with. A day alone is its midnight. */
export type DatedMoment = PlainDate | PlainDateTime | ZonedDateTime;

/**
 * As mails and RSS have it (RFC 5322, 3.3): `Sun, 01 Mar 2026 14:30:05 +0100`. A moment without a zone ends with `-0000`,
 * which means that it isn't known.
 */
export function mailDate(moment: DatedMoment): string {
  const local = localPart(moment);
  const offset = offsetText(moment)?.replaceAll(":", "") ?? "-0000";
  const day = `${weekdays[local.dayOfWeek - 1]}, ${two(local.day)} ${months[local.month - 1]} ${String(local.year).padStart(4, "0")}`;
  return `${day} ${two(local.hour)}:${two(local.minute)}:${two(local.second)} ${offset}`;
}

/**
 * As Atom and most interfaces have it (RFC 3339): `2026-03-01T14:30:05+01:00`, with microseconds where there are some. A
 * moment without a zone counts as one of UTC.
 */
export function timestamp(moment: DatedMoment): string {
  const local = localPart(moment);
  const hasFraction = local.millisecond !== 0 || local.microsecond !== 0;
  return local.toString({ fractionalSecondDigits: hasFraction ? 6 : 0 }) + (offsetText(moment) ?? "Z");
}

function localPart(moment: DatedMoment): PlainDateTime {
  return "toPlainDateTime" in moment ? moment.toPlainDateTime() : moment;
}

function offsetText(moment: DatedMoment): string | undefined {
  return "offset" in moment ? moment.offset : undefined;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
