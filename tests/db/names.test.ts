import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../src/db/models/names.ts";
import { freeName } from "../../src/db/schema/object-names.ts";

for (const [name, words] of [
  ["ContentType", "content type"],
  ["HTTPServer", "http server"],
  ["XMLHttpRequest", "xml http request"],
  ["ABC", "abc"],
  ["A1B", "a1b"],
  ["Page2Item", "page2 item"],
  ["bornOn", "born on"],
  ["apiURL", "api url"],
  ["first_name", "first name"],
] as const)
  test(`the name ${name} is the words "${words}", as Django makes them`, () => {
    assert.equal(wordsOf(name), words);
  });

test("a name that is taken gets a number, however long it is and however often", () => {
  const long = "x".repeat(64);
  const second = `${"x".repeat(62)}_2`;

  assert.equal(freeName("author", new Set(), 64), "author");
  assert.equal(freeName("Author", new Set(["author", "author_2"]), 64), "Author_3");
  assert.equal(freeName(long, new Set([long, second]), 64), `${"x".repeat(62)}_3`);
});
