import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Temporal } from "quintet/dates";
import { datePartUnits } from "../../src/db/expressions/date-parts.ts";
import { dateTruncUnits } from "../../src/db/sql/functions/date-units.ts";
import { ask, callSql, functionDatabases, momentText, typed } from "./function-databases.ts";

/* Dates: the same on every database, whatever time zone its session has. */

after(() => Promise.all(functionDatabases.map((database) => database.close())));

/** Moments around which something happens: ends of years and ISO weeks, clocks set forward and back, leap days. */
const moments = [
  "2024-02-29 13:14:15",
  "2023-12-31 23:59:59",
  "2024-12-30 00:00:00",
  "2021-01-03 22:30:00",
  "2021-01-03 23:30:00",
  "2024-03-31 00:59:59",
  "2024-03-31 01:00:00",
  "2024-10-27 00:30:00",
  "2024-10-27 01:30:00",
  "2024-11-03 04:30:00",
  "2018-11-04 03:30:00",
  "1969-07-20 20:17:40",
  "2038-07-01 12:00:00",
];
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "America/Havana",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "+05:45",
  "-03:30",
];

type PartUnit = (typeof datePartUnits)[number];
type TruncUnit = (typeof dateTruncUnits)[number];

function inZone(moment: string, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(`${moment.replace(" ", "T")}Z`).toZonedDateTimeISO(zone);
}

function expectedPart(local: Temporal.PlainDateTime, unit: PartUnit): number {
  switch (unit) {
    case "isoYear":
      return local.yearOfWeek!;
    case "quarter":
      return Math.ceil(local.month / 3);
    case "week":
      return local.weekOfYear!;
    case "weekDay":
      return (local.dayOfWeek % 7) + 1;
    case "isoWeekDay":
      return local.dayOfWeek;
    default:
      return local[unit];
  }
}

/** Cut down on the clock, then read as the first moment at which it shows that: as Django's make_aware(). */
function expectedTrunc(moment: Temporal.ZonedDateTime, unit: TruncUnit): string {
  const start = startOf(moment.toPlainDateTime(), unit);
  const instant = start.toZonedDateTime(moment.timeZoneId, { disambiguation: "compatible" }).toInstant();
  return instant.toString({ fractionalSecondDigits: 0 }).replace("T", " ").slice(0, 19);
}

function startOf(local: Temporal.PlainDateTime, unit: TruncUnit): Temporal.PlainDateTime {
  const midnight = local.with({ hour: 0, minute: 0, second: 0 });
  switch (unit) {
    case "year":
      return midnight.with({ month: 1, day: 1 });
    case "quarter":
      return midnight.with({ month: local.month - ((local.month - 1) % 3), day: 1 });
    case "month":
      return midnight.with({ day: 1 });
    case "week":
      return midnight.subtract({ days: local.dayOfWeek - 1 });
    default:
      return local.round({ smallestUnit: unit, roundingMode: "floor" });
  }
}

