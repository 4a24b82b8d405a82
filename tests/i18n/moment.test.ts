import assert from "node:assert/strict";
import { test } from "node:test";
import { Temporal } from "quintet/dates";
import { inZone, momentOf } from "quintet/i18n";

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Africa/Monrovia",
  "Pacific/Apia",
  "-03:30",
];

/** What Temporal says of an instant, in the form of a moment's fields. */
function fieldsByTemporal(milliseconds: number, timeZone: string): object {
  const zoned = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(timeZone);
  const { year, month, day, dayOfWeek, hour, minute, second, millisecond } = zoned;
  return { year, month, day, dayOfWeek, hour, minute, second, microsecond: millisecond * 1000 };
}

test("clocks show what Temporal says, in every zone, from the year 0 to 9999", () => {
  const first = Date.UTC(0, 0, 1) - 1900 * 365.25 * 86_400_000;
  const step = 9_973 * 86_400_000 + 12_345_677; // some 27 years, and no whole number of days
  for (const timeZone of zones) {
    for (let milliseconds = first; milliseconds < Date.UTC(9999, 0); milliseconds += step) {
      const fields = momentOf(new Date(milliseconds), { timeZone })?.fields;
      assert.deepEqual(fields, fieldsByTemporal(milliseconds, timeZone), `${milliseconds} in ${timeZone}`);
    }
  }
});

test("clocks change at the very millisecond, forwards and backwards, in whichever order instants are asked for", () => {
  for (const timeZone of zones) {
    let changed = Temporal.Instant.from("2009-01-01T00:00Z").toZonedDateTimeISO(timeZone);
    for (let count = 0; count < 12; count++) {
      const next: typeof changed | null = changed.getTimeZoneTransition("next");
      if (next === null) break;
      for (const distance of [0, -1, 1, -3_600_000, 3_600_000]) {
        const milliseconds: number = next.epochMilliseconds + distance;
        const fields = momentOf(new Date(milliseconds), { timeZone })?.fields;
        assert.deepEqual(fields, fieldsByTemporal(milliseconds, timeZone), `${milliseconds} in ${timeZone}`);
      }
      changed = next;
    }
  }
});

test("microseconds of instants are kept, also before 1970", () => {
  const before = Temporal.Instant.from("1969-12-31T23:59:59.123456789Z");

  assert.equal(momentOf(before, { timeZone: "Asia/Tokyo" })?.fields.microsecond, 123_456);
  assert.equal(
    String(momentOf(before, { timeZone: "Asia/Tokyo" })?.zoned),
    "1970-01-01T08:59:59.123456+09:00[Asia/Tokyo]",
  );
});

test("an instant that was put into a zone is shown there", () => {
  const zoned = inZone(new Date("2026-03-03T12:00Z"), "Asia/Tokyo", "UTC");

  assert.equal(momentOf(zoned, { timeZone: "Europe/Berlin" })?.fields.hour, 21);
  assert.equal(momentOf(zoned?.add({ hours: 1 }), { timeZone: "Europe/Berlin" })?.fields.hour, 14);
  assert.equal(inZone(Temporal.PlainDate.from("2026-03-03"), "Asia/Tokyo", "UTC"), undefined);
});

test("what is no day and no time is no moment", () => {
  const settings = { timeZone: "UTC" };

  assert.deepEqual(
    ["2026-03-03", 5, null, undefined, {}, new Date(Number.NaN)].map((value) => momentOf(value, settings)),
    Array(6).fill(undefined),
  );
});
