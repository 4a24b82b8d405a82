import assert from "node:assert/strict";
import { test } from "node:test";
import { catalog, Translations } from "quintet/i18n";
import { render } from "./render.ts";

const now = new Date("2026-03-15T12:00:00Z");

/** What an expression prints in German, with translations of a few messages. */
function inGerman(expression: string, context: object, source: Parameters<typeof catalog>[0]): unknown {
  const translations = new Translations({ catalogs: { de: catalog(source) }, usesRuntimeWords: false });
  const options = { language: "de", translations, now: () => now };
  return render(`{% load humanize %}{{ ${expression} }}`, context, options);
}

function before(seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000);
}

test("lengths of time and what stands between them are translated", () => {
  const messages = {
    "%(num)d week": ["%(num)d Woche", "%(num)d Wochen"],
    "%(num)d day": ["%(num)d Tag", "%(num)d Tage"],
    ", ": " und ",
  };

  assert.equal(
    inGerman("at|timesince", { at: before(15 * 86_400) }, { messages }),
    "2\u00a0Wochen und 1\u00a0Tag",
  );
  assert.equal(inGerman("at|timeuntil", { at: before(-86_400) }, { messages }), "1\u00a0Tag");
});

test("a time from now has words of its own for a phrase", () => {
  const source = {
    messages: {
      now: "jetzt",
      "an hour ago": ["vor einer Stunde", "vor %(count)s\u00a0Stunden"],
      "%(delta)s ago": "vor %(delta)s",
      "%(num)d day": ["%(num)d Tag", "%(num)d Tage"],
    },
    contexts: { "naturaltime-past": { "%(num)d day": ["%(num)d Tag", "%(num)d Tagen"] } },
  };

  assert.deepEqual(
    [0, 3_600, 7_200, 2 * 86_400].map((seconds) =>
      inGerman("at|naturaltime", { at: before(seconds) }, source),
    ),
    ["jetzt", "vor einer Stunde", "vor 2\u00a0Stunden", "vor 2\u00a0Tagen"],
  );
});

test("days nearby, numbers and answers are translated", () => {
  const messages = { yesterday: "gestern", one: "eins", "yes,no,maybe": "ja,nein,vielleicht" };

  assert.equal(inGerman("at|naturalday", { at: before(86_400) }, { messages }), "gestern");
  assert.equal(inGerman("1|apnumber", {}, { messages }), "eins");
  assert.equal(inGerman("nothing|yesno", { nothing: null }, { messages }), "vielleicht");
});

test("ordinals may hold HTML, by the last digits of the number", () => {
  const contexts = {
    "ordinal 1": { "{}st": "{}<sup>te</sup>" },
    "ordinal 11, 12, 13": { "{}th": "{}ter" },
  };

  assert.equal(inGerman("21|ordinal", {}, { contexts }), "21<sup>te</sup>");
  assert.equal(inGerman("112|ordinal", {}, { contexts }), "112ter");
  assert.equal(inGerman("4|ordinal", {}, { contexts }), "4th");
});

test("a large number takes the plural form of what is above it", () => {
  const messages = { "%(value)s million": ["%(value)s Million", "%(value)s Millionen"] };

  assert.deepEqual(
    [1_000_000, 1_200_000, 2_000_000, -1_000_000].map((n) => inGerman("n|intword", { n }, { messages })),
    ["1,0 Million", "1,2 Millionen", "2,0 Millionen", "-1,0 Million"],
  );
});

test("sizes of files are translated, and rounded once, halves to the even digit", () => {
  const messages = { "%s KB": "%s Kilobyte", "%(size)d byte": ["ein Byte", "%(size)d Byte"] };

  assert.deepEqual(
    [1, 1_023, 1_280, 1_792, 1_076, -2_048].map((n) => inGerman("n|filesizeformat", { n }, { messages })),
    [
      "ein\u00a0Byte",
      "1023\u00a0Byte",
      "1,2\u00a0Kilobyte",
      "1,8\u00a0Kilobyte",
      "1,1\u00a0Kilobyte",
      "-2,0\u00a0Kilobyte",
    ],
  );
});

test("what stands behind a text that was cut is translated, also where it stands around it", () => {
  const contexts = {
    "String to return when truncating text": { "%(truncated_text)s…": "[%(truncated_text)s]" },
  };

  assert.equal(inGerman('"abcdef"|truncatechars:5', {}, { contexts }), "[abc]");
  assert.equal(inGerman('"abcdef"|truncatechars_html:5', {}, { contexts }), "[abc]");
  assert.equal(inGerman('"a b c"|truncatewords:2', {}, { contexts }), "a b …");
});

test("a translation that can't be filled in gives the source", () => {
  const messages = { "%(num)d day": ["%(tage)d Tag", "%(num) Tage"], "%(value)s million": ["100% sicher"] };

  assert.equal(inGerman("at|timesince", { at: before(86_400) }, { messages }), "1\u00a0day");
  assert.equal(inGerman("at|timesince", { at: before(2 * 86_400) }, { messages }), "2\u00a0days");
  assert.equal(inGerman("1000000|intword", {}, { messages }), "1,0 million");
});

test("where nobody has translated, the words are those that the runtime knows", () => {
  const options = { language: "de", now: () => now };
  const show = (expression: string, context: object = {}) =>
    render(`{% load humanize %}{{ ${expression} }}`, context, options);

  assert.equal(show("at|naturaltime", { at: before(3 * 86_400) }), "vor 3\u00a0Tagen");
  assert.equal(show("at|naturalday", { at: before(86_400) }), "gestern");
  assert.equal(show("2000000|intword"), "2,0 Millionen");
});
