import { setTimeout } from "node:timers/promises";
import { median } from "../measure.ts";
import { markdownTable } from "../report.ts";
import type { Contender } from "./contenders.ts";
import { startServer } from "./server-process.ts";

/* What isn't a comparison of speed: memory of a server that has nothing to do, and the time until its first answer. */

const starts = 7;
const restMs = 1_000;
const bars = { memoryMegabytes: 70, firstAnswerMs: 300 };

/** Starts each contender several times. Gives the medians as a table in Markdown. */
export async function factsTable(chosen: ReadonlyMap<string, Contender>, folder: string): Promise<string> {
  const lines: string[][] = [];
  for (const [name, contender] of chosen) {
    process.stderr.write(`${contender.title}, memory and starts …\n`);
    const { memoryMegabytes, firstAnswerMs } = await factsOf(contender, folder);
    const passes = memoryMegabytes <= bars.memoryMegabytes && firstAnswerMs <= bars.firstAnswerMs;
    const verdict = name === "quintet" ? (passes ? "PASS" : "above") : "";
    lines.push([
      contender.title,
      `${memoryMegabytes.toFixed(0)} MB`,
      `${firstAnswerMs.toFixed(0)} ms`,
      verdict,
    ]);
  }
  const head = ["contender", "memory at rest", "first answer after", "verdict"];
  const bar = `Quintet's bars are ${bars.memoryMegabytes} MB and ${bars.firstAnswerMs} ms.`;
  return `Memory (RSS) of a server that has answered once and rests, and the time from its start to that answer. ${bar}\n\n${markdownTable([head, ...lines])}`;
}

async function factsOf(contender: Contender, folder: string) {
  const memory: number[] = [];
  const firstAnswers: number[] = [];
  for (let count = 0; count < starts; count++) {
    const server = await startServer(contender, folder);
    firstAnswers.push(server.firstAnswerMs);
    await setTimeout(restMs);
    memory.push(server.memoryMegabytes());
    await server.stop();
  }
  return { memoryMegabytes: median(memory), firstAnswerMs: median(firstAnswers) };
}
