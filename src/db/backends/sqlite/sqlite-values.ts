import { type Duration, type Instant, type PlainTime, Temporal } from "../../../dates/index.ts";
import { textOfDate, timeOfText } from "../moment-text.ts";

/*
 * Moments and lengths of time as Django's SQLite backend stores them: moments as text in UTC without a zone, with
 * microseconds only where there are some; lengths in microseconds.
 */

/** Reads what textOfDate() writes; other forms that SQLite's own functions make are read by `Date`. */
export function dateOfText(text: string): Date {
  const time = timeOfText(text, text.length);
  if (!Number.isNaN(time)) return new Date(time);
  const hasZone = /[Zz]$|[+-]\d\d:?\d\d$/.test(text);
  const iso = text.length <= 10 ? `${text}T00:00:00` : text.replace(" ", "T");
  return new Date(hasZone ? iso : `${iso}Z`);
}

/** `2026-03-01T10:00:00.123456Z` gives `"2026-03-01 10:00:00.123456"`. */
export function textOfMoment(moment: Date | Instant): string {
  if (moment instanceof Date) return textOfDate(moment);
  const text = textOfDate(new Date(moment.epochMilliseconds));
  const rest = microsecondsBeyond(moment);
  if (rest === 0) return text;
  return (text.length === 19 ? `${text}.000` : text.slice(0, -3)) + String(rest).padStart(3, "0");
}

/** A moment of a migration file, `2026-03-01T10:00:00.123456Z`, the same way. */
export function storedMoment(text: string): string {
  return textOfMoment(instantOfText(text, (each) => new Date(each)));
}

/** The microseconds of an instant that a `Date` of it leaves out: 0 to 999. */
export function microsecondsBeyond({ epochNanoseconds, epochMilliseconds }: Instant): number {
  return Number(epochNanoseconds / 1000n - BigInt(epochMilliseconds) * 1000n);
}

/** The moment of a text that `read` makes a `Date` of, with the microseconds that the text has beyond it. */
export function instantOfText(text: string, read: (text: string) => Date): Instant {
  const milliseconds = read(text).getTime();
  const [, beyond] = /\.\d{3}(\d{1,3})/.exec(text) ?? [];
  const nanoseconds = BigInt(milliseconds) * 1_000_000n;
  if (beyond === undefined) return new Temporal.Instant(nanoseconds);
  return new Temporal.Instant(nanoseconds + BigInt(beyond.padEnd(3, "0")) * 1000n);
}

/** `10:00:00` or `10:00:00.120000`. */
export function textOfTime(time: PlainTime): string {
  const hasFraction = time.millisecond !== 0 || time.microsecond !== 0;
  return time.toString({ fractionalSecondDigits: hasFraction ? 6 : 0 });
}

/** As a number, or a bigint where that holds more: from 285 years on. */
export function microsecondsOf(duration: Duration): number | bigint {
  const total = Math.round(duration.total({ unit: "microseconds" }));
  if (Number.isSafeInteger(total)) return total;
  const { seconds, milliseconds, microseconds } = duration.round({
    largestUnit: "seconds",
    smallestUnit: "microseconds",
  });
  return BigInt(seconds) * 1_000_000n + BigInt(milliseconds * 1000 + microseconds);
}

/** Of microseconds, as drivers give them: a number, or a bigint or a text where they may be more than that holds. */
export function durationOf(stored: unknown): Duration {
  const isWhole = typeof stored === "bigint" || /^-?\d+$/.test(String(stored));
  if (!isWhole) return durationOfParts(0, Number(stored));
  const total = BigInt(stored as bigint | number | string);
  return durationOfParts(Number(total / 1_000_000n), Number(total % 1_000_000n));
}

/** In hours and smaller units. Both parts have the same sign. */
export function durationOfParts(seconds: number, microseconds: number): Duration {
  return Temporal.Duration.from({ seconds, microseconds }).round({ largestUnit: "hours" });
}

/** `10:00:00.120` as microseconds since midnight. */
export function microsecondsOfTime(text: string): number {
  const [hours = "0", minutes = "0", seconds = "0"] = text.split(":");
  return (Number(hours) * 3600 + Number(minutes) * 60) * 1_000_000 + Math.round(Number(seconds) * 1_000_000);
}

/** The other way round, with a fraction only where there is one. */
export function textOfMicroseconds(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const rest = microseconds % 1_000_000;
  return rest === 0 ? whole : `${whole}.${String(rest).padStart(6, "0")}`;
}
