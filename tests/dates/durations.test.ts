import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { durationParts, durationText, isoDurationText, parseDuration, Temporal } from "quintet/dates";

for (const [written, length] of [
  ["30", "PT30S"],
  ["90.5", "PT1M30.5S"],
  ["15:30", "PT15M30S"],
  ["1:15:30", "PT1H15M30S"],
  ["1 02:30:00", "PT26H30M"],
  ["1 day, 2:30:00", "PT26H30M"],
  ["-15:30", "-PT15M30S"],
  ["-4 15:30", "-PT95H44M30S"],
  ["P1DT2H30M", "PT26H30M"],
  ["-P0,5D", "-PT12H"],
  ["PT1.5M", "PT1M30S"],
  ["3 days -04:05:06", "PT67H54M54S"],
  ["٣٠", "PT30S"],
  ["", "PT0S"],
] as const)
  test(`parseDuration() reads "${written}"`, () => {
    assert.equal(parseDuration(written)?.toString(), length);
  });

test("a half of a microsecond goes to the even number", () => {
  assert.equal(parseDuration("PT0.0000005S")?.toString(), "PT0S");
  assert.equal(parseDuration("PT0.0000015S")?.toString(), "PT0.000002S");
  assert.equal(parseDuration("PT0.0000025S")?.toString(), "PT0.000002S");
  assert.equal(parseDuration("PT0.00000250000001S")?.toString(), "PT0.000003S");
});

test("what has no fixed length, and other forms, are no length of time", () => {
  for (const text of ["P1Y", "P1M", "P1W", "an hour", "1:2:3:4", "1 year", "PT1", "1e3"])
    assert.equal(parseDuration(text), undefined, text);
});

test("parseDuration() tells of lengths that are too long, however many digits they have", () => {
  assert.equal(parseDuration("999999999 23:59:59.999999")?.total("days"), 1e9 - 1e-6 / 86_400);
  const refused = { code: "dates.no-such-moment", message: /999,999,999 days/ };
  assert.throws(() => parseDuration("1000000000 00:00:00"), refused);
  assert.throws(() => parseDuration(`P${"9".repeat(100_000)}D`), refused);
});

test("durationText() writes days and the clock, of which the days alone are negative", () => {
  const text = (written: string) => durationText(Temporal.Duration.from(written));
  assert.equal(text("PT26H30M"), "1 02:30:00");
  assert.equal(text("PT0.25S"), "00:00:00.250000");
  assert.equal(text("-PT1S"), "-1 23:59:59");
  assert.equal(text("P1W"), "7 00:00:00");
  assert.throws(() => text("P1M"), { name: "RangeError", message: /P1M has years or months/ });
});

test("isoDurationText() writes all units, and the sign in front", () => {
  const text = (written: string) => isoDurationText(Temporal.Duration.from(written));
  assert.equal(text("PT26H30M"), "P1DT02H30M00S");
  assert.equal(text("-PT1.5S"), "-P0DT00H00M01.500000S");
  assert.equal(text("PT0S"), "P0DT00H00M00S");
});

test("what the two write is read as the same length, over the whole range", () => {
  const most = 86_400_000_000_000_000_000n;
  fc.assert(
    fc.property(fc.bigInt({ min: -most + 1n, max: most - 1n }), (microseconds) => {
      const seconds = Number(microseconds / 1_000_000n);
      const length = Temporal.Duration.from({ seconds, microseconds: Number(microseconds % 1_000_000n) });
      for (const text of [durationText(length), isoDurationText(length)])
        assert.deepEqual(durationParts(parseDuration(text)!), durationParts(length));
    }),
    { seed: 4, numRuns: 300 },
  );
});
