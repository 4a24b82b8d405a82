import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");
const folder = "tests/security/checklist";
const page = readFileSync(join(root, "docs/security-checklist.md"), "utf8");
const listed = [...page.matchAll(/`(tests\/[^`]+)`: `(.*?)`\s+\|/g)].map(([, file, name]) => ({
  file: file!,
  name: name!,
}));

test("docs/security-checklist.md names tests that are there", () => {
  assert.ok(listed.length > 40, `${listed.length} items`);
  for (const { file, name } of listed) {
    const source = readFileSync(join(root, file), "utf8");
    assert.ok(source.includes(`test("${name}"`), `${file} has no test "${name}"`);
  }
});

test("docs/security-checklist.md lists every test of the checklist", () => {
  for (const file of readdirSync(join(root, folder)).filter((name) => name.endsWith(".test.ts"))) {
    const names = [...readFileSync(join(root, folder, file), "utf8").matchAll(/^test\("(.*?)", /gm)];
    for (const [, name] of names)
      assert.ok(
        listed.some((item) => item.file === `${folder}/${file}` && item.name === name),
        `the page lacks "${name}"`,
      );
  }
});
