import { Temporal } from "quintet/db";
import type { TimeSettings } from "./values.ts";

/**
 * Does some work while the clock stands still at a moment, which defaults of fields read. Where moments have no zone,
 * Django stores what clocks show in the zone of its settings.
 */
export async function atMoment<Result>(
  text: string | undefined,
  { useTz, zone }: TimeSettings,
  work: () => Promise<Result>,
): Promise<Result> {
  if (text === undefined) return work();
  const zoned = Temporal.Instant.from(text).toZonedDateTimeISO(useTz ? "UTC" : zone);
  const moment = zoned.toPlainDateTime().toZonedDateTime("UTC").toInstant();
  const { instant } = Temporal.Now;
  Temporal.Now.instant = () => moment;
  try {
    return await work();
  } finally {
    Temporal.Now.instant = instant;
  }
}
