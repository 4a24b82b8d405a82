import type { DatePart } from "../../expressions/date-parts.ts";
import { join, type Sql } from "../sql.ts";
import type { DateCall, DateTruncUnit } from "./date-units.ts";
import { literal } from "./write-call.ts";
import { setBacks, zoneOffsets } from "./zone-offsets.ts";

/* PostgreSQL keeps moments, knows zones, and gives a moment cut down in a zone as a moment again. */

const partNames: Readonly<Partial<Record<DatePart, string>>> = {
  isoYear: "ISOYEAR",
  isoWeekDay: "ISODOW",
  weekDay: "DOW",
};

export function postgresPart(value: Sql, call: DateCall<DatePart>): Sql {
  const { unit, kind, zone } = call;
  if (unit === "date" || unit === "time") return postgresTrunc(value, { unit, kind, zone });
  const local = kind === "datetime" ? inZone(value, zone) : value;
  // EXTRACT gives the fraction of a second as well.
  const from = unit === "second" ? join("DATE_TRUNC('second', ", local, ")") : local;
  const part = join(`EXTRACT(${partNames[unit] ?? unit.toUpperCase()} FROM `, from, ")::integer");
  return unit === "weekDay" ? join("(", part, " + 1)") : part; // DOW counts from Sunday, 0
}

export function postgresTrunc(value: Sql, { unit, kind, zone }: DateCall<DateTruncUnit>): Sql {
  if (unit === kind) return value;
  if (unit === "date" || unit === "time") return join("(", inZone(value, zone), `)::${unit}`);
  const start = `DATE_TRUNC(${literal(unit)}, `;
  if (kind !== "datetime") return join(start, value, `)::${kind}`);
  const isTime = unit === "hour" || unit === "minute" || unit === "second";
  const twice = setBacks(zoneOffsets(zone)).filter(({ atMidnight }) => isTime || atMidnight);
  if (twice.length === 0) return join(start, value, `, ${zoneLiteral(zone)})`);
  return firstMoment(
    join(start, inZone(value, zone), ")"),
    zone,
    twice.map(({ seconds }) => seconds),
  );
}

/** The moment at which clocks in the zone show a time; of two, the first, as in Django. PostgreSQL takes the second. */
function firstMoment(local: Sql, zone: string, setBackSeconds: readonly number[]): Sql {
  const last = join(local, ` AT TIME ZONE ${zoneLiteral(zone)}`);
  const branches = setBackSeconds.map((seconds) => {
    const earlier = join("(", last, ` - INTERVAL '${seconds} seconds')`);
    return join(" WHEN ", earlier, ` AT TIME ZONE ${zoneLiteral(zone)} = `, local, " THEN ", earlier);
  });
  return join("CASE", ...branches, " ELSE ", last, " END");
}

function inZone(value: Sql, zone: string): Sql {
  return join("(", value, ` AT TIME ZONE ${zoneLiteral(zone)})`);
}

/** Offsets have POSIX's sign here, which counts westwards. */
function zoneLiteral(zone: string): string {
  const turned = /^[+-]/.test(zone) ? (zone.startsWith("+") ? "-" : "+") + zone.slice(1) : zone;
  return literal(turned);
}
