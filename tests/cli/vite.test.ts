import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { copyOfProject, RunningCommand } from "./running-command.ts";

const folder = copyOfProject("front-end");
after(() => rmSync(folder, { recursive: true }));

const scriptsOf = async (url: string) =>
  [...(await (await fetch(url)).text()).matchAll(/ src="([^"]+)"/g)].map(([, address]) => address!);

test("dev serves a front end by Vite, which keeps running while the app restarts, and ends with it", async () => {
  await using dev = new RunningCommand(folder, ["dev", "--port", "0"]);
  const url = await dev.url();
  if (!dev.output.includes("Watching")) await dev.says(/Watching this folder/);

  const scripts = await scriptsOf(url);
  assert.deepEqual(scripts, ["/static/vite/@vite/client", "/static/vite/src/main.ts"]);
  const main = await fetch(new URL(scripts[1]!, url));
  assert.match(main.headers.get("content-type")!, /^text\/javascript/);
  assert.match(await main.text(), /^export const greeting = "one";/);
  const client = await (await fetch(new URL(scripts[0]!, url))).text();
  const [, port] = /const hmrPort = (\d+)/.exec(client)!;

  writeFileSync(
    join(folder, "src/main.ts"),
    'export const greeting: string = "two"; document.body.append(greeting);',
  );
  writeFileSync(join(folder, "other.ts"), "export {};");
  await dev.says(/other\.ts changed, restarted/);
  assert.doesNotMatch(dev.output, /main\.ts changed/);
  assert.match(await (await fetch(new URL(scripts[1]!, url))).text(), /greeting = "two"/);

  dev.process.kill("SIGTERM");
  assert.equal(await dev.ended, 0);
  await assert.rejects(fetch(`http://127.0.0.1:${port}/static/vite/@vite/client`));
});

test("vite build makes what serve serves, and collect collects", async () => {
  const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin", "vite.js");
  const node = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];
  const built = spawnSync(process.execPath, [...node, vite, "build", "--configLoader", "native"], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(built.status, 0, built.stderr);

  await using collect = new RunningCommand(folder, ["assets", "collect"]);
  assert.equal(await collect.ended, 0, collect.output);
  await using serve = new RunningCommand(folder, ["serve", "--port", "0"]);
  const url = await serve.url();
  const [script = ""] = await scriptsOf(url);
  assert.match(script, /^\/static\/vite\/assets\/main-[\w-]{8}\.js$/);
  const response = await fetch(new URL(script, url));
  assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.match(await response.text(), /two/);
});
