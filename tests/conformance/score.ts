import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";

/*
 * Scores the runner against the conformance corpus that lies beside the repository, and compares with the floor in
 * score.json: how many records of each file must pass. It never goes down;
 *
 *     node --conditions=quintet:source tests/conformance/score.ts --update
 *
 * raises it to what was reached.
 */

const here = import.meta.dirname;
const repository = path.resolve(here, "../..");
const scorer = path.resolve(repository, "../shared/conformance/score.py");
const floorFile = path.join(here, "score.json");
const isUpdate = process.argv.includes("--update");

interface Total {
  readonly passed: number;
  readonly all: number;
}

const floor = JSON.parse(readFileSync(floorFile, "utf8")) as Record<string, number>;
const skip = whatIsMissing();
let totals = new Map<string, Total>();

before(() => {
  if (skip === false) totals = score(Object.keys(floor));
});

for (const [file, least] of Object.entries(floor)) {
  test(`${file}: at least ${least} recorded cases of Django are answered as Django did`, { skip }, (t) => {
    const { passed, all } = totals.get(file) ?? { passed: 0, all: 0 };
    t.diagnostic(
      `conformance ${file}: ${passed}/${all} = ${((100 * passed) / Math.max(1, all)).toFixed(2)} %`,
    );

    assert.ok(passed >= least, `${passed} of ${all} pass, and ${least} did before`);
    if (isUpdate) raiseFloor(file, passed);
  });
}

function whatIsMissing(): string | false {
  if (!existsSync(scorer)) return "../shared/conformance is not beside the repository";
  return spawnSync("python3", ["--version"]).status === 0 ? false : "python3 is not installed";
}

function score(files: readonly string[]): Map<string, Total> {
  const runner = [process.execPath, "--conditions=quintet:source", path.join(here, "runner.ts")];
  const options = ["--half", "open", "--compact"];
  const result = spawnSync("python3", [scorer, ...options, ...files, "--", ...runner], {
    cwd: repository,
    encoding: "utf8",
  });
  process.stderr.write(result.stderr);
  const lines = result.stdout.matchAll(/^TOTAL\s+(\S+)\s+(\d+)\/(\d+)/gm);
  return new Map(
    [...lines].map(([, file, passed, all]) => [file!, { passed: Number(passed), all: Number(all) }]),
  );
}

function raiseFloor(file: string, passed: number): void {
  floor[file] = passed;
  writeFileSync(floorFile, `${JSON.stringify(floor, null, 2)}\n`);
}
