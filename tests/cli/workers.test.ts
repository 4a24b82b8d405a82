import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { BackOff } from "../../src/cli/workers/back-off.ts";
import { writePidFile } from "../../src/cli/workers/pid-file.ts";
import { copyOfProject, RunningCommand } from "./running-command.ts";

const folder = copyOfProject("shop");
after(() => rmSync(folder, { recursive: true }));

const serve = (...words: string[]) =>
  new RunningCommand(folder, ["serve", "--workers", ...words], { PORT: "0" });

test("an app that doesn't start is told once, with exit code 1; so is a wrong number", async () => {
  const shop = join(folder, "shop.ts");
  const source = readFileSync(shop, "utf8");
  writeFileSync(shop, `${source}\nconst wrong: number = undefined!.length;\n`);
  await using server = serve("3");
  assert.equal(await server.ended, 1);
  assert.equal(server.output.match(/TypeError/g)?.length, 1);
  writeFileSync(shop, source);

  await using wrong = serve("many");
  assert.equal(await wrong.ended, 1);
  assert.equal(wrong.output, '✖ --workers is "many". It is a number from 1 to 1024, or "auto".\n');
});

test("workers that fail again and again are started ever later; one that worked for long, at once", () => {
  const backOff = new BackOff();

  const delays = [0, 5, 9_999, 50].map((livedMs) => backOff.delayAfter(livedMs));
  const proven = backOff.delayAfter(10_000);
  for (let failures = 0; failures < 20; failures++) backOff.delayAfter(0);

  assert.deepEqual(delays, [100, 200, 400, 800]);
  assert.equal(proven, 0);
  assert.equal(backOff.delayAfter(0), 30_000);
});

test("a file that names a running process is left alone; one of a process that is gone is written anew", () => {
  const file = join(folder, "other.pid");
  writeFileSync(file, `${process.ppid}\n`);
  assert.throws(() => writePidFile(file), /other\.pid names the process \d+, which runs/);

  writeFileSync(file, "4194305\n"); // beyond what Linux gives
  const remove = writePidFile(file);
  assert.equal(readFileSync(file, "utf8"), `${process.pid}\n`);
  remove();
  assert.equal(existsSync(file), false);
});
