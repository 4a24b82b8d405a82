/*
 * The TypeScript in the documentation is true: every block of README.md and docs/*.md compiles. page-module.ts says how
 * a page becomes a module.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { type PageModule, pageModule } from "./page-module.ts";

const root = join(import.meta.dirname, "..", "..");
// Ignored by git, and inside the repository, so that "quintet/…" means these sources.
const folder = join(root, "tmp", `docs-${process.pid}`);
const pages = ["README.md", ...globSync("docs/{,guides/}*.md", { cwd: root })].filter(
  (page) => !/(architecture|errors|getting-started)\.md$/.test(page),
);

after(() => rmSync(folder, { recursive: true, force: true }));

// Their examples need nothing but what the page itself makes.
const runnable = ["db", "db-functions", "db-models", "db-queries"];

const modules = writeModules();

test("every TypeScript block of the documentation compiles", () => {
  const { stdout } = spawnSync("tsc", ["-p", folder, "--pretty", "false"], { cwd: root, encoding: "utf8" });

  assert.equal(inPages(stdout, modules), "");
});

for (const page of runnable) {
  test(`the examples of docs/${page}.md run`, async (t) => {
    t.mock.method(console, "log", () => {});
    await import(join(folder, `${page}.ts`));
  });
}

function writeModules(): Map<string, { page: string; module: PageModule }> {
  const modules = new Map<string, { page: string; module: PageModule }>();
  mkdirSync(folder, { recursive: true });
  for (const page of pages) {
    const module = pageModule(readFileSync(join(root, page), "utf8"));
    if (module === undefined) continue;
    const file = `${basename(page, ".md")}.ts`;
    modules.set(file, { page, module });
    writeFileSync(join(folder, file), module.code);
  }
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: {
      noUnusedLocals: false, // a block shows how a thing is made, not how it is used
      noUnusedParameters: false,
      allowUnreachableCode: true,
    },
    include: ["*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  return modules;
}

/** What the compiler says about the pages, at the pages' own lines. Mistakes in the sources have a test of their own. */
function inPages(output: string, modules: ReturnType<typeof writeModules>): string {
  const told = output.split("\n").flatMap((line) => {
    const [, file, number, message] = /^(\S+?)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
    if (file === undefined) return line.startsWith("error") ? [line] : [];
    const found = modules.get(basename(file));
    if (found === undefined || !file.includes(basename(folder))) return [];
    return [`${found.page}:${found.module.origin[Number(number) - 1]}: ${message}`];
  });
  return told.join("\n");
}
