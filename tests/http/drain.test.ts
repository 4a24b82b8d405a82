import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import test from "node:test";
import { type Next, type ServeOptions, serve, stream, text } from "quintet/http";

function start(handler: Next, options: ServeOptions = {}) {
  return serve(handler, { port: 0, ...options });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

test("close() waits for a request that is under way, and accepts no new connection", async () => {
  const arrived = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const server = await start(async () => {
    arrived.resolve();
    await mayEnd.promise;
    return text("done");
  });
  const underWay = fetch(server.url);
  await arrived.promise;

  const closed = server.close();
  await assert.rejects(fetch(server.url));
  mayEnd.resolve();
  const response = await underWay;

  assert.equal(await response.text(), "done");
  assert.equal(response.headers.get("connection"), "close");
  await closed;
  assert.equal(await server.close(), undefined);
});

test("a request that was on its way while the server began to close is answered", async () => {
  const server = await start(() => text("still here"), { shutdownGraceMs: 5_000 });
  const socket = connect(server.port, "127.0.0.1");
  let received = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    received += chunk;
  });
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "data");

  const closed = server.close();
  await pause(50);
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "close");
  await closed;

  assert.equal(received.match(/still here/g)?.length, 2);
  assert.match(received, /connection: close/i);
});

test("close() lets a stream come to its end", async () => {
  const server = await start(
    () =>
      stream(
        (async function* () {
          for (const part of ["a", "b", "c"]) {
            yield part;
            await pause(50);
          }
        })(),
      ),
    { shutdownGraceMs: 0 },
  );
  const response = await fetch(server.url);

  const closed = server.close();

  assert.equal(await response.text(), "abc");
  await closed;
});

test("close() cuts what never ends after its time is up", async () => {
  const arrived = Promise.withResolvers<AbortSignal>();
  const server = await start(
    (request) => {
      arrived.resolve(request.signal);
      return new Promise(() => {});
    },
    { shutdownGraceMs: 0, shutdownTimeoutMs: 100 },
  );
  const underWay = assert.rejects(fetch(server.url));
  const signal = await arrived.promise;

  await server.close();

  await underWay;
  if (!signal.aborted) await once(signal, "abort");
});

interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it has written so far. */
  output(): string;
  log(): string;
}

async function startProcess(): Promise<ServerProcess> {
  const script = join(import.meta.dirname, "fixtures/signal-server.ts");
  const child = spawn(process.execPath, ["--conditions=quintet:source", script], { stdio: "pipe" });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      texts[name] += chunk;
    });
  }
  await once(child.stdout, "data");
  const url = `http://127.0.0.1:${texts.stdout.trim()}`;
  return { child, url, output: () => texts.stdout, log: () => texts.stderr };
}

test("at SIGTERM a process finishes its requests and ends by itself", async () => {
  const { child, url, output } = await startProcess();
  const slow = fetch(`${url}/slow/`);
  while (!output().includes("slow began")) await once(child.stdout!, "data");

  child.kill("SIGTERM");

  assert.equal(await (await slow).text(), "slow");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  assert.match(output(), /closed by SIGTERM/);
});

test("failures are logged once, with the request's id, and the process lives on", async () => {
  const { child, url, log } = await startProcess();

  await assert.rejects(async () => (await fetch(`${url}/failing-stream/`)).text());
  assert.equal((await fetch(`${url}/failing/?token=secret`)).status, 500);
  assert.equal(await (await fetch(url)).text(), "quick");
  child.kill("SIGTERM");
  await once(child, "exit");

  const entries = log()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const errors = entries.filter((entry) => entry.err !== undefined);
  assert.deepEqual(
    errors.map((entry) => (entry.err as { message: string }).message),
    ["half-way", "boom"],
  );
  for (const error of errors) assert.match(String(error.requestId), /^[0-9a-f]{8}-/);
  const requests = entries.filter((entry) => entry.path !== undefined);
  assert.deepEqual(
    requests.map(({ method, path, status }) => [method, path, status]),
    [
      ["GET", "/failing-stream/", 200],
      ["GET", "/failing/", 500],
      ["GET", "/", 200],
    ],
  );
  assert.doesNotMatch(log(), /secret/);
});
