/*
 * npm run bench:requests: what a request of the demo costs inside the process, without a socket, and how long the demo
 * takes until it listens. Times of this machine, to be compared with earlier ones of the same machine.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestApp, testClient } from "quintet/testing";
import config from "../examples/chat/quintet.config.ts";
import { median } from "./measure.ts";
import { machineFacts } from "./report.ts";

const root = join(import.meta.dirname, "..");
const rounds = 11;
const requestsPerRound = 200;
const starts = 7;

/** The demo's pages that a visitor without a session gets. */
const pages = {
  "the first page": { path: "/", status: 200 },
  "the page to sign in": { path: "/sign-in/", status: 200 },
  "a page that isn't there": { path: "/nowhere/", status: 404 },
};

console.log(machineFacts());
for (const [name, microseconds] of await requestTimes()) line(name, `${microseconds.toFixed(0)} µs`);
line("quintet serve, until it listens", `${median(await startTimes()).toFixed(0)} ms`);

async function requestTimes(): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(Object.keys(pages).map((name) => [name, []]));
  await using app = await createTestApp(config);
  for (let round = -2; round < rounds; round++) {
    for (const [name, { path, status }] of Object.entries(pages)) {
      const client = testClient(app); // without cookies
      const { status: given } = await client.get(path);
      if (given !== status) throw new Error(`${path} answers ${given} instead of ${status}.`);
      const start = performance.now();
      for (let count = 0; count < requestsPerRound; count++) await (await client.get(path)).text();
      const microseconds = ((performance.now() - start) * 1000) / requestsPerRound;
      if (round >= 0) times.get(name)!.push(microseconds); // two rounds to warm up
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

/** Milliseconds from the beginning of the process to the line that says where the demo listens. */
async function startTimes(): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "quintet-bench-start-"));
  try {
    await output(folder, ["migrate", "up"]);
    await startTime(folder); // fills the compile cache
    const times: number[] = [];
    for (let count = 0; count < starts; count++) times.push(await startTime(folder));
    return times;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function startTime(folder: string): Promise<number> {
  const started = /started in (\d+) ms/;
  const text = await output(folder, ["serve", "--port", "0"], started);
  const [, milliseconds] = started.exec(text) ?? [];
  if (milliseconds === undefined) throw new Error(`quintet serve ended without listening:\n${text}`);
  return Number(milliseconds);
}

/** What a command of the demo prints, until it ends or until it has printed `last`, which ends it. */
async function output(folder: string, words: readonly string[], last?: RegExp): Promise<string> {
  const flags = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];
  const child = spawn(process.execPath, [...flags, join(root, "bin/quintet.js"), ...words], {
    cwd: join(root, "examples/chat"),
    env: {
      ...process.env,
      SECRET_KEY: "for benchmarks: a key that is long enough, 0123456789",
      DATABASE_FILE: join(folder, "chat.sqlite3"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (last?.test(text)) child.kill();
    });
  }
  await ended;
  return text;
}

function line(name: string, figure: string): void {
  console.log(`${name.padEnd(34)} ${figure.padStart(9)}`);
}
