import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { differencesPage, renderDifferences } from "../../scripts/differences.ts";

test("docs/differences.md lists every decision to answer otherwise than Django", () => {
  const page = readFileSync(differencesPage, "utf8");

  assert.equal(page, renderDifferences(), "npm run docs:differences writes it anew");
});
