import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "quintet-cli-"));
after(() => rmSync(folder, { recursive: true }));

function quintet(cwd: string, args: readonly string[], env: Record<string, string> = {}) {
  const words = [
    "--conditions=quintet:source",
    "--disable-warning=ExperimentalWarning",
    join(root, "bin", "quintet.js"),
    ...args,
  ];
  const environment = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd,
    encoding: "utf8",
    env: environment,
  });
  return { status, stdout, stderr };
}

/** A folder with a configuration. It imports the source by path: a temporary folder has no node_modules. */
function project(name: string, config: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  const core = JSON.stringify(join(root, "src", "index.ts"));
  writeFileSync(
    join(path, "quintet.config.ts"),
    `import { defineConfig, env, secret } from ${core};\n${config}`,
  );
  return path;
}

test("outside a project a command of one says that the project is missing, and what to do", () => {
  const { status, stderr } = quintet(folder, ["check"]);

  assert.equal(status, 1);
  assert.match(
    stderr,
    /There is no quintet\.config\.ts in .* or above it\.\nGo to the folder of your project/,
  );
});

test("a misspelt command is answered with the right one", () => {
  const { status, stderr } = quintet(folder, ["chekc"]);

  assert.equal(status, 2);
  assert.match(stderr, /Did you mean check\?/);
});

test("help works outside a project", () => {
  const { status, stdout } = quintet(folder, ["--help"]);

  assert.equal(status, 0);
  assert.match(stdout, /new .*<name>/);
});

test("a configuration with mistakes is refused with all of them, in lines for people", () => {
  const path = project(
    "mistakes",
    'export default defineConfig({ modules: [], secretKey: secret("NOT_SET_ANYWHERE"), debgu: true, logLevel: "loud" } as never);',
  );

  const { status, stderr } = quintet(path, ["check"]);

  assert.equal(status, 1);
  assert.match(stderr, /The configuration has 4 problems:/);
  assert.match(stderr, /Did you mean "debug"\?/);
  assert.match(stderr, /NOT_SET_ANYWHERE is not set/);
  assert.doesNotMatch(stderr, /\bat \w+.*\.ts:\d+/);
});

test("--traceback shows where an error comes from", () => {
  const path = project(
    "traceback",
    'export default defineConfig({ modules: [], secretKey: secret("NOT_SET_ANYWHERE") });',
  );

  const { stderr } = quintet(path, ["check", "--traceback"]);

  assert.match(stderr, /at resolveConfig .*config\.ts:\d+/);
});

test("a configuration file without a default export says what to write", () => {
  const path = project(
    "no-default",
    "export const config = defineConfig({ modules: [], secretKey: secret('X') });",
  );

  const { status, stderr } = quintet(path, ["check"]);

  assert.equal(status, 1);
  assert.match(stderr, /quintet\.config\.ts has no configuration as its default export/);
});

test("a syntax error in the configuration names the file and keeps help working", () => {
  const path = project("syntax", "export default defineConfig({ modules: [ });");

  const check = quintet(path, ["check"]);
  const help = quintet(path, ["--help"]);

  assert.equal(check.status, 1);
  assert.match(check.stderr, /SyntaxError: Expression expected/);
  assert.match(check.stderr, /quintet\.config\.ts/);
  assert.equal(help.status, 0);
  assert.match(help.stdout, /does not start/);
});

test("a variable of .env is read, and the environment wins over it", () => {
  const path = project(
    "dot-env",
    'export default defineConfig({ modules: [], secretKey: secret("SECRET_KEY"), security: { allowedHosts: ["shop.example"] }, logLevel: env.oneOf("LEVEL", ["warn", "error"]) });',
  );
  writeFileSync(
    join(path, ".env"),
    "SECRET_KEY=kJ8-long-enough-and-with-many-different-characters\nLEVEL=wrong\n",
  );

  assert.match(quintet(path, ["check"]).stderr, /LEVEL is "wrong"/);
  assert.equal(quintet(path, ["check"], { LEVEL: "warn" }).status, 0);
});

test("new makes a project with a secret key of its own, and never writes over one", () => {
  const first = quintet(folder, ["new", "my-shop"]);
  const again = quintet(folder, ["new", "my-shop"]);

  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /npx quintet migrate up/);
  const files = readdirSync(join(folder, "my-shop"));
  assert.ok(files.includes(".env") && files.includes(".gitignore") && files.includes("quintet.config.ts"));
  assert.match(readFileSync(join(folder, "my-shop", ".env"), "utf8"), /^SECRET_KEY=[\w-]{48}$/m);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /exists and is not empty/);
});

test("new refuses a name that npm could not have", () => {
  const { status, stderr } = quintet(folder, ["new", "My Shop"]);

  assert.equal(status, 1);
  assert.match(stderr, /"My Shop" can't be the name of a project/);
});

test("secret prints a key that the configuration accepts", () => {
  const { stdout } = quintet(folder, ["secret"]);

  assert.match(stdout.trim(), /^[\w-]{48}$/);
});
