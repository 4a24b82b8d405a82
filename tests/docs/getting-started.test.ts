/*
 * docs/getting-started.md, followed to the letter: from top to bottom, each file is written where its first line says,
 * each change (```diff) is made, and each command is run. `npm install` is a link to these sources; servers are not started.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "quintet-started-"));
const project = join(folder, "bookshelf");
const flags = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];

after(() => rmSync(folder, { recursive: true, force: true }));

const commands: Record<string, (call: string) => string> = {
  "npx quintet new bookshelf": () => quintet(folder, "new", "bookshelf"),
  "cd bookshelf": () => "",
  "npm install": () => link(),
  "npx quintet migrate up": () => quintet(project, "migrate", "up"),
  "npx quintet createsuperuser": () =>
    quintet(project, "createsuperuser", "--username", "ada", "--email", "ada@example.com", "--no-input"),
  "npm run dev": () => "",
  "npx quintet migrate make": () => quintet(project, "migrate", "make"),
  "npm run check": () => `${typeErrors()}${quintet(project, "check")}`,
  "npm test": () => run(project, process.execPath, [...flags, "--test"]),
  "npx quintet shell": () => quintet(project, "shell", "--code", shellExample()),
  "npx quintet check --deploy": () => "",
  "npm start": () => "",
};

const page = readFileSync(join(root, "docs", "getting-started.md"), "utf8");

test("whoever follows docs/getting-started.md gets an app that type-checks and passes its tests", () => {
  const told = new Map<string, string>();
  for (const [, language, code] of page.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)) {
    if (language === "diff") changeProjectFile(code!);
    else if (language !== "sh") writeProjectFile(code!);
    else for (const command of commandsIn(code!)) told.set(command, execute(command));
  }

  assert.match(told.get("npx quintet migrate make")!, /books\/migrations\/0001_initial\.ts/);
  assert.match(told.get("npx quintet migrate up")!, /1 migration applied/);
  assert.match(told.get("npm run check")!, /^✔ Nothing found/);
  assert.match(told.get("npm test")!, /pass 2/);
  assert.deepEqual([...told.keys()], Object.keys(commands));
});

function commandsIn(code: string): string[] {
  return code
    .split("\n")
    .map((line) => line.replace(/\s+# .*/, "").trim())
    .filter((line) => line !== "");
}

function execute(command: string): string {
  const action = commands[command];
  assert.ok(action, `The page has a command that this test doesn't know: ${command}`);
  return action(command);
}

/** Writes a file that the page shows: its first line is a comment with its path. */
function writeProjectFile(code: string): void {
  const [, path] =
    /^(?:\/\/ |\{# )(\S+)/.exec(code) ?? assert.fail(`A block doesn't name its file:\n${code}`);
  const file = join(project, path!);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code.slice(code.indexOf("\n") + 1));
}

/** Makes a change that the page shows. Its parts are set apart by empty lines, and each must fit at one place. */
function changeProjectFile(code: string): void {
  const [head, ...lines] = code.trimEnd().split("\n");
  const file = join(project, head!.replace("// ", ""));
  let source = readFileSync(file, "utf8");
  for (const part of lines.join("\n").split("\n\n")) {
    const without = (sign: string) => {
      const kept = part.split("\n").filter((line) => !line.startsWith(sign));
      return kept.map((line) => `${line.slice(1)}\n`).join("");
    };
    const [old, changed] = [without("+"), without("-")];
    assert.equal(source.split(old).length, 2, `This is not once in ${head}:\n${old}`);
    source = source.replace(old, () => changed);
  }
  writeFileSync(file, source);
}

function link(): string {
  mkdirSync(join(project, "node_modules"));
  symlinkSync(root, join(project, "node_modules", "quintet"), "junction");
  for (const name of ["@types", "typescript"])
    symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name), "junction");
  // What is linked are sources: they have no declarations that the compiler would read instead.
  const tsconfig = join(project, "tsconfig.json");
  const config = JSON.parse(readFileSync(tsconfig, "utf8")) as { compilerOptions: object };
  Object.assign(config.compilerOptions, { customConditions: ["quintet:source"] });
  writeFileSync(tsconfig, JSON.stringify(config, null, 2));
  return "";
}

/** The project's own mistakes; those of the sources are found elsewhere. */
function typeErrors(): string {
  try {
    return run(project, "tsc", ["--noEmit", "--pretty", "false"]);
  } catch (error) {
    const { stdout } = error as { stdout: string };
    return stdout.replace(/^(\.\.\/.*|\s.*)\n/gm, "");
  }
}

function shellExample(): string {
  return /`(await Book\..*?)`/.exec(page)![1]!;
}

function quintet(cwd: string, ...args: string[]): string {
  return run(cwd, process.execPath, [...flags, join(root, "bin", "quintet.js"), ...args]);
}

function run(cwd: string, command: string, args: readonly string[]): string {
  // Node's test runner doesn't run tests inside of tests, and npm's settings are not a user's.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_TEST|npm_)/.test(name)),
  );
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...env, QUINTET_SUPERUSER_PASSWORD: "a tune for five strings" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
