import assert from "node:assert/strict";
import { test } from "node:test";
import { Temporal } from "quintet/dates";
import {
  formatDate,
  formatTime,
  getFormat,
  localeFor,
  localize,
  localizeInput,
  withLanguage,
  withTimeZone,
} from "quintet/i18n";

const day = Temporal.PlainDate.from("2026-05-09");
const moment = new Date("2026-05-09T12:05:07Z");
const shown = (value: unknown, format: string, language: string, timeZone = "UTC") =>
  formatDate(value, format, { locale: localeFor(language), timeZone });

test("dates have the words and the order of the language", () => {
  const dates = ["en", "de", "pl", "ja", "ar", "pt-br"].map((language) =>
    shown(day, "DATE_FORMAT", language),
  );

  assert.deepEqual(dates, [
    "May 9, 2026",
    "9. Mai 2026",
    "9 maja 2026",
    "2026年5月9日",
    "9 مايو، 2026",
    "9 de Maio de 2026",
  ]);
});

test("months have names for themselves and names within a date, weekdays short and long ones", () => {
  assert.equal(shown(day, "F E M N b", "pl"), "Maj maja Maj Maj maj");
  assert.equal(shown(day, "l D", "fr"), "samedi sam");
  assert.equal(shown(moment, "P a A", "fr"), "12:05 après-midi après-midi Après-midi");
  assert.equal(shown(Temporal.PlainTime.from("00:00"), "P", "de"), "Mitternacht");
  assert.equal(shown(day, "M", "ka"), "მაი", "Georgian has no capital letters within a text");
});

test("a letter behind a backslash stands for itself", () => {
  assert.equal(shown(day, "j \\d\\e F", "es"), "9 de mayo");
});

test("an instant is shown in the current zone, with the zone's customary name", () => {
  const inZone = (timeZone: string) => withTimeZone(timeZone, () => formatDate(moment, "H:i T O I"));

  assert.deepEqual(
    ["Europe/Berlin", "Asia/Tokyo", "Africa/Nairobi", "Asia/Kathmandu", "-03:30"].map(inZone),
    [
      "14:05 CEST +0200 1",
      "21:05 JST +0900 0",
      "15:05 EAT +0300 0",
      "17:50 +0545 +0545 0",
      "08:35 -0330 -0330 0",
    ],
  );
});

test("the name of a zone and its summer time are those of the moment", () => {
  const berlin = (text: string) => formatDate(new Date(text), "T I", { timeZone: "Europe/Berlin" });
  const moscow = (text: string) => formatDate(new Date(text), "T e I", { timeZone: "Europe/Moscow" });

  assert.deepEqual([berlin("2026-01-01T00:00Z"), berlin("1945-06-10T00:00Z")], ["CET 0", "CEMT 1"]);
  assert.deepEqual([moscow("2010-07-01T00:00Z"), moscow("2012-07-01T00:00Z")], ["MSD MSD 1", "MSK MSK 0"]);
});

test("a local time that clocks skip or repeat has no zone, and in mails the offset from before", () => {
  const options = { defaultTimeZone: "Europe/Berlin" };
  const skipped = Temporal.PlainDateTime.from("2026-03-29T02:30");
  const repeated = Temporal.PlainDateTime.from("2026-10-25T02:30");

  assert.equal(formatDate(skipped, "T r", options), " Sun, 29 Mar 2026 02:30:00 +0100");
  assert.equal(formatDate(repeated, "T r", options), " Sun, 25 Oct 2026 02:30:00 +0200");
});

test("formats have Django's names, and what is none is a format", () => {
  const german = localeFor("de", { formats: { de: { named: { INVOICE: "Y/m" } } } });

  assert.equal(getFormat("SHORT_DATE_FORMAT", german), "d.m.Y");
  assert.equal(getFormat("SHORT_DATE_FORMAT", german, { localize: false }), "m/d/Y");
  assert.equal(getFormat("INVOICE", german), "Y/m");
  assert.equal(getFormat("INVOICE", german, { localize: false }), "INVOICE");
  assert.equal(getFormat("H:i", german), "H:i");
  assert.deepEqual(getFormat("DATE_INPUT_FORMATS", german), ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]);
});

test("formatTime() writes times, and refuses a format with a date", () => {
  assert.equal(
    withLanguage("de", () => formatTime(moment)),
    "12:05",
  );
  assert.throws(() => formatTime(moment, "j H:i"), {
    code: "i18n.date-format",
    message: /more than the time/,
  });
});

test("what a value doesn't have cannot be written, and what is no date neither", () => {
  assert.throws(() => formatDate(day, "H:i"), {
    code: "i18n.date-format",
    message: /2026-05-09.*without time/,
  });
  assert.throws(() => formatDate(Temporal.PlainTime.from("12:00"), "j"), /without date/);
  assert.throws(() => formatDate("2026-05-09"), /got "2026-05-09"/);
  assert.throws(() => formatDate(new Date(Number.NaN)), /got an invalid Date/);
});

test("localize() writes numbers and dates, and leaves everything else as it is", () => {
  const list = ["x"];
  const inGerman = (options = {}) =>
    [0.5, day, moment, Temporal.PlainTime.from("09:05"), "0.5", true, null, list].map((value) =>
      localize(value, { locale: localeFor("de"), ...options }),
    );

  assert.deepEqual(inGerman(), ["0,5", "9. Mai 2026", "9. Mai 2026 12:05", "09:05", "0.5", true, null, list]);
  assert.deepEqual(inGerman({ localize: false }).slice(0, 2), [0.5, "Mai 9, 2026"]);
});

test("localizeInput() writes what a form shows, as the language reads it", () => {
  const inForm = (value: unknown, language: string) =>
    localizeInput(value, undefined, { locale: localeFor(language) });

  assert.deepEqual(
    [day, moment, Temporal.PlainTime.from("09:05"), 0.5, "x"].map((value) => inForm(value, "de")),
    ["09.05.2026", "09.05.2026 12:05:07", "09:05:00", "0,5", "x"],
  );
  assert.equal(inForm(day, "en"), "2026-05-09");
  assert.equal(
    localizeInput(moment, "%a %A %b %B %d %f %H %I %j %m %M %p %S %w %y %Y %F %R %T %% %Q"),
    "Sat Saturday May May 09 000000 12 12 129 05 05 PM 07 6 26 2026 2026-05-09 12:05 12:05:07 % %Q",
  );
});
