/*
 * What the documentation points at is there: pages, headings and files that it links to, commands with their options,
 * and the keys of the server's configuration.
 */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import type { Command } from "commander";
import { createApp } from "quintet/app";
import { readDocument } from "../../examples/chat/chat/search/document.ts";
import { buildProgram } from "../../src/cli/program.ts";

const root = join(import.meta.dirname, "..", "..");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...globSync("docs/{,guides/}*.md", { cwd: root }),
].map((page) => page.replaceAll("\\", "/"));
const source = new Map(pages.map((page) => [page, readFileSync(join(root, page), "utf8")]));
const chat = join(root, "examples", "chat", "quintet.config.ts");

before(() => {
  process.env.SECRET_KEY ??= "a-key-that-signs-nothing-but-what-tests-sign-7";
});

test("every link to a file leads to a file, and every #anchor to a heading", () => {
  const broken: string[] = [];
  for (const [page, text] of source) {
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(target!)) continue;
      const [path, anchor] = target!.split("#") as [string, string?];
      const file = path === "" ? page : join(dirname(page), path).replaceAll("\\", "/");
      const found = existsSync(join(root, file));
      if (!found || (anchor !== undefined && !anchorsOf(file).has(anchor))) broken.push(`${page}: ${target}`);
    }
  }

  assert.deepEqual(broken, []);
});

test("every page of docs/ is reached from the README", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached)
    for (const [, target] of (source.get(page) ?? "").matchAll(/\]\(([^)#\s]+\.md)/g))
      reached.add(join(dirname(page), target!).replaceAll("\\", "/"));

  assert.deepEqual(
    pages.filter((page) => page.startsWith("docs/") && !reached.has(page)),
    [],
  );
});

test("every documented command is there, with the options that are shown", async () => {
  const { program, close } = await buildProgram(["check", "--config", chat]);
  try {
    const wrong = [...source].flatMap(([page, text]) =>
      callsIn(text).flatMap((call) => {
        const problem = problemWith(program, call);
        return problem === undefined ? [] : [`${page}: quintet ${call} (${problem})`];
      }),
    );
    assert.deepEqual(wrong, []);
  } finally {
    await close();
  }
});

test("every npm script that README and CONTRIBUTING name is there", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = ["README.md", "CONTRIBUTING.md"].flatMap((page) => [
    ...source.get(page)!.matchAll(/npm run ([\w:]+)|`(test:\w+)`/g),
  ]);

  const missing = named.map(([, run, step]) => run ?? step!).filter((name) => !(name in scripts));
  assert.deepEqual(missing, []);
  assert.ok(named.length > 5);
});

test("docs/cli.md lists every command", async () => {
  const { program, close } = await buildProgram(["check", "--config", chat]);
  try {
    const known = program.commands.flatMap((command) =>
      command.commands.length === 0 ? [command.name()] : command.commands.map((inner) => inner.name()),
    );
    const table = source
      .get("docs/cli.md")!
      .match(/^\| .*\|$/gm)!
      .join("\n");
    assert.deepEqual(
      known.filter((name) => !new RegExp(`[\` ]${name}[\` ]`).test(table)),
      [],
    );
  } finally {
    await close();
  }
});

test("docs/http.md lists every key of the server's configuration", async () => {
  await using app = await createApp((await import(chat)).default);
  const section = source.get("docs/http.md")!.split("## The server's configuration")[1]!.split("\n## ")[0]!;
  const listed = [...section.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell]) => cell!.match(/\w+/g)!);

  assert.deepEqual(listed.toSorted(), Object.keys(app.config.http).toSorted());
});

function anchorsOf(page: string): Set<string> {
  const { sections } = readDocument(page, readFileSync(join(root, page), "utf8"));
  return new Set(sections.map(({ anchor }) => anchor));
}

/** What stands behind "quintet" in code, to the end of the code: `"migrate make --check"`. */
function callsIn(markdown: string): string[] {
  const inline = [...markdown.matchAll(/`(?:npx )?quintet ([a-z][^`]*)`/g)];
  const lines = [...markdown.matchAll(/^(?:\$ )?(?:npx )?quintet ([a-z].*)$/gm)];
  return [...inline, ...lines].map(([, call]) => call!.replace(/\s+#.*/, "").replace(/\s+/g, " "));
}

function problemWith(program: Command, call: string): string | undefined {
  let command = program;
  for (const word of call.split(/ (?=-)/)[0]!.split(/[ ,]+/)) {
    if (command.commands.length === 0) break;
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) return `there is no ${word}`;
    command = next;
  }
  const options = [...command.options, ...program.options, ...commonOptions].map(({ long }) => long);
  return call.match(/--[a-z-]+/g)?.find((option) => !options.includes(option));
}

const commonOptions = [{ long: "--help" }];
