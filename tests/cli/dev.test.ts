import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { copyOfProject, RunningCommand } from "./running-command.ts";

const folder = copyOfProject("shop");
after(() => rmSync(folder, { recursive: true }));

const greet = (code: string) => writeFileSync(join(folder, "greeting.ts"), code);

async function runDev(words: string[] = [], env: Record<string, string> = {}) {
  const dev = new RunningCommand(folder, ["dev", "--port", "0", ...words], env);
  const url = await dev.url();
  if (!dev.output.includes("Watching")) await dev.says(/Watching this folder/);
  return { dev, url };
}

const page = { headers: { accept: "text/html" } };

test("dev serves what was changed at the same address, survives mistakes, and ends its server when it ends", async () => {
  const { dev, url } = await runDev();
  await using _ = dev;
  assert.equal(await (await fetch(url)).text(), "one");

  greet('export const greeting = "two";\n');
  await dev.says(/greeting\.ts changed, restarted in \d+ ms/);
  assert.equal(await (await fetch(url)).text(), "two");

  greet('export const greeting = "three;\n');
  await dev.says(/SyntaxError: Unterminated string constant\n {2}greeting\.ts:1\n/);
  await dev.says(/The next change starts it again/);
  const failed = await fetch(url, page);
  assert.equal(failed.status, 500);
  const body = await failed.text();
  assert.match(body, /<h1>Unterminated string constant<\/h1>/);
  assert.match(body, /greeting\.ts<b>:1<\/b>:25/);
  assert.match(failed.headers.get("content-security-policy") ?? "", /script-src 'nonce-/);
  assert.match(await (await fetch(url)).text(), /^SyntaxError: Unterminated string constant/);

  greet('export const greting = "four";\n');
  await dev.says(/does not provide an export named 'greeting'/);
  assert.match(await (await fetch(url, page)).text(), /Did you mean &quot;greting&quot;\?/);

  greet('export const greeting = "five";\n');
  await dev.says(/restarted in/);
  assert.equal(await (await fetch(url)).text(), "five");

  dev.process.kill("SIGTERM");
  assert.equal(await dev.ended, 0);
  await assert.rejects(fetch(url));
});

test("no request is refused while the app restarts, and once a change was seen none is answered by old code", async () => {
  greet('export const greeting = "before";\n');
  const { dev, url } = await runDev();
  await using _ = dev;
  const answers: string[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) answers.push(await (await fetch(url)).text());
  })();

  greet('export const greeting = "after";\n');
  await dev.says(/restarted in/);
  isOver = true;
  await asking;
  answers.push(await (await fetch(url)).text());

  assert.equal(answers.at(-1), "after");
  const first = answers.indexOf("after");
  assert.ok(answers.slice(first).every((answer) => answer === "after"));
  assert.ok(answers.slice(0, first).every((answer) => answer === "before"));
});

test("a process that dies is told in the terminal and in the browser, and the next change starts it again", async () => {
  const { dev, url } = await runDev();
  await using _ = dev;

  greet('export const greeting = "dies";\nsetTimeout(() => { throw new Error("out of tea"); }, 50);\n');
  await dev.says(/Error: out of tea\n {2}at .*greeting\.ts:2/);
  const died = await fetch(url, page);
  greet('process.exit(3);\nexport const greeting = "";\n');
  await dev.says(/The app's process ended with exit code 3/);
  const exited = await fetch(url, page);
  greet('export const greeting = "lives";\n');
  await dev.says(/restarted in/);

  assert.match(await died.text(), /<h1>out of tea<\/h1>/);
  assert.match(await exited.text(), /ended with exit code 3/);
  assert.equal(await (await fetch(url)).text(), "lives");
});

test("dev shows debug pages, and ends at Ctrl+C", async () => {
  const { dev, url } = await runDev();
  await using _ = dev;

  const response = await fetch(`${url}/nothing/`, page);

  assert.equal(response.status, 404);
  assert.match(await response.text(), /Routes tried/);
  dev.process.kill("SIGINT");
  assert.equal(await dev.ended, 0);
  await assert.rejects(fetch(url));
});

test("dev listens on this machine alone, unless an unsafe word is there", async () => {
  await using refused = new RunningCommand(folder, ["dev", "--port", "0", "--host", "0.0.0.0"]);
  assert.equal(await refused.ended, 1);
  assert.match(
    refused.output,
    /--host 0\.0\.0\.0 lets other machines reach this server.*\n.*--unsafe-public/,
  );

  const configured = await runDev([], { HOST: "0.0.0.0" });
  await using _ = configured.dev;
  assert.match(configured.url, /^http:\/\/127\.0\.0\.1:/);
  assert.match(configured.dev.output, /The configuration's host is 0\.0\.0\.0.*127\.0\.0\.1 is used instead/);

  await using open = new RunningCommand(folder, [
    "dev",
    "--port",
    "0",
    "--host",
    "0.0.0.0",
    "--unsafe-public",
  ]);
  await open.says(/Other machines can reach this server/);
  assert.match(await open.url(), /^http:\/\/localhost:/);
});

test("dev listens on IPv6 where it is told to", async () => {
  const { dev, url } = await runDev(["--host", "::1"]);
  await using _ = dev;

  assert.match(url, /^http:\/\/\[::1\]:\d+$/);
  assert.equal((await fetch(url)).status, 200);
});
