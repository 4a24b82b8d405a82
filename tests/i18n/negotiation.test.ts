import assert from "node:assert/strict";
import { test } from "node:test";
import { localeName, parseAcceptLanguage, supportedLanguage } from "quintet/i18n";

function wanted(header: string): [string, number][] {
  return parseAcceptLanguage(header).map(({ language, quality }) => [language, quality]);
}

test("the header Accept-Language is read, what is wanted most first", () => {
  assert.deepEqual(wanted("de, en-AU;q=0.75,en-us;q=0.5 , es;q=0.125,fa;q=0.125, *;q=0"), [
    ["de", 1],
    ["en-au", 0.75],
    ["en-us", 0.5],
    ["es", 0.125],
    ["fa", 0.125],
    ["*", 0],
  ]);
  assert.deepEqual(wanted("en;q=0.1, de ; q=1.000"), [
    ["de", 1],
    ["en", 0.1],
  ]);
});

test("a header that is not written as it must be gives nothing", () => {
  const wrong = [
    "",
    "12-345",
    "x;x",
    "en-gb;q=1.0000",
    "en;q=.2",
    "en;q=2",
    "de;q=0.a",
    "**",
    "da, en;q=0.7,#",
    "en\n",
  ];
  for (const header of wrong) assert.deepEqual(wanted(header), [], header);
});

test("a header that is too long is read to its last whole language", () => {
  const header = `${"de,".repeat(150)}${"x-".repeat(500)}x`;

  assert.equal(wanted(header).length, 150);
  assert.deepEqual(wanted("x-".repeat(500)), []);
});

test("a language is answered by itself, its base or another country's", () => {
  const supported = ["en", "ar-dz", "de", "de-at", "pt-BR", "zh-hans"];
  const answers = Object.fromEntries(
    ["en", "en-gb", "de-at", "de-ch", "pt-BR", "pt", "pt-pt", "ar", "zh-cn", "zh-tw", "xyz", "xy-zz", ""].map(
      (language) => [language, supportedLanguage(language, supported)],
    ),
  );

  assert.deepEqual(answers, {
    en: "en",
    "en-gb": "en",
    "de-at": "de-at",
    "de-ch": "de",
    "pt-BR": "pt-BR",
    pt: "pt-br",
    "pt-pt": "pt-br",
    ar: "ar-dz",
    "zh-cn": "zh-hans",
    "zh-tw": "zh-hans",
    xyz: undefined,
    "xy-zz": undefined,
    "": undefined,
  });
});

test("strictly, another country's language is no answer", () => {
  const supported = ["en", "pt-br"];

  assert.equal(supportedLanguage("pt", supported, { strict: true }), undefined);
  assert.equal(supportedLanguage("pt-pt", supported, { strict: true }), undefined);
  assert.equal(supportedLanguage("en-gb", supported, { strict: true }), "en");
});

test("a tag that is too long is cut behind a part, or refused where it must be exact", () => {
  const long = `en-${"x".repeat(600)}`;

  assert.equal(supportedLanguage(long, ["en"]), "en");
  assert.equal(supportedLanguage(long, ["en"], { strict: true }), undefined);
  assert.equal(supportedLanguage("x".repeat(600), ["en"]), undefined);
});

test("locales are called as the folders of gettext are", () => {
  const names = [
    "en",
    "EN",
    "en-us",
    "EN-US",
    "sr-latn",
    "zh-hant-tw",
    "nl-nl-x-informal",
    "en_us",
    "es-419",
    "en-",
  ];

  assert.deepEqual(names.map(localeName), [
    "en",
    "en",
    "en_US",
    "en_US",
    "sr_Latn",
    "zh_Hant-tw",
    "nl_NL-x-informal",
    "en_us",
    "es_419",
    "en-",
  ]);
});
