import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../src/db/models/names.ts";

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
