import { dateOfText, microsecondsOfTime, textOfMicroseconds } from "./sqlite-values.ts";

/*
 * Arithmetic with moments, which SQLite stores as texts: days as "2026-03-01", times of day as "10:00:00", moments as both
 * with a space between. Lengths of time are whole numbers of microseconds.
 */

const microsecondsPerDay = 86_400_000_000;

/** How long it is from the second moment to the first, in microseconds. */
export function timeBetween(later: string, earlier: string): bigint {
  return BigInt(microsecondsOfMoment(later)) - BigInt(microsecondsOfMoment(earlier));
}

/** A moment so many microseconds later. A day gives a moment; a time of day begins anew at midnight. */
export function addTime(kind: string, moment: string, microseconds: number | bigint): string {
  const sum = microsecondsOfMoment(moment) + Number(microseconds);
  if (kind === "time")
    return textOfMicroseconds(((sum % microsecondsPerDay) + microsecondsPerDay) % microsecondsPerDay);
  const days = Math.floor(sum / microsecondsPerDay);
  const date = new Date(days * 86_400_000).toISOString().slice(0, 10);
  return `${date} ${textOfMicroseconds(sum - days * microsecondsPerDay)}`;
}

/** Microseconds since 1970, or since midnight. */
function microsecondsOfMoment(text: string): number {
  const [day, time] = text.includes("-") ? [text.slice(0, 10), text.slice(11)] : [undefined, text];
  const start = day === undefined ? 0 : dateOfText(day).getTime() * 1000;
  return start + (time === "" ? 0 : microsecondsOfTime(time));
}
