import { InvalidQueryError } from "../../errors.ts";
import type { DatePart } from "../../expressions/date-parts.ts";
import { join, type Sql } from "../sql.ts";
import type { DateCall, DateKind, DateTruncUnit } from "./date-units.ts";
import { literal } from "./write-call.ts";
import { isUtc } from "./zone-offsets.ts";

/*
 * SQLite keeps moments as text in UTC. STRFTIME reads it; weeks, quarters and other zones are for the functions that
 * backends/sqlite/sqlite-date-functions.ts gives every connection.
 */

const partFormats: Readonly<Partial<Record<DatePart, string>>> = {
  year: "%Y",
  isoYear: "%G",
  month: "%m",
  week: "%V",
  isoWeekDay: "%u",
  day: "%d",
  hour: "%H",
  minute: "%M",
  second: "%S",
};

export function sqlitePart(value: Sql, call: DateCall<DatePart>): Sql {
  const { unit, kind, zone } = call;
  if (unit === "date" || unit === "time") return sqliteTrunc(value, { unit, kind, zone });
  if (kind === "duration")
    throw new InvalidQueryError(
      `part("${unit}") of a duration needs PostgreSQL: other databases keep durations as numbers.`,
    );
  const format = partFormats[unit];
  if (format !== undefined && isUtc(zone)) return join(`CAST(STRFTIME('${format}', `, value, ") AS INTEGER)");
  return join(`QUINTET_PART(${literal(unit)}, `, value, `, ${literal(zone)})`);
}

const days: Readonly<Partial<Record<DateTruncUnit, string>>> = {
  year: "%Y-01-01",
  month: "%Y-%m-01",
  day: "%Y-%m-%d",
};
const times: Readonly<Partial<Record<DateTruncUnit, string>>> = {
  hour: "%H:00:00",
  minute: "%H:%M:00",
  second: "%H:%M:%S",
};

export function sqliteTrunc(value: Sql, { unit, kind, zone }: DateCall<DateTruncUnit>): Sql {
  if (unit === kind) return value;
  const format = isUtc(zone) ? truncFormat(unit, kind) : undefined;
  if (format !== undefined) return join(`STRFTIME('${format}', `, value, ")");
  return join(`QUINTET_TRUNC(${literal(unit)}, ${literal(kind)}, `, value, `, ${literal(zone)})`);
}

/** Of units that need no counting: STRFTIME takes an eighth of a function's time. */
function truncFormat(unit: DateTruncUnit, kind: DateKind): string | undefined {
  if (unit === "date") return days.day;
  const [day, time] = [days[unit], times[unit]];
  if (kind === "date") return day;
  if (kind === "time") return time;
  if (day !== undefined) return `${day} 00:00:00`;
  return time === undefined ? undefined : `${days.day} ${time}`;
}
