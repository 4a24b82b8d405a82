import { Temporal } from "../../../dates/index.ts";
import { describeValue, InvalidQueryError } from "../../errors.ts";

/*
 * Time zones as tables: when the offset from UTC changed, and to what. SQLite's functions and MariaDB's SQL count with
 * them, so that neither needs zones of its own; they are what the runtime's Intl knows, from 1800 to 2100.
 *
 *   changes   [      t0,        t1,        t2 ]     seconds since 1970, ascending
 *   offsets   [ o0,       o1,        o2,       o3 ]  seconds east of UTC: o0 before t0, o1 from t0 to t1, …
 */
export interface ZoneOffsets {
  readonly changes: readonly number[];
  /** One more than changes. */
  readonly offsets: readonly number[];
  /** The changes as clocks in the zone show them: from then on the next offset holds. See {@link offsetOfLocal}. */
  readonly localChanges: readonly number[];
}

const known = new Map<string, ZoneOffsets>();
const firstYear = 1800;
const lastYear = 2100;

/**
 * The offsets of a zone: a name of the tz database (`"Europe/Berlin"`) or a fixed offset (`"+05:30"`). Read once, then
 * kept: the first time takes some 50 ms.
 * @throws {@link InvalidQueryError} for what isn't one.
 */
export function zoneOffsets(zone: string): ZoneOffsets {
  const key = zone.toLowerCase();
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = readOffsets(checkZone(zone));
  known.set(key, made);
  return made;
}

/** @throws {@link InvalidQueryError} if it isn't a zone that the runtime knows. */
export function checkZone(zone: string): string {
  // What a zone's name may consist of, so that it can stand in the text of a statement.
  const isName = typeof zone === "string" && /^[A-Za-z0-9_+\-/:]+$/.test(zone);
  try {
    if (isName) new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw unknownZone(zone);
  }
  if (!isName) throw unknownZone(zone);
  return zone;
}

function unknownZone(zone: unknown): InvalidQueryError {
  return new InvalidQueryError(
    `${describeValue(zone)} is not a time zone. Write a name such as "Europe/Berlin" or "UTC", or an offset such as "+05:30".`,
  );
}

/** Whether clocks there always show the same time as UTC's, for a shorter SQL. */
export function isUtc(zone: string): boolean {
  return /^(Etc\/)?(UTC|UCT|Zulu|Universal)$|^\+00:00$/i.test(zone);
}

function readOffsets(zone: string): ZoneOffsets {
  let moment = Temporal.PlainDate.from({ year: firstYear, month: 1, day: 1 }).toZonedDateTime(zone);
  const changes: number[] = [];
  const offsets = [offsetSeconds(moment)];
  for (;;) {
    const next = moment.getTimeZoneTransition("next");
    if (next === null || next.year >= lastYear) break;
    changes.push(Math.floor(next.epochMilliseconds / 1000));
    offsets.push(offsetSeconds(next));
    moment = next;
  }
  const localChanges = changes.map(
    (change, position) => change + Math.max(offsets[position]!, offsets[position + 1]!),
  );
  return { changes, offsets, localChanges };
}

function offsetSeconds(moment: { readonly offsetNanoseconds: number }): number {
  return Math.round(moment.offsetNanoseconds / 1e9);
}

/** The offset that holds at a moment, in seconds east of UTC. */
export function offsetAt(zone: ZoneOffsets, epochSeconds: number): number {
  return zone.offsets[countUpTo(zone.changes, epochSeconds)]!;
}

/**
 * The offset that holds when clocks show a time. Of a time that they show twice, the first; of one that they skip, the
 * one before: what Python's zoneinfo, and so Django, takes.
 */
export function offsetOfLocal(zone: ZoneOffsets, localSeconds: number): number {
  return zone.offsets[countUpTo(zone.localChanges, localSeconds)]!;
}

/** How many of the ascending numbers are not above the value. */
function countUpTo(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By how much clocks are set back, wherever they are: the lengths of times that are shown twice, in seconds. */
export function setBacks(
  zone: ZoneOffsets,
): readonly { readonly seconds: number; readonly atMidnight: boolean }[] {
  const lengths = new Map<number, boolean>();
  zone.changes.forEach((change, position) => {
    const [before, after] = [zone.offsets[position]!, zone.offsets[position + 1]!];
    if (after >= before || change < oldestExact) return;
    const from = change + after;
    const nextMidnight = Math.ceil(from / 86_400) * 86_400;
    const length = before - after;
    lengths.set(length, (lengths.get(length) ?? false) || nextMidnight < change + before);
  });
  return [...lengths].map(([seconds, atMidnight]) => ({ seconds, atMidnight }));
}

// Where the clocks went before 1970 matters to nobody's hours, and would only make statements longer.
const oldestExact = 0;
