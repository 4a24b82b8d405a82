import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { locksPage, withLockTable } from "../../scripts/lock-table.ts";

test("the guide to migrations without downtime has the locks that the checks go by", () => {
  const page = readFileSync(locksPage, "utf8");

  assert.equal(page, withLockTable(page), "npm run docs:locks writes the table anew");
});
