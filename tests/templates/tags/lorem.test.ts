import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "../render.ts";

const lorem = (tag: string, context: object = {}) => String(render(`{% lorem ${tag} %}`, context));

test("lorem gives the well-known passage, and its first words", () => {
  assert.match(lorem(""), /^Lorem ipsum dolor sit amet, .* id est laborum\.$/);
  assert.equal(lorem("3 w"), "lorem ipsum dolor");
  assert.equal(lorem("n w", { n: 2 }), "lorem ipsum");
});

test("lorem gives as many words and paragraphs as it is asked for", () => {
  assert.equal(lorem("40 w").split(" ").length, 40);
  assert.equal(lorem("40 w random").split(" ").length, 40);
  assert.match(lorem("3 p"), /^(<p>[A-Z][a-z ,.?A-Z]+<\/p>(\n\n|$)){3}/);
  assert.match(lorem("2 b random"), /^[A-Z][^\n<]*[.?]\n\n[A-Z][^\n<]*[.?]$/);
});

test("a count that is no number counts as one; one that is too large is refused", () => {
  assert.equal(lorem("two p"), lorem("1 p"));
  assert.throws(() => lorem("1000000000 w"), /at most 100000 pieces, not 1000000000/);
  assert.throws(() => lorem("1 2 3 4"), /doesn't understand "1"/);
});
