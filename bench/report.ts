import { cpus, totalmem } from "node:os";
import type { DatabaseKind } from "./databases/bench-database.ts";
import { median, type Times } from "./measure.ts";
import type { Task } from "./tasks.ts";

/** What was measured of one task. */
export interface Measured {
  readonly task: Task;
  readonly times: Times;
}

const reference = "bare driver";
const judged = "Quintet";

/** The table of one database, as Markdown: for each task the ratios to the bare driver, higher is better. */
export function ratioTable(kind: DatabaseKind, results: readonly Measured[]): string {
  const names = [...results[0]!.times.keys()].filter((name) => name !== reference && name !== judged);
  const head = ["row", `${reference} µs`, judged, "bar", "verdict", ...names];
  const lines = results.map((result) => tableLine(kind, result, names));
  return markdownTable([head, ...lines]);
}

function tableLine(kind: DatabaseKind, { task, times }: Measured, names: readonly string[]): string[] {
  const bare = median(times.get(reference)!);
  const own = ratio(times, judged, reference);
  const others = names.map((name) => ({ name, ratio: ratio(times, name, reference)! }));
  const bar = task.bar[kind];
  const shown = [task.name, bare.toFixed(bare < 100 ? 1 : 0), own === undefined ? "–" : own.toFixed(2)];
  const verdict = own === undefined ? "–" : verdictOf(own, bar, others);
  return [...shown, bar.toFixed(1), verdict, ...others.map(({ ratio }) => ratio.toFixed(2))];
}

/** How fast `name` is, as a part of `reference`: the median over the rounds, each of which was measured side by side. */
export function ratio(times: Times, name: string, reference: string): number | undefined {
  const own = times.get(name);
  if (own === undefined) return undefined;
  const compared = times.get(reference)!;
  return median(own.map((time, round) => compared[round]! / time));
}

function verdictOf(own: number, bar: number, others: readonly { name: string; ratio: number }[]): string {
  const faster = others.filter(({ ratio }) => ratio > own).map(({ name }) => name);
  if (faster.length > 0) return `below, behind ${faster.join(", ")}`;
  return own >= bar ? "PASS" : "below";
}

/** A table with its columns below each other; the first line is the head. */
export function markdownTable(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const print = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [print(lines[0]!), print(rule), ...lines.slice(1).map(print)].join("\n");
}

/** What the figures depend on. */
export function machineFacts(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.versions.node}, ${cpus().length} × ${first?.model.trim() ?? "unknown processor"}, ${memory} GB, ${process.platform} ${process.arch}`;
}
