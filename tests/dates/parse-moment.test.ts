import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDate, parseDateTime, parseTime } from "quintet/dates";

for (const [written, date] of [
  ["2026-03-01", "2026-03-01"],
  ["2026-3-1", "2026-03-01"],
  ["20260301", "2026-03-01"],
  ["2026-W09-7", "2026-03-01"],
  ["2026W097", "2026-03-01"],
  ["2026-W09", "2026-02-23"],
  ["2020-W53-7", "2021-01-03"],
  ["٢٠٢٦-٠٣-٠١", "2026-03-01"],
] as const)
  test(`parseDate() reads the day ${written}`, () => {
    assert.equal(parseDate(written)?.toString(), date);
  });

for (const text of ["", "today", "01.03.2026", "26-03-01", "2026-03-01T12:00", "2025-W53", "20261301"])
  test(`parseDate() takes "${text}" for no date`, () => {
    assert.equal(parseDate(text), undefined);
  });

for (const [text, problem] of [
  ["2026-02-29", /that month has the days 1 to 28/],
  ["2026-13-01", /months are counted from 1 to 12/],
  ["2026-00-01", /months are counted/],
  ["0000-01-01", /years are counted from 1/],
] as const)
  test(`parseDate() tells that there is no ${text}`, () => {
    assert.throws(() => parseDate(text), { code: "dates.no-such-moment", message: problem });
  });

for (const [written, time] of [
  ["9:05", "09:05:00"],
  ["14:30:05", "14:30:05"],
  ["14:30:05.25", "14:30:05.25"],
  ["14:30:05,123456789", "14:30:05.123456"],
  ["143005", "14:30:05"],
  ["14", "14:00:00"],
  ["T14:30", "14:30:00"],
  ["14:30+01:00", "14:30:00"],
] as const)
  test(`parseTime() reads the time ${written}`, () => {
    assert.equal(parseTime(written)?.toString(), time);
  });

test("parseTime() knows no time with words, and tells of one that no clock shows", () => {
  assert.equal(parseTime("half past two"), undefined);
  assert.equal(parseTime("2:30 p.m."), undefined);
  assert.equal(parseTime("12.30"), undefined); // half past twelve to some, twelve and a bit to Python
  assert.throws(() => parseTime("24:00"), { message: /hours are counted from 0 to 23/ });
  assert.throws(() => parseTime("12:60"), { message: /minutes are counted from 0 to 59/ });
  assert.throws(() => parseTime("12:00:60"), { message: /seconds/ });
});

for (const [written, moment] of [
  ["2026-03-01 14:30", "2026-03-01T14:30:00"],
  ["2026-3-1 4:5:6.7", "2026-03-01T04:05:06.7"],
  ["2026-03-01", "2026-03-01T00:00:00"],
  ["20260301T1430", "2026-03-01T14:30:00"],
  ["2026-W09-1430", "2026-02-23T14:30:00"],
  ["2026-03-01T14:30Z", "2026-03-01T14:30:00+00:00[UTC]"],
  ["2026-03-01T14:30-03", "2026-03-01T14:30:00-03:00[-03:00]"],
  ["2026-3-1 14:30 +0530", "2026-03-01T14:30:00+05:30[+05:30]"],
  ["2026-03-01T14:30+00:00", "2026-03-01T14:30:00+00:00[UTC]"],
  ["2026-03-01T14:30:00+00:00:30", "2026-03-01T14:29:30+00:00[UTC]"],
] as const)
  test(`parseDateTime() reads ${written}`, () => {
    assert.equal(parseDateTime(written)?.toString(), moment);
  });

test("parseDateTime() takes other forms for no moment, and tells of moments that there aren't", () => {
  for (const text of ["", "now", "2026-03-01 14:30 CET", "2026-03-01 14:30 +1", "01/03/2026 14:30"])
    assert.equal(parseDateTime(text), undefined, text);
  assert.throws(() => parseDateTime("2026-02-30 14:30"), { message: /1 to 28/ });
  assert.throws(() => parseDateTime("2026-03-01 25:30"), { message: /0 to 23/ });
  assert.throws(() => parseDateTime("2026-03-01 14:30+24:00"), { message: /less than a day/ });
});
