import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { add, type Counts, noCounts } from "./count-reporter.ts";

const root = join(import.meta.dirname, "..");
const nodeFlags = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];

// Each process reads and strips the whole source: without it each would do so anew.
const compileCache = join(root, "node_modules", ".cache", "quintet-compile");

// A test that waits for something that never comes must fail, not hang. The slowest takes about 30 seconds.
const timeoutMs = 180_000;

/** What one process said of its tests. */
interface Outcome {
  readonly counts: Counts;
  readonly output: string;
  readonly failures: string;
}

/**
 * Runs batches of test files under node:test, each batch in one process, several processes at a time. What a process
 * says is shown when it ends, and what failed once more at the end of all.
 */
export async function runBatches(
  batches: readonly (readonly string[])[],
  { processes, env }: { processes: number; env: Readonly<Record<string, string>> },
): Promise<Counts> {
  const waiting = batches.toSorted((a, b) => b.length - a.length); // what takes long doesn't come last, and alone
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let files = waiting.shift(); files !== undefined; files = waiting.shift()) {
      const outcome = await runBatch(files, env);
      process.stdout.write(outcome.output);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: processes }, work));

  const failures = outcomes.map((outcome) => outcome.failures).filter((text) => text !== "");
  if (failures.length > 0) console.log(`\n✖ failing tests:\n${failures.join("")}`);
  return outcomes.map(({ counts }) => counts).reduce(add, noCounts);
}

async function runBatch(files: readonly string[], env: Readonly<Record<string, string>>): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "quintet-test-"));
  const countsFile = join(folder, "counts.json");
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags,
      "--test",
      "--test-isolation=none",
      `--test-timeout=${timeoutMs}`,
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      `--test-reporter=${join(import.meta.dirname, "count-reporter.ts")}`,
      `--test-reporter-destination=${countsFile}`,
      ...files,
    ],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
      env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...env },
    },
  );
  const [said, status] = await Promise.all([
    Array.fromAsync(child.stdout.setEncoding("utf8") as AsyncIterable<string>),
    new Promise<number | null>((resolve) => child.once("close", resolve)),
  ]);
  const counts = readCounts(countsFile);
  rmSync(folder, { recursive: true });
  const [report, failures = ""] = withoutTotals(said.join("")).split("\n✖ failing tests:\n");
  // A process that fails without a failed test (it was killed, a file could not load) must not look green.
  if (status === 0 || counts.failed > 0) return { counts, output: report!, failures };
  const ended = `\n✖ the process of ${files.join(", ")} ended with ${status ?? "a signal"}\n`;
  return {
    counts: add(counts, { passed: 0, failed: 1, skipped: 0 }),
    output: report!,
    failures: failures + ended,
  };
}

/** The totals of one process say nothing where there are many: scripts/test.ts tells those of all. */
function withoutTotals(said: string): string {
  return said.replaceAll(/^ℹ (?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+\n/gm, "");
}

function readCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Counts; // written by count-reporter.ts
  } catch {
    return noCounts;
  }
}
