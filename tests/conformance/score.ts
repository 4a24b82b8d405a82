import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/*
 * Scores the runner against the conformance corpus that lies beside the repository, and compares with the floor in
 * score.json: the score of a file never goes down. `--update` raises the floor to what was reached.
 */

const here = import.meta.dirname;
const repository = path.resolve(here, "../..");
const scorer = path.resolve(repository, "../shared/conformance/score.py");
const floorFile = path.join(here, "score.json");

/** Records that must pass, by file of the corpus. */
type Floor = Record<string, number>;

interface Total {
  readonly file: string;
  readonly passed: number;
  readonly all: number;
}

const floor = JSON.parse(readFileSync(floorFile, "utf8")) as Floor;
const missing = whatIsMissing();
if (missing === undefined) report(score(Object.keys(floor)));
else process.stdout.write(`conformance: SKIPPED, ${missing}.\n`);

function whatIsMissing(): string | undefined {
  if (!existsSync(scorer)) return "../shared/conformance is not beside the repository";
  const python = spawnSync("python3", ["--version"]);
  return python.status === 0 ? undefined : "python3 is not installed";
}

function score(files: readonly string[]): Total[] {
  const runner = [process.execPath, "--conditions=quintet:source", path.join(here, "runner.ts")];
  const options = ["--half", "open", "--compact"];
  const result = spawnSync("python3", [scorer, ...options, ...files, "--", ...runner], {
    cwd: repository,
    encoding: "utf8",
  });
  process.stderr.write(result.stderr);
  const lines = result.stdout.matchAll(/^TOTAL\s+(\S+)\s+(\d+)\/(\d+)/gm);
  return [...lines].map(([, file, passed, all]) => ({
    file: file!,
    passed: Number(passed),
    all: Number(all),
  }));
}

function report(totals: readonly Total[]): void {
  let isLower = false;
  for (const file of Object.keys(floor)) {
    const total = totals.find((one) => one.file === file);
    const { passed, all } = total ?? { passed: 0, all: 0 };
    const least = floor[file] ?? 0;
    const rate = all === 0 ? "no answer" : `${((100 * passed) / all).toFixed(2)} %`;
    const note =
      passed < least ? `  LOWER than the floor of ${least}` : passed > least ? `  floor ${least}` : "";
    process.stdout.write(`conformance ${file.padEnd(12)} ${passed}/${all} = ${rate}${note}\n`);
    isLower ||= passed < least;
  }
  if (isLower) process.exitCode = 1;
  else if (process.argv.includes("--update")) raiseFloor(totals);
}

function raiseFloor(totals: readonly Total[]): void {
  for (const { file, passed } of totals) if (file in floor) floor[file] = passed;
  writeFileSync(floorFile, `${JSON.stringify(floor, null, 2)}\n`);
}
