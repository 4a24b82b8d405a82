import { spawn } from "node:child_process";
import { once } from "node:events";
import { loadCore, type RunningServer, takePrecedence } from "./server-process.ts";

const connections = 64;

/** What one load has shown. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Processor time of the server, in microseconds. */
  readonly processorTimePerRequest: number;
}

export interface Load {
  readonly path: string;
  readonly seconds: number;
  readonly cookie?: string | undefined;
  /** A script for wrk, and the file that it reads. */
  readonly script?: readonly [script: string, file: string] | undefined;
}

/** Asks a server for as many answers as it gives over 64 connections, without pipelining. */
export async function runLoad(server: RunningServer, load: Load): Promise<LoadResult> {
  const words = ["--threads=1", `--connections=${connections}`, `--duration=${load.seconds}s`];
  if (load.cookie !== undefined) words.push(`--header=Cookie: ${load.cookie}`);
  if (load.script !== undefined) words.push(`--script=${load.script[0]}`);
  words.push(server.url + load.path);
  if (load.script !== undefined) words.push("--", load.script[1]);

  const before = server.processorTime();
  const child = spawn("taskset", ["--cpu-list", loadCore, "wrk", ...words], { detached: true });
  takePrecedence(child.pid!);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  await once(child, "close");
  const used = server.processorTime() - before;

  const [, requests] = /^\s*(\d+) requests in /m.exec(output) ?? [];
  const [, perSecond] = /^Requests\/sec:\s+([\d.]+)/m.exec(output) ?? [];
  if (requests === undefined || perSecond === undefined || isBroken(output))
    throw new Error(`wrk ${words.join(" ")} has not measured what it should:\n${output}`);
  return { requestsPerSecond: Number(perSecond), processorTimePerRequest: used / Number(requests) };
}

/** Whether answers were wrong or connections broke. That some came after more than two seconds is what a slow server is like. */
function isBroken(output: string): boolean {
  const [, connect, read, write] = /Socket errors: connect (\d+), read (\d+), write (\d+)/.exec(output) ?? [];
  return output.includes("Non-2xx") || [connect, read, write].some((count = "0") => count !== "0");
}
