export { asciiDigits } from "./decimal-digits.ts";
export { type DurationParts, durationMicroseconds, durationParts } from "./duration-parts.ts";
export { durationText, isoDurationText } from "./duration-text.ts";
export { NoSuchMomentError } from "./errors.ts";
export { type DatedMoment, mailDate, timestamp } from "./internet-dates.ts";
export { parseDuration } from "./parse-duration.ts";
export { parseDate, parseDateTime, parseTime } from "./parse-moment.ts";
export {
  type Duration,
  type Instant,
  type PlainDate,
  type PlainDateTime,
  type PlainTime,
  Temporal,
  type ZonedDateTime,
} from "./temporal.ts";
