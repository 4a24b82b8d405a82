import { spawnSync } from "node:child_process";
import { join } from "node:path";

const flags = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];

/** Runs a script of this folder in a process of its own. Gives what it prints: a value as JSON on each line. */
export function runScript(file: string, ...args: readonly string[]): unknown[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, join(import.meta.dirname, file), ...args],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`bench/templates/${file} failed:\n${stderr}`);
  const lines = stdout.trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}
