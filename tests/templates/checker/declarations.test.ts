import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkTemplates, Engine, memoryLoader } from "quintet/templates";
import { check, shown } from "./checked-project.ts";

test("a declaration need not be exported, and its types may stand beside it", async () => {
  const { diagnostics } = await check({
    "shop/pages.ts": `import { template as page } from "quintet/templates";
import type { Author } from "../people.ts";
interface Local { name: string; author: Author }
const local = page<{ local: Local }>("local.html");
export const show = () => page<{ other: Local }>("other.html")({ other: local as never });
`,
    "people.ts": "export interface Author { name: string }\n",
    "templates/local.html": "{{ local.nam }}{{ local.author.nam }}",
    "templates/other.html": "{{ other.nam }}",
  });

  assert.deepEqual(diagnostics.map(shown), [
    'local.html:1:10 — Local has no "nam". Did you mean "name"?',
    'local.html:1:32 — Author has no "nam". Did you mean "name"?',
    'other.html:1:10 — Local has no "nam". Did you mean "name"?',
  ]);
});

test("a declaration whose type can't be known, or whose template isn't there, is told in the TypeScript file", async () => {
  const { diagnostics } = await check({
    "pages.ts": `import { template } from "quintet/templates";
// template<{ a: string }>("comment.html")
const text = 'template<{ a: string }>("text.html")';
export const missing = template<{ text: typeof text }>("pag.html");
export const page = template<any>("page.html");
export function make<Row extends { id: number }>() { return template<{ row: Row }>("row.html"); }
`,
    "templates/page.html": "{{ anything }}",
    "templates/row.html": "",
  });

  assert.deepEqual(diagnostics.map(shown), [
    'pages.ts:4:56 — Template "pag.html" does not exist. Did you mean "page.html"?',
    "pages.ts:5:35 — The type of the variables of \"page.html\" is unknown, so the template can't be checked. Is it any, or imported from something that isn't there?",
    'pages.ts:6:84 — The type of the variables of "row.html" can\'t be read outside of the function that it stands in. Move the type, or the declaration, to the top level of the file.',
  ]);
});

test("a template without a declared type has no variables of its own", async () => {
  const { diagnostics } = await check({
    "pages.ts": `import { template } from "quintet/templates";\nexport const page = template("page.html");\n`,
    "templates/page.html": "{{ title }}",
  });

  assert.deepEqual(diagnostics.map(shown), ['page.html:1:4 — There is no variable "title".']);
});

test("mistakes of the project's own TypeScript are counted, since types that aren't there say nothing", async () => {
  const { diagnostics, ownMistakes } = await check({
    "pages.ts": `import { template } from "quintet/templates";
import type { Nothing } from "./nowhere.ts";
export const page = template<Nothing>("page.html");
`,
    "templates/page.html": "{{ anything }}",
  });

  assert.deepEqual(diagnostics, []);
  assert.equal(ownMistakes, 1);
});

test("a configuration that TypeScript refuses, and no TypeScript at all, are errors of the check", async () => {
  const files = {
    "pages.ts": `import { template } from "quintet/templates";\nexport const page = template("page.html");\n`,
    "templates/page.html": "",
  };
  await assert.rejects(
    check({ ...files, "tsconfig.json": '{ "compilerOptions": { "target": "es1999" } }' }),
    {
      code: "templates.check",
      message: /can't work with the configuration of this project\.\n.*TS6046.*es1999|'--target'/s,
    },
  );

  const folder = mkdtempSync(join(tmpdir(), "quintet-check-")); // where no package is installed
  try {
    writeFileSync(join(folder, "pages.ts"), files["pages.ts"]);
    const engine = new Engine({ loaders: [memoryLoader({ "page.html": "" })] });
    await assert.rejects(checkTemplates({ engine, folder }), {
      code: "templates.no-typescript",
      message: /not installed in .*quintet-check-.*\nInstall it: npm install --save-dev typescript$/,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
