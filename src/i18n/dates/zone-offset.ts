import { Temporal } from "../../dates/index.ts";

/** A stretch of time in which the clocks of a zone are not changed. */
interface Period {
  /** The first millisecond, and the first one after it. */
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

// Asking Intl what clocks show takes many times as long as writing a date, so what it said is kept: a page has many
// dates, and a zone changes its clocks twice a year.
const periods = new Map<string, Period[]>();
const maxPeriods = 100; // of a zone: those of fifty years
const maxZones = 1000; // more than have names

/** How many milliseconds a zone's clocks are ahead of UTC at an instant. */
export function offsetMilliseconds(timeZone: string, epochMilliseconds: number): number {
  if (timeZone === "UTC") return 0; // without waking Temporal: the first page of a process waits for it
  const known = periods.get(timeZone);
  if (known !== undefined) {
    for (const { from, until, offset } of known) {
      if (epochMilliseconds >= from && epochMilliseconds < until) return offset;
    }
  }
  const period = findPeriod(timeZone, epochMilliseconds);
  remember(timeZone, known, period);
  return period.offset;
}

function findPeriod(timeZone: string, epochMilliseconds: number): Period {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toZonedDateTimeISO(timeZone);
  // "previous" is strictly before: a moment later, a change at this very instant is found, too.
  const from = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds;
  const until = zoned.getTimeZoneTransition("next")?.epochMilliseconds;
  return {
    from: from ?? Number.NEGATIVE_INFINITY,
    until: until ?? Number.POSITIVE_INFINITY,
    offset: zoned.offsetNanoseconds / 1e6,
  };
}

function remember(timeZone: string, known: Period[] | undefined, period: Period): void {
  if (known !== undefined && known.length < maxPeriods) {
    known.unshift(period);
    return;
  }
  if (periods.size >= maxZones) periods.clear();
  periods.set(timeZone, [period]);
}
