import { asciiDigits } from "./decimal-digits.ts";
import { durationOfMicroseconds } from "./duration-parts.ts";
import { NoSuchMomentError } from "./errors.ts";
import type { Duration } from "./temporal.ts";

/*
 * Three ways to write a length of time, as Django reads them. In the first and the last, the sign of the days is that of
 * the days alone, and `-4 15:30` is less than four days before; in ISO 8601 one sign is for all.
 */
const plain =
  /^(?:(?<days>-?\d+) (?:days?, )?)?(?<sign>-?)(?:(?<hours>\d+):(?=\d+:\d+))?(?:(?<minutes>\d+):)?(?<seconds>\d+)(?:[.,](?<fraction>\d{1,6})\d{0,6})?\n?$/;
const amount = String.raw`\d+(?:[.,]\d+)?`;
const iso = new RegExp(
  `^(?<sign>[-+]?)P(?:(?<days>${amount})D)?(?:T(?:(?<hours>${amount})H)?(?:(?<minutes>${amount})M)?(?:(?<seconds>${amount})S)?)?\\n?$`,
);
const postgres =
  /^(?:(?<days>-?\d+) days? ?)?(?:(?<sign>[-+])?(?<hours>\d+):(?<minutes>\d\d):(?<seconds>\d\d)(?:\.(?<fraction>\d{1,6}))?)?\n?$/;

/**
 * Reads a length of time: `1 02:30:00`, `1 day, 2:30:00`, `2:30` for minutes and seconds, `90.5` for seconds, `P1DT2H30M`
 * of ISO 8601. An empty text is no time at all.
 *
 * @returns Hours and smaller units. `undefined` for a text of another form; years and months have no fixed length.
 * @throws {@link NoSuchMomentError} for more than 999,999,999 days.
 */
export function parseDuration(text: string): Duration | undefined {
  const written = asciiDigits(text);
  const isoParts = plain.test(written) ? undefined : iso.exec(written)?.groups;
  const parts = isoParts ?? (plain.exec(written) ?? postgres.exec(written))?.groups;
  if (parts === undefined) return undefined;
  const sign = parts.sign === "-" ? -1n : 1n;
  const days = sum(text, [[parts.days, daySeconds]]) * (isoParts === undefined ? 1n : sign);
  const clock = sum(text, [
    [parts.hours, 3600n],
    [parts.minutes, 60n],
    [withFraction(parts.seconds, parts.fraction), 1n],
  ]);
  const microseconds = days + sign * clock;
  if (microseconds >= limit || microseconds <= -limit) throw tooLong(text);
  return durationOfMicroseconds(microseconds);
}

const daySeconds = 86_400n;
const limit = 1_000_000_000n * daySeconds * 1_000_000n;
/** Decimal places that are looked at: what stands behind them doesn't come near a microsecond. */
const places = 18;
const one = 10n ** BigInt(places);

function withFraction(seconds: string | undefined, fraction: string | undefined): string | undefined {
  return fraction === undefined ? seconds : `${seconds}.${fraction}`;
}

/** Microseconds, rounded once for all amounts, to the even number where two are as near. */
function sum(
  text: string,
  amounts: readonly (readonly [amount: string | undefined, seconds: bigint])[],
): bigint {
  let total = 0n;
  for (const [written = "0", seconds] of amounts) total += scaled(text, written) * seconds * 1_000_000n;
  const whole = total / one;
  const rest = (total < 0n ? -total : total) % one;
  const isUp = rest * 2n > one || (rest * 2n === one && whole % 2n !== 0n);
  return isUp ? whole + (total < 0n ? -1n : 1n) : whole;
}

/** An amount times `one`. */
function scaled(text: string, written: string): bigint {
  const [whole = "", fraction = ""] = written.split(/[.,]/);
  const digits = whole.replace(/^(-?)0+(?=\d)/, "$1");
  if (digits.length > 16) throw tooLong(text); // seconds of the longest time have 14
  return BigInt(digits + fraction.slice(0, places).padEnd(places, "0"));
}

function tooLong(text: string): NoSuchMomentError {
  return new NoSuchMomentError(text, "a length of time", "the longest has 999,999,999 days");
}