for (const database of functionDatabases) {
  describe(database.name, { skip: database.skip }, () => {
    for (const zone of zones) {
      test(`part() gives every part of moments in ${zone} (${database.name})`, async () => {
        for (const moment of moments)
          for (const unit of datePartUnits) {
            const part = await ask(database, "part", [typed("datetime", moment)], { unit, zone });
            const expected = expectedPart(inZone(moment, zone).toPlainDateTime(), unit);
            assert.equal(Number(part), expected, `${unit} of ${moment} in ${zone}`);
          }
      });

      test(`trunc() cuts moments down to every unit in ${zone} (${database.name})`, async () => {
        for (const moment of moments)
          for (const unit of dateTruncUnits) {
            const start = await ask(database, "trunc", [typed("datetime", `${moment}.250000`)], {
              unit,
              zone,
            });
            assert.equal(
              momentText(start),
              expectedTrunc(inZone(moment, zone), unit),
              `${unit} of ${moment} in ${zone}`,
            );
          }
      });

      test(`the day and the time of day of moments are those in ${zone} (${database.name})`, async () => {
        for (const moment of moments)
          for (const name of ["part", "trunc"]) {
            const args = [typed("datetime", `${moment}.250000`)];
            const local = inZone(moment, zone);
            const day = await ask(database, name, args, { unit: "date", zone });
            assert.equal(String(day).slice(0, 10), local.toPlainDate().toString());
            const time = await ask(database, name, args, { unit: "time", zone });
            assert.match(
              String(time),
              new RegExp(`^${local.toPlainTime().toString({ smallestUnit: "second" })}\\.250*$`),
            );
          }
      });
    }

    test(`without a zone moments are in UTC (${database.name})`, async () => {
      const moment = typed("datetime", "2023-12-31 23:30:00");
      assert.equal(Number(await ask(database, "part", [moment], { unit: "year" })), 2023);
      assert.equal(Number(await ask(database, "part", [moment], { unit: "hour" })), 23);
      const day = await ask(database, "trunc", [moment], { unit: "day" });
      assert.equal(momentText(day), "2023-12-31 00:00:00");
    });

    test(`the last moment of a second stays in it (${database.name})`, async () => {
      const moment = typed("datetime", "2023-12-31 23:59:59.999999");
      assert.equal(Number(await ask(database, "part", [moment], { unit: "second" })), 59);
      assert.equal(Number(await ask(database, "part", [moment], { unit: "year" })), 2023);
      assert.equal(
        momentText(await ask(database, "trunc", [moment], { unit: "second" })),
        "2023-12-31 23:59:59",
      );
    });

    test(`days have parts and are cut down as they are (${database.name})`, async () => {
      const day = typed("date", "2021-08-05");
      for (const unit of [
        "year",
        "isoYear",
        "quarter",
        "month",
        "week",
        "weekDay",
        "isoWeekDay",
        "day",
      ] as const) {
        const part = await ask(database, "part", [day], { unit });
        assert.equal(Number(part), expectedPart(Temporal.PlainDateTime.from("2021-08-05"), unit), unit);
      }
      const starts = {
        year: "2021-01-01",
        quarter: "2021-07-01",
        month: "2021-08-01",
        week: "2021-08-02",
        day: "2021-08-05",
        date: "2021-08-05",
      };
      for (const [unit, expected] of Object.entries(starts)) {
        const start = await ask(database, "trunc", [day], { unit });
        assert.equal(String(start), expected, unit);
      }
    });

    test(`times of day have parts and are cut down as they are (${database.name})`, async () => {
      const time = typed("time", "13:14:15.750000");
      assert.equal(Number(await ask(database, "part", [time], { unit: "hour" })), 13);
      assert.equal(Number(await ask(database, "part", [time], { unit: "minute" })), 14);
      assert.equal(Number(await ask(database, "part", [time], { unit: "second" })), 15);
      assert.match(String(await ask(database, "trunc", [time], { unit: "hour" })), /^13:00:00(\.0+)?$/);
      assert.match(String(await ask(database, "trunc", [time], { unit: "minute" })), /^13:14:00(\.0+)?$/);
      assert.match(String(await ask(database, "trunc", [time], { unit: "second" })), /^13:14:15(\.0+)?$/);
    });

    test(`of null comes null (${database.name})`, async () => {
      for (const zone of ["UTC", "Europe/Berlin"]) {
        assert.equal(await ask(database, "part", [typed("datetime", null)], { unit: "year", zone }), null);
        assert.equal(await ask(database, "trunc", [typed("datetime", null)], { unit: "hour", zone }), null);
        assert.equal(await ask(database, "trunc", [typed("datetime", null)], { unit: "date", zone }), null);
      }
    });

    test(`now() is this moment (${database.name})`, async () => {
      const now = momentText(await ask(database, "now", []));
      const millis = Date.parse(`${now!.replace(" ", "T")}Z`);
      assert.ok(Math.abs(millis - Date.now()) < 60_000, `${now} is not now`);
    });

    test(`a duration has parts on PostgreSQL only, as in Django (${database.name})`, async () => {
      if (database.name === "postgres") {
        const part = await ask(database, "part", [typed("duration", "2 days 03:04:05.6")], { unit: "hour" });
        assert.equal(Number(part), 3);
        return;
      }
      assert.throws(() => callSql(database.name, "part", [typed("duration", 5)], { unit: "hour" }), {
        code: "db.invalid-query",
        message: /needs PostgreSQL/,
      });
    });

    test(`what a value doesn't have is refused before anything is sent (${database.name})`, () => {
      const cases = [
        ["part", typed("date", "2024-01-01"), { unit: "hour" }, /has no hour/],
        ["trunc", typed("date", "2024-01-01"), { unit: "minute" }, /has no minute/],
        ["trunc", typed("time", "10:00:00"), { unit: "day" }, /has no day/],
        ["part", typed("date", "2024-01-01"), { unit: "day", zone: "Europe/Berlin" }, /only for moments/],
        ["part", typed("string", "2024-01-01"), { unit: "day" }, /takes a moment/],
        ["part", typed("datetime", "2024-01-01 00:00:00"), { unit: "century" }, /knows no "century"/],
        [
          "trunc",
          typed("datetime", "2024-01-01 00:00:00"),
          { unit: "day", zone: "Mars/Olympus" },
          /not a time zone/,
        ],
        [
          "trunc",
          typed("datetime", "2024-01-01 00:00:00"),
          { unit: "day", zone: "UTC') --" },
          /not a time zone/,
        ],
      ] as const;
      for (const [name, value, options, message] of cases)
        assert.throws(() => callSql(database.name, name, [value], options), {
          code: "db.invalid-query",
          message,
        });
    });
  });
}
