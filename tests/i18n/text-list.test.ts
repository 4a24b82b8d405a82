import assert from "node:assert/strict";
import { test } from "node:test";
import { textList } from "quintet/i18n";

test("texts stand in a row, with a word in front of the last", () => {
  assert.equal(textList([]), "");
  assert.equal(textList(["tea"]), "tea");
  assert.equal(textList(["tea", "milk"]), "tea or milk");
  assert.equal(textList(["tea", "milk", "sugar"], { lastWord: "and" }), "tea, milk and sugar");
});

test("comma and word are those of the language", () => {
  const words: Readonly<Record<string, string>> = { ", ": "، ", or: "أو" };
  const translator = { translate: (message: string) => words[message] ?? message };

  assert.equal(textList(["a", "b", "c"], { translator }), "a، b أو c");
});
