import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { copyOfProject, RunningCommand } from "./running-command.ts";

const folder = copyOfProject("shop");
after(() => rmSync(folder, { recursive: true }));

const serve = (words: string[] = [], env: Record<string, string> = { PORT: "0" }) =>
  new RunningCommand(folder, ["serve", ...words], env);

async function takenPort(host = "127.0.0.1") {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address!.port : 0;
  return { port, [Symbol.dispose]: () => void server.close() };
}

test("serve says where it listens, how long the start took, and what has to be done", async () => {
  await using server = serve();

  const [, ms] = await server.says(/Quintet serves http:\/\/127\.0\.0\.1:\d+, started in (\d+) ms\n/);
  await server.says(
    /The models have changes without a migration:\n\s+shop: \+ Create model Tea\n\s+Write it with: quintet migrate make/,
  );

  assert.ok(Number(ms) > 0);
});

test("PORT and HOST are heeded, and options win over them", async () => {
  using taken = await takenPort("localhost"); // one that was free a moment ago could be anybody's by now
  const env = { PORT: String(taken.port), HOST: "localhost" };
  await using first = serve([], env);
  await first.says(new RegExp(`Port ${taken.port} on localhost is taken`));

  await using second = serve(["--port", "0", "--host", "127.0.0.1"], env);
  const url = await second.url();
  await using third = serve([], { PORT: "0", HOST: "localhost" });

  assert.match(url, /^http:\/\/127\.0\.0\.1:/);
  assert.match(await third.url(), /^http:\/\/localhost:(?!8000$)\d+$/); // any free one, as PORT=0 asks
  assert.equal(await (await fetch(url)).text(), "one");
});

test("a taken port is told in one sentence, with the next step", async () => {
  using taken = await takenPort();
  await using server = serve(["--port", String(taken.port)]);

  assert.equal(await server.ended, 1);
  assert.equal(
    server.output,
    `✖ Port ${taken.port} on 127.0.0.1 is taken by another program. Stop it, or choose another port: PORT=${taken.port + 1}.\n`,
  );
});

test("a port that is none is told in one sentence", async () => {
  await using server = serve(["--port", "http"]);

  assert.equal(await server.ended, 1);
  assert.equal(server.output, '✖ --port is "http". A port is a whole number from 0 to 65535.\n');
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} ends an idle server with 0`, async () => {
    await using server = serve();
    await server.says(/migrate make/); // all has been said, it waits

    server.process.kill(signal);

    assert.equal(await server.ended, 0);
  });
}

test("SIGTERM in the middle of an answer: it arrives whole, and the process ends with 0", async () => {
  await using server = serve();
  const response = await fetch(`${await server.url()}/slow/`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, "begun, ");

  server.process.kill("SIGTERM");

  assert.equal((await reader.read()).value, "and finished");
  assert.equal((await reader.read()).done, true);
  assert.equal(await server.ended, 0);
});

test("a rejection that nobody awaits is one line in the log, and the server lives", async () => {
  await using server = serve();
  const url = await server.url();

  const answer = await (await fetch(`${url}/lost/`)).text();
  const [line] = await server.says(/^\{.*a promise was rejected and nobody awaited it.*\}$/m);

  assert.equal(answer, "answered all the same");
  assert.equal(JSON.parse(line).err.message, "nobody awaits me");
  assert.equal(await (await fetch(url)).text(), "one");
});

test("a mistake in the project's code names the file and the line, without a stack", async () => {
  const broken = copyOfProject("shop");
  try {
    const file = join(broken, "shop.ts");
    writeFileSync(file, `${readFileSync(file, "utf8")}\nconst wrong: number = undefined!.length;\n`);
    await using server = new RunningCommand(broken, ["serve"]);

    assert.equal(await server.ended, 1);
    assert.match(
      server.output,
      /^✖ TypeError: Cannot read properties of undefined.*\n {2}at shop\.ts:\d+:\d+\n/,
    );
    assert.equal(server.output.split("\n").length, 4);
  } finally {
    rmSync(broken, { recursive: true });
  }
});
