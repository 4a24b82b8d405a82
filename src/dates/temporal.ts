import * as polyfill from "temporal-polyfill";

/** The runtime's own Temporal, or the polyfill's where it has none. */
export const Temporal: typeof polyfill.Temporal =
  (globalThis as { Temporal?: typeof polyfill.Temporal }).Temporal ?? polyfill.Temporal;
export type PlainDate = polyfill.Temporal.PlainDate;
export type PlainTime = polyfill.Temporal.PlainTime;
export type PlainDateTime = polyfill.Temporal.PlainDateTime;
export type ZonedDateTime = polyfill.Temporal.ZonedDateTime;
export type Instant = polyfill.Temporal.Instant;
export type Duration = polyfill.Temporal.Duration;
