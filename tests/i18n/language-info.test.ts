import assert from "node:assert/strict";
import { test } from "node:test";
import { fallbackLanguage, knownLanguages, languageInfo } from "quintet/i18n";

test("a language has a name, a name of its own and a direction", () => {
  assert.deepEqual(languageInfo("de"), {
    tag: "de",
    name: "German",
    localName: "Deutsch",
    isRightToLeft: false,
  });
  assert.equal(languageInfo("fa")?.isRightToLeft, true);
});

test("a region that is not known has the name of its language, and a script's other name leads to it", () => {
  assert.equal(languageInfo("fr_LU")?.tag, "fr");
  assert.equal(languageInfo("zh-tw")?.tag, "zh-hant");
  assert.deepEqual([fallbackLanguage("zh-TW"), fallbackLanguage("de")], ["zh-hant", undefined]);
  assert.equal(languageInfo("tlh"), undefined);
});

test("every language that is known has a name", () => {
  const languages = knownLanguages();

  assert.ok(languages.length > 90);
  assert.deepEqual(
    languages.filter((tag) => languageInfo(tag)?.tag !== tag),
    [],
  );
});
