import { type Duration, Temporal } from "./temporal.ts";

/** A length of time as a clock shows it. Days may be negative, and the rest is what is added to them. */
export interface DurationParts {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly microseconds: number;
}

const dayMicroseconds = 86_400_000_000n;

/** `-PT1H` is a day less, and 23 hours. A fraction of a microsecond is left out. */
export function durationParts(duration: Duration): DurationParts {
  const total = durationMicroseconds(duration);
  const rest = ((total % dayMicroseconds) + dayMicroseconds) % dayMicroseconds;
  const seconds = Number(rest / 1_000_000n);
  return {
    days: Number((total - rest) / dayMicroseconds),
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
    microseconds: Number(rest % 1_000_000n),
  };
}

/**
 * The microseconds of a length of time, a day having 24 hours.
 * @throws RangeError for one with years or months, which have no fixed length.
 */
export function durationMicroseconds(duration: Duration): bigint {
  if (duration.years !== 0 || duration.months !== 0)
    throw new RangeError(
      `${duration} has years or months, which have no fixed length. Give it days or smaller units.`,
    );
  const hours = (duration.weeks * 7 + duration.days) * 24 + duration.hours;
  const seconds = BigInt(hours) * 3600n + BigInt(duration.minutes) * 60n + BigInt(duration.seconds);
  const milliseconds = seconds * 1000n + BigInt(duration.milliseconds);
  return milliseconds * 1000n + BigInt(duration.microseconds) + BigInt(duration.nanoseconds) / 1000n;
}

/** The other way, in hours and smaller units. */
export function durationOfMicroseconds(microseconds: bigint): Duration {
  const milliseconds = microseconds / 1000n;
  const seconds = milliseconds / 1000n;
  const minutes = seconds / 60n;
  return Temporal.Duration.from({
    hours: Number(minutes / 60n),
    minutes: Number(minutes % 60n),
    seconds: Number(seconds % 60n),
    milliseconds: Number(milliseconds % 1000n),
    microseconds: Number(microseconds % 1000n),
  });
}
