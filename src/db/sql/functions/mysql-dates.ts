import { InvalidQueryError } from "../../errors.ts";
import type { DatePart } from "../../expressions/date-parts.ts";
import { join, type Sql } from "../sql.ts";
import type { DateCall, DateTruncUnit } from "./date-units.ts";
import { isUtc, zoneOffsets } from "./zone-offsets.ts";

/*
 * MariaDB keeps moments as DATETIME in UTC. Its CONVERT_TZ knows zones only where somebody has loaded them into the
 * server, gives NULL where nobody has, and leaves what is before 1970 or after 2037 as it is. So the zone's offsets
 * stand in the statement instead: INTERVAL(n, n1, n2, …) finds the place of a number among ascending ones.
 */

const partNames: Readonly<Partial<Record<DatePart, (value: Sql) => Sql>>> = {
  isoYear: (value) => join("(YEARWEEK(", value, ", 3) DIV 100)"),
  week: (value) => join("WEEK(", value, ", 3)"), // 3: from Monday, 1 to 53, the first with four days or more
  weekDay: (value) => join("DAYOFWEEK(", value, ")"),
  isoWeekDay: (value) => join("(WEEKDAY(", value, ") + 1)"),
};

export function mysqlPart(value: Sql, call: DateCall<DatePart>): Sql {
  const { unit, kind, zone } = call;
  if (unit === "date" || unit === "time") return mysqlTrunc(value, { unit, kind, zone });
  if (kind === "duration")
    throw new InvalidQueryError(
      `part("${unit}") of a duration needs PostgreSQL: other databases keep durations as numbers.`,
    );
  const local = inZone(value, zone);
  return partNames[unit]?.(local) ?? join(`EXTRACT(${unit.toUpperCase()} FROM `, local, ")");
}

const formats: Readonly<Partial<Record<DateTruncUnit, string>>> = {
  year: "%Y-01-01 00:00:00",
  month: "%Y-%m-01 00:00:00",
  day: "%Y-%m-%d 00:00:00",
  hour: "%Y-%m-%d %H:00:00",
  minute: "%Y-%m-%d %H:%i:00",
  second: "%Y-%m-%d %H:%i:%s",
};

export function mysqlTrunc(value: Sql, { unit, kind, zone }: DateCall<DateTruncUnit>): Sql {
  if (unit === kind) return value;
  const local = kind === "datetime" ? inZone(value, zone) : value;
  if (unit === "date" || unit === "time") return join(`${unit.toUpperCase()}(`, local, ")");
  if (kind === "time") return join("CAST(DATE_FORMAT(", local, `, '${formats[unit]!.slice(9)}') AS TIME)`);
  const day = startOfDay(unit, local);
  if (kind === "date") return join("CAST(", day, " AS DATE)");
  return toUtc(join("CAST(", day, " AS DATETIME)"), zone);
}

function startOfDay(unit: DateTruncUnit, local: Sql): Sql {
  if (unit === "quarter")
    return join("(MAKEDATE(YEAR(", local, "), 1) + INTERVAL (QUARTER(", local, ") - 1) QUARTER)");
  if (unit === "week") return join("DATE_SUB(DATE(", local, "), INTERVAL WEEKDAY(", local, ") DAY)");
  return join("DATE_FORMAT(", local, `, '${formats[unit]}')`);
}

/** What clocks in the zone show at a moment. */
function inZone(value: Sql, zone: string): Sql {
  if (isUtc(zone)) return value;
  const { changes, offsets } = zoneOffsets(zone);
  return shifted(value, changes, offsets);
}

/** The moment at which clocks in the zone show a time. */
function toUtc(local: Sql, zone: string): Sql {
  if (isUtc(zone)) return local;
  const { localChanges, offsets } = zoneOffsets(zone);
  return shifted(
    local,
    localChanges,
    offsets.map((offset) => -offset),
  );
}

function shifted(value: Sql, changes: readonly number[], seconds: readonly number[]): Sql {
  if (changes.length === 0) return join(`TIMESTAMPADD(SECOND, ${seconds[0]}, `, value, ")");
  const since1970 = join("TIMESTAMPDIFF(SECOND, '1970-01-01', ", value, ")");
  const found = join("INTERVAL(", since1970, `, ${changes.join(",")}) + 1`);
  return join("TIMESTAMPADD(SECOND, ELT(", found, `, ${seconds.join(",")}), `, value, ")");
}
