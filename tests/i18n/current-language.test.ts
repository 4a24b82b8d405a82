import assert from "node:assert/strict";
import { test } from "node:test";
import { currentLanguage, languageTag, lessSpecificTags, withLanguage } from "quintet/i18n";

test("a language holds for the work that it was chosen for, and what that starts", async () => {
  const outside = currentLanguage();
  const [inside, later, nested] = await withLanguage("pt_BR", async () => {
    const inside = currentLanguage();
    await Promise.resolve();
    return [inside, currentLanguage(), withLanguage("de", () => currentLanguage())];
  });

  assert.deepEqual([outside, inside, later, nested], [undefined, "pt-br", "pt-br", "de"]);
  assert.equal(currentLanguage(), undefined);
});

test("languages are written in lower case with hyphens", () => {
  assert.deepEqual(["de", "de_AT", "zh-Hant-TW"].map(languageTag), ["de", "de-at", "zh-hant-tw"]);
});

test("a tag is followed by those that say less", () => {
  assert.deepEqual(lessSpecificTags("zh-hant-tw"), ["zh-hant-tw", "zh-hant", "zh"]);
  assert.deepEqual(lessSpecificTags("de"), ["de"]);
});
