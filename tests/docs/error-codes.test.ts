import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorPage, findErrorCodes, renderErrorPage } from "../../scripts/error-codes.ts";

const root = join(import.meta.dirname, "..", "..");

test("docs/errors.md lists every error code (npm run docs:errors writes it)", () => {
  assert.equal(readFileSync(errorPage, "utf8"), renderErrorPage(findErrorCodes()));
});

test("every class with a code is found, and begins its code with the name of its part", () => {
  const found = new Set(findErrorCodes().map(({ code }) => code));

  for (const file of globSync("src/**/*.ts", { cwd: root })) {
    const part = file.split(/[\\/]/)[1]!;
    const source = readFileSync(join(root, file), "utf8");
    for (const [, code] of source.matchAll(/readonly code(?:: string)? = "([^"]+)"/g)) {
      assert.ok(found.has(code!), `${code} (${file}) has no comment above its class`);
      assert.ok(code!.startsWith(`${part}.`), `${code} (${file}) does not begin with "${part}."`);
    }
  }
});

test("no two classes share a code", () => {
  const codes = findErrorCodes().map(({ code }) => code);

  assert.deepEqual(codes, [...new Set(codes)]);
});
