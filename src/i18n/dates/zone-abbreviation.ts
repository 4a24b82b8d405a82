import { readFileSync } from "node:fs";
import path from "node:path";
import type { ZonedDateTime } from "../../dates/index.ts";

/*
 * Intl knows the short name of a zone only in a language of the place, and of many zones none at all. So the names are a
 * table, written by scripts/zone-abbreviations.ts and read when a name is first asked for.
 */

/** Names by seconds from UTC, up to a moment (in seconds) from which one means something else. A star marks summer time. */
type Segment = readonly [until: number | null, names: Readonly<Record<string, string>>];

interface ZoneTable {
  readonly zones: Readonly<Record<string, number>>;
  readonly tables: readonly (readonly Segment[])[];
}

let table: ZoneTable | undefined;

/** What the table says; a star alone for summer time without a name, nothing where neither is known. */
function entry({ timeZoneId, epochMilliseconds, offsetNanoseconds }: ZonedDateTime): string {
  table ??= JSON.parse(
    readFileSync(path.join(import.meta.dirname, "zone-abbreviations.json"), "utf8"),
  ) as ZoneTable;
  const index = Object.hasOwn(table.zones, timeZoneId) ? table.zones[timeZoneId] : undefined;
  if (index === undefined) return "";
  const seconds = epochMilliseconds / 1000;
  const segment = table.tables[index]!.find(([until]) => until === null || seconds < until);
  return segment?.[1][offsetNanoseconds / 1e9] ?? "";
}

/** The customary short name of a zone at an instant: `CET`, `CEST`; `+03` where it has none, and `+0300` for a mere offset. */
export function zoneAbbreviation(zoned: ZonedDateTime): string {
  const { timeZoneId, offset } = zoned;
  if (timeZoneId === "UTC" || timeZoneId === "+00:00") return "UTC";
  if (/^[+-]\d/.test(timeZoneId)) return offset.replaceAll(":", "");
  const name = entry(zoned).replace("*", "");
  if (name !== "") return name;
  return offset.endsWith(":00") ? offset.slice(0, 3) : offset.replaceAll(":", "");
}

/** Whether a zone has its summer time at an instant. */
export function isSummerTime(zoned: ZonedDateTime): boolean {
  return entry(zoned).endsWith("*");
}
