import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { copyOfProject, RunningCommand } from "./running-command.ts";

// `quintet serve --workers`, as it is deployed: several processes, of which each is replaced or ends in its time.

const folder = copyOfProject("fleet");
after(() => rmSync(folder, { recursive: true }));

const versionFile = join(folder, "version.ts");
const release = (code: string) => writeFileSync(versionFile, code);

function serve(...words: string[]): RunningCommand {
  release('export const version = "one";\n');
  return new RunningCommand(folder, ["serve", "--workers", "2", ...words], { PORT: "0" });
}

/** A client: one connection, which is kept as long as the server keeps it. */
class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async get(path = "/"): Promise<string> {
    const asked = request(this.#url + path, { agent: this.#agent }).end();
    return textOf((await once(asked, "response"))[0]);
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const text = (await response.setEncoding("utf8").toArray()).join("");
  return response.statusCode === 200 ? text : `${response.statusCode} ${text}`;
}

/** Asks over a new connection, for which the workers take turns. */
async function askAnew(url: string, path = "/"): Promise<string> {
  using client = new Client(url);
  return await client.get(path); // before the connection is let go
}

/** The processes that answer; there are `count` of them. */
async function workersOf(url: string, count: number): Promise<Set<string>> {
  const found = new Set<string>();
  while (found.size < count) found.add(await askAnew(url, "/pid/"));
  return found;
}

/** Clients that ask again and again until they are stopped; `stop()` gives what they got, each answer once. */
function crowd(url: string, size: number) {
  let isOver = false;
  const answers = new Set<string>();
  const askOn = async () => {
    using client = new Client(url);
    while (!isOver) answers.add(await client.get().catch(String));
  };
  const over = Promise.all(Array.from({ length: size }, askOn));
  return {
    async stop(): Promise<Set<string>> {
      isOver = true;
      await over;
      return answers;
    },
  };
}

test("a restart under requests drops none of them, and the new files answer afterwards", async () => {
  await using server = serve();
  const url = await server.url();
  const before = await workersOf(url, 2);
  const asking = crowd(url, 3);

  release('export const version = "two";\n');
  server.process.kill("SIGHUP");
  await server.says(/Restarting 2 workers, one after the other\n/);
  await server.says(/Restarted in \d+\.\d s\n/);

  const answers = await asking.stop();
  const workers = await workersOf(url, 2);
  assert.deepEqual([...answers].sort(), ["one", "two"]);
  assert.equal(await askAnew(url), "two");
  assert.equal(workers.isDisjointFrom(before), true);
  server.process.kill("SIGTERM");
  assert.equal(await server.ended, 0);
});

test("a worker that is killed is replaced, and the others answer meanwhile", async () => {
  await using server = serve();
  const url = await server.url();
  const [killed, other] = [...(await workersOf(url, 2))] as [string, string];

  process.kill(Number(killed), "SIGKILL");
  await server.says(/A worker ended by itself \(SIGKILL\)\. Another one is started (at once|in 100 ms)\.\n/);
  const meanwhile = await askAnew(url, "/pid/");
  const workers = await workersOf(url, 2);

  assert.notEqual(meanwhile, killed);
  assert.equal(workers.has(killed), false);
  assert.equal(workers.has(other), true);
});

test("a version that doesn't start leaves the old one serving, and says so", async () => {
  await using server = serve();
  const url = await server.url();
  const before = await workersOf(url, 2);

  release("export const version: string = undefined!.length;\n");
  server.process.kill("SIGUSR2");
  await server.says(/✖ TypeError: Cannot read properties of undefined.*\n {2}at version\.ts:1:\d+\n/);
  await server.says(
    /A new worker did not start \(it ended with exit code 1\)\. Those that run go on as they are\.\n/,
  );

  assert.deepEqual((await workersOf(url, 2)).symmetricDifference(before), new Set());
  release('export const version = "mended";\n');
  server.process.kill("SIGUSR2");
  await server.says(/Restarted in/);
  assert.equal(await askAnew(url), "mended");
});

test("SIGTERM: what is under way is answered, nothing new is taken, apps are closed, the end is 0", async () => {
  const pidFile = join(folder, "server.pid");
  await using server = serve("--pid-file", pidFile);
  const url = await server.url();
  const workers = await workersOf(url, 2);
  assert.equal(Number(readFileSync(pidFile, "utf8")), server.process.pid);
  const upload = request(`${url}/echo/`, {
    method: "POST",
    agent: false,
    headers: { expect: "100-continue" },
  });
  upload.flushHeaders();
  await once(upload, "continue"); // a handler is reading

  server.process.kill("SIGTERM");
  while (await isListening(url));
  upload.end("sent at the end");

  assert.equal(await textOf((await once(upload, "response"))[0]), "sent at the end");
  assert.equal(await server.ended, 0);
  assert.equal(existsSync(pidFile), false);
  const closed = readFileSync(join(folder, "closed.txt"), "utf8").trim().split("\n");
  for (const pid of workers) assert.ok(closed.includes(pid), `${pid} has not closed its app`);
});

async function isListening(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test("SIGTERM in the middle of a restart ends the worker that starts as well", async () => {
  await using server = serve();
  await server.url();
  release("setInterval(() => {}, 1_000);\nawait new Promise(() => {});\nexport const version = 'never';\n");
  server.process.kill("SIGHUP");
  await server.says(/Restarting 2 workers/);

  server.process.kill("SIGTERM");

  assert.equal(await server.ended, 0);
});

test("workers whose supervisor is killed finish what is under way, and end", async () => {
  await using server = serve();
  const url = await server.url();
  const upload = request(`${url}/echo/`, {
    method: "POST",
    agent: false,
    headers: { expect: "100-continue" },
  });
  upload.flushHeaders();
  await once(upload, "continue");

  server.process.kill("SIGKILL");
  await once(server.process, "exit");
  upload.end("sent at the end");

  assert.equal(await textOf((await once(upload, "response"))[0]), "sent at the end");
  await server.ended; // the last of them has closed its end of the output
});
