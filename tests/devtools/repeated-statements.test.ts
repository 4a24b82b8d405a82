import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { smallApp } from "../app/small-app.ts";

const script = fileURLToPath(new URL("fixtures/repeating-app.ts", import.meta.url));

/** What an app with debug logs while it answers a path. Logs go to the process's standard error, so it is one of its own. */
async function logged(path: string, options: object = {}): Promise<string> {
  const flags = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];
  const run = promisify(execFile)(process.execPath, [...flags, script, path, JSON.stringify(options)]);
  const { stderr } = await run;
  return stripVTControlCharacters(stderr).replaceAll(/^\[?\d\d:\d\d:\d\d\]? /gm, "");
}

test("a statement that a request sends again and again is told once, with the line that asked", async () => {
  const log = await logged("/loop/");

  assert.match(
    log,
    /^WARN: db: GET \/loop\/ sent a statement 3 times, \d+\.\d ms in all, asked in tests\/devtools\/fixtures\/repeating-app\.ts:\d+: SELECT … FROM "shop_book" WHERE .*\n$/,
  );
  assert.doesNotMatch(log, /a private title/);
});

test("what a template or a streamed body asks for is counted as well", async () => {
  assert.match(await logged("/stream/"), /GET \/stream\/ sent a statement 2 times/);
});

test("different statements are nothing to tell, nor are those below the configured number", async () => {
  assert.equal(await logged("/different/"), "");
  assert.equal(await logged("/loop/", { repeatedStatements: 4 }), "");
  assert.equal(await logged("/loop/", { repeatedStatements: false }), "");
});

test("outside of debug nothing is told", async () => {
  assert.equal(await logged("/loop/", { debug: false }), "");
});

test("the number of repeated statements is from 2 up, or false", async () => {
  await assert.rejects(smallApp({ repeatedStatements: 1 }), {
    code: "core.config",
    message: /repeatedStatements.* must be a whole number from 2 up, and is 1/,
  });
});
