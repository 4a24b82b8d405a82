import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { type Contender, placeIn } from "./contenders.ts";

// The server has one core for itself, and what asks it the other.
const serverCore = "1";
export const loadCore = "0";
const startLimitMs = 30_000;

/** A contender that listens. */
export interface RunningServer {
  readonly url: string;
  /** From the start of its process until the first request was answered. */
  readonly firstAnswerMs: number;
  /** Processor time of all its threads and processes so far, in microseconds. */
  processorTime(): number;
  /** Memory of all its processes that is in use, in megabytes. */
  memoryMegabytes(): number;
  stop(): Promise<void>;
}

// Being groups of their own, the servers would outlive a run that is cut short.
const running = new Set<number>();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
process.once("exit", () => {
  for (const group of running) process.kill(group, "SIGKILL");
});

/** Starts a contender, and waits for its first answer. */
export async function startServer(contender: Contender, folder: string): Promise<RunningServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const command = contender.command.map((word) => word.replace("PORT", String(port)));
  const env = { ...process.env, ...contender.env, ...placeIn(folder, port) };
  const startedMs = performance.now();
  const child = spawn("taskset", ["--cpu-list", serverCore, ...command], {
    env,
    cwd: folder,
    detached: true, // a group of its own, which can be ended as a whole
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collectOutput(child);
  const group = -child.pid!;
  running.add(group);
  takePrecedence(child.pid!);
  while (!(await answers(`${url}/plaintext`))) {
    const isLate = performance.now() - startedMs > startLimitMs;
    if (isLate || child.exitCode !== null)
      throw new Error(`${contender.title} does not answer:\n${output().slice(-4_000)}`);
    await setTimeout(2);
  }
  const firstAnswerMs = performance.now() - startedMs;
  return {
    url,
    firstAnswerMs,
    processorTime: () => sum(processesOf(child.pid!).map(processorTime)),
    memoryMegabytes: () => sum(processesOf(child.pid!).map(memoryMegabytes)),
    async stop() {
      const ended = once(child, "close");
      running.delete(group);
      process.kill(group, "SIGKILL");
      await ended;
    },
  };
}

/**
 * Lets a program go before others of the machine, where the kernel shares processors by sessions (autogroup) and we may
 * say so: between two requests of a busy machine the caches would be somebody else's.
 */
export function takePrecedence(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, "-15");
  } catch {
    // Not root, or another kernel: then it shares.
  }
}

function collectOutput({ stdout, stderr }: ChildProcess): () => string {
  let text = "";
  for (const stream of [stdout!, stderr!]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-10_000);
    });
  }
  return () => text;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return (address as { port: number }).port;
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume().once("close", () => resolve(response.statusCode === 200));
    }).once("error", () => resolve(false));
  });
}

/** A process and all below it. */
function processesOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  return [pid, ...children.flatMap((child) => processesOf(Number(child)))];
}

/** What the scheduler has counted for the threads of a process. */
function processorTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ", 1)[0]),
  );
  return sum(nanoseconds) / 1_000;
}

function memoryMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes ?? 0) / 1_024;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
