import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { BackOff } from "../../src/cli/workers/back-off.ts";
import { writePidFile } from "../../src/cli/workers/pid-file.ts";
import { copyOfProject, RunningCommand } from "./running-command.ts";

const folder = copyOfProject("shop");
after(() => rmSync(folder, { recursive: true }));

const serve = (...words: string[]) =>
  new RunningCommand(folder, ["serve", "--workers", ...words], { PORT: "0" });

/** The workers of a command that runs. */
function workersOf(command: RunningCommand): number[] {
  const { pid } = command.process;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
}

/** What is answered over a new connection: one that was kept may end with its worker. */
async function askAnew(url: string): Promise<string> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  return (await response.toArray()).join("");
}

const needsLinux = {
  skip: existsSync("/proc/self/task") ? false : "the children of a process are read from /proc",
};

test(
  "workers are restarted one after the other, replaced when they end, and drained at SIGTERM",
  needsLinux,
  async () => {
    const pidFile = join(folder, "server.pid");
    await using server = serve("2", "--pid-file", pidFile);
    const url = await server.url();
    assert.equal(Number(readFileSync(pidFile, "utf8")), server.process.pid);
    const first = workersOf(server);
    assert.equal(first.length, 2);

    // A restart drops nothing: an answer under way arrives whole, and others are given all the time.
    const slow = await fetch(`${url}/slow/`);
    let isOver = false;
    const asking = (async () => {
      let count = 0;
      for (; !isOver; count++) assert.equal(await (await fetch(url)).text(), "one");
      return count;
    })();
    server.process.kill("SIGHUP");
    await server.says(/Restarted in/);
    isOver = true;
    assert.ok((await asking) > 0);
    assert.equal(await slow.text(), "begun, and finished");
    const second = workersOf(server);
    assert.deepEqual(
      second.filter((pid) => first.includes(pid)),
      [],
    );

    // A worker that ends by itself is replaced.
    process.kill(second[0]!, "SIGKILL");
    await server.says(/A worker ended by itself \(SIGKILL\)\. Another one is started/);
    while (workersOf(server).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await askAnew(url), "one");

    // A version that doesn't start is told of, and what runs goes on.
    const shop = join(folder, "shop.ts");
    const source = readFileSync(shop, "utf8");
    writeFileSync(shop, `${source}\nconst wrong: number = undefined!.length;\n`);
    server.process.kill("SIGUSR2");
    await server.says(/✖ TypeError: Cannot read properties of undefined/);
    await server.says(/A new worker did not start \(it ended with exit code 1\)/);
    assert.equal(await askAnew(url), "one");

    const last = await fetch(`${url}/slow/`);
    server.process.kill("SIGTERM");
    assert.equal(await last.text(), "begun, and finished");
    assert.equal(await server.ended, 0);
    assert.equal(existsSync(pidFile), false);
    writeFileSync(shop, source);
  },
);

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
