import assert from "node:assert/strict";
import { test } from "node:test";
import { closestName, didYouMean } from "../../src/core/index.ts";

const fields = ["author", "body", "id", "published", "title"];

test("the nearest name is found through a swap, a missing letter and another case", () => {
  assert.equal(closestName("titel", fields), "title");
  assert.equal(closestName("autor", fields), "author");
  assert.equal(closestName("Published", fields), "published");
});

test("names that are far away are not offered", () => {
  assert.equal(closestName("price", fields), undefined);
  assert.equal(didYouMean("price", fields), "");
});

test("the sentence stands behind another one", () => {
  assert.equal(didYouMean("titel", fields), ' Did you mean "title"?');
});
