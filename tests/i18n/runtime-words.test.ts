import assert from "node:assert/strict";
import { test } from "node:test";
import { catalog, phrase, pluralPhrase, Translations } from "quintet/i18n";

/** What a translator says for a number of a unit, as `timesince` asks for it. */
function units(language: string, unit: string, counts: readonly number[], context?: string): string[] {
  const translator = new Translations().for(language);
  const message = { singular: `%(num)d ${unit}`, plural: `%(num)d ${unit}s`, ...(context && { context }) };
  return counts.map((num) => pluralPhrase(translator, message, num, { num }));
}

test("lengths of time are written as the runtime knows it, in each plural form", () => {
  assert.deepEqual(units("de", "hour", [0, 1, 2]), ["0 Stunden", "1 Stunde", "2 Stunden"]);
  assert.deepEqual(units("pl", "day", [1, 2, 5, 22]), ["1 dzień", "2 dni", "5 dni", "22 dni"]);
  assert.deepEqual(units("ru", "minute", [1, 2, 5, 21]), ["1 минута", "2 минуты", "5 минут", "21 минута"]);
  assert.deepEqual(units("de-li", "year", [1, 2]), ["1 Jahr", "2 Jahre"]);
});

test("within a phrase they read as it demands", () => {
  const german = new Translations().for("de");
  const [days] = units("de", "day", [3], "naturaltime-past") as [string];

  assert.equal(phrase(german, "%(delta)s ago", { delta: days }), "vor 3 Tagen");
  assert.equal(
    pluralPhrase(german, { singular: "an hour ago", plural: "%(count)s\u00a0hours ago" }, 5, { count: 5 }),
    "vor 5 Stunden",
  );
  const japanese = new Translations().for("ja");
  assert.match(phrase(japanese, "%(delta)s ago", { delta: "X" }), /^X\s?前$/);
  const russian = new Translations().for("ru");
  assert.equal(phrase(russian, "%(delta)s ago", { delta: "X" }), "X назад");
  assert.deepEqual(units("ru", "minute", [1], "naturaltime-past"), ["1 минуту"]);
});

test("near days, sizes, large numbers and names of languages are known, too", () => {
  const german = new Translations().for("de");

  assert.deepEqual(
    ["yesterday", "today", "tomorrow", "now", "Polish"].map((message) => german.translate(message)),
    ["gestern", "heute", "morgen", "jetzt", "Polnisch"],
  );
  assert.equal(german.translatePlural("%(size)d byte", "%(size)d bytes", 2), "%(size)d Byte");
  assert.match(new Translations().for("fr").translate("%s KB"), /^%s\s?ko$/);
  assert.equal(german.translatePlural("%(value)s billion", "%(value)s billion", 2), "%(value)s Milliarden");
});

test("a number that a language doesn't count in is left to the source", () => {
  const japanese = new Translations().for("ja");

  assert.equal(japanese.translatePlural("%(value)s million", "%(value)s million", 2), "%(value)s million");
});

test("any catalog of the language goes before, and its other messages stay", () => {
  const translations = new Translations({
    catalogs: {
      de: catalog({ messages: { today: "am heutigen Tage" } }),
      fr: catalog({ messages: { now: "là" } }),
    },
    fallback: "fr",
  });

  assert.equal(translations.for("de-at").translate("today"), "am heutigen Tage");
  assert.equal(translations.for("de").translate("now"), "jetzt");
  assert.equal(translations.for("xx").translate("now"), "là");
  assert.equal(translations.for("xx").translate("today"), "aujourd’hui");
});

test("English is the source; other languages can be left to it", () => {
  assert.equal(new Translations({ fallback: "de" }).for("en-gb").translate("today"), "today");
  assert.equal(new Translations({ usesRuntimeWords: false }).for("de").translate("today"), "today");
  assert.equal(new Translations().for("xx").translate("today"), "today");
});
