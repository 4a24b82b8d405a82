import { InvalidQueryError } from "../../errors.ts";
import { join, type Sql } from "../sql.ts";
import type { DateCall, DatePartUnit, DateTruncUnit } from "./date-units.ts";
import { literal } from "./write-call.ts";
import { isUtc } from "./zone-offsets.ts";

/*
 * SQLite keeps moments as text in UTC. STRFTIME reads it; weeks, quarters and other zones are for the functions that
 * backends/sqlite/sqlite-date-functions.ts gives every connection.
 */

const partFormats: Readonly<Partial<Record<DatePartUnit, string>>> = {
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

export function sqlitePart(value: Sql, call: DateCall<DatePartUnit>): Sql {
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

export function sqliteTrunc(value: Sql, { unit, kind, zone }: DateCall<DateTruncUnit>): Sql {
  if (unit === kind) return value;
  return join(`QUINTET_TRUNC(${literal(unit)}, ${literal(kind)}, `, value, `, ${literal(zone)})`);
}
