import { durationParts } from "./duration-parts.ts";
import type { Duration } from "./temporal.ts";

/**
 * A length of time as forms show it, and `parseDuration()` reads it: `1 02:30:00`, `00:00:00.250000`. Of a negative one
 * the days alone are: `-1 23:59:59` is a second.
 */
export function durationText(duration: Duration): string {
  const { days, hours, minutes, seconds, microseconds } = durationParts(duration);
  const clock = `${two(hours)}:${two(minutes)}:${two(seconds)}${fraction(microseconds)}`;
  return days === 0 ? clock : `${days} ${clock}`;
}

/** As Django writes it into JSON, with all of its units: `P1DT02H30M00S`. Its sign stands in front: `-P0DT00H00M01S`. */
export function isoDurationText(duration: Duration): string {
  const { days, hours, minutes, seconds, microseconds } = durationParts(duration.abs());
  const sign = duration.sign < 0 ? "-" : "";
  return `${sign}P${days}DT${two(hours)}H${two(minutes)}M${two(seconds)}${fraction(microseconds)}S`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

function fraction(microseconds: number): string {
  return microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0")}`;
}
