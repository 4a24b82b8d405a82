import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { copyOfProject, RunningCommand } from "./running-command.ts";

const folder = copyOfProject("shop");
after(() => rmSync(folder, { recursive: true }));

const greet = (code: string) => writeFileSync(join(folder, "greeting.ts"), code);

test("dev serves what was changed, survives a syntax error, and ends its server when it ends", async () => {
  await using dev = new RunningCommand(folder, ["dev", "--port", "0"]);
  const first = await dev.url();
  assert.equal(await (await fetch(first)).text(), "one");
  if (!dev.output.includes("Watching")) await dev.says(/Watching this folder/);

  greet('export const greeting = "two";\n');
  await dev.says(/greeting\.ts changed, restarting/);
  const second = await dev.url();
  assert.equal(await (await fetch(second)).text(), "two");
  await assert.rejects(fetch(first));

  greet('export const greeting = "three;\n');
  await dev.says(/SyntaxError/);
  await dev.says(/greeting\.ts:1/);
  await dev.says(/The next change starts it again/);

  greet('export const greeting = "four";\n');
  const fourth = await dev.url();
  assert.equal(await (await fetch(fourth)).text(), "four");

  dev.process.kill("SIGTERM");
  assert.equal(await dev.ended, 0);
  await assert.rejects(fetch(fourth));
});

test("dev shows debug pages, and ends at Ctrl+C", async () => {
  await using dev = new RunningCommand(folder, ["dev", "--port", "0"]);
  const url = await dev.url();

  const response = await fetch(`${url}/nothing/`);

  assert.equal(response.status, 404);
  assert.match(await response.text(), /Routes tried/);
  dev.process.kill("SIGINT");
  assert.equal(await dev.ended, 0);
  await assert.rejects(fetch(url));
});
