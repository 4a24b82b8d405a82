import { join } from "node:path";
import { median } from "../measure.ts";
import { markdownTable } from "../report.ts";
import { runScript } from "./script.ts";

/* What isn't a comparison: memory, the first page, sources that are meant to be slow. Each in processes of its own. */

const coldStarts = 9;

/** One figure, and what it may be at most. */
interface Fact {
  readonly name: string;
  readonly measured: number;
  readonly bar: number;
  readonly unit: string;
}

/** Measures all facts. Gives them as tables in Markdown. */
export function factTables(): string {
  const { grownKilobytes } = measured("renders.ts")[0] as { grownKilobytes: number };
  const heap = measured("app-heap.ts")[0] as { synchronous: number; both: number };
  const starts = Array.from(
    { length: coldStarts },
    () => (measured("first-render.ts")[0] as { milliseconds: number }).milliseconds,
  );
  const facts: Fact[] = [
    { name: "heap grown by 100,000 renders", measured: grownKilobytes, bar: 100, unit: "KB" },
    { name: "heap kept by 500 templates", measured: heap.synchronous, bar: 50, unit: "MB" },
    { name: "the same, met with promises, too", measured: heap.both, bar: 50, unit: "MB" },
    { name: "first page of a process, 10 templates", measured: median(starts), bar: 15, unit: "ms" },
  ];
  const lines = facts.map(({ name, measured, bar, unit }) => [
    name,
    `${measured.toFixed(1)} ${unit}`,
    `${bar} ${unit}`,
    measured <= bar ? "PASS" : "above",
  ]);
  const table = markdownTable([["fact", "measured", "bar", "verdict"], ...lines]);
  return `${table}\n\nSources that are meant to be slow, until they are rendered or refused:\n\n${hostileTable()}`;
}

// 2 MB may take more than twice as long as 1 MB, by what the clock and the garbage collector do; not four times.
const maxGrowth = 3;
const tooShortToJudgeMs = 50;

function hostileTable(): string {
  const taken = measured("hostile.ts") as { kind: string; small: number; large: number; end: string }[];
  const lines = taken.map(({ kind, small, large, end }) => {
    const isLinear = large < tooShortToJudgeMs || large / small < maxGrowth;
    const verdict = small >= 1000 ? "slow" : isLinear ? "PASS" : "not linear";
    return [kind, `${small.toFixed(0)} ms`, `${large.toFixed(0)} ms`, verdict, end];
  });
  return markdownTable([["source", "1 MB", "2 MB", "verdict", "end"], ...lines]);
}

function measured(script: string): unknown[] {
  process.stderr.write(`${script} …\n`);
  return runScript(join("facts", script));
}
