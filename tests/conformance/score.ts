import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { readDecisions } from "../../scripts/differences.ts";
import { djangoLocaleFolders } from "./django-locale.ts";

/*
 * Scores the runner against the conformance corpus that lies beside the repository, and compares with the floor in
 * score.json: how many records of each file must pass. It never goes down;
 *
 *     node --conditions=quintet:source tests/conformance/score.ts --update
 *
 * raises it to what was reached. What is answered otherwise on purpose stands, with its reason, in the decisions.json of a
 * folder.
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
/** Ids of the records that were not answered as Django did. */
let failures: readonly string[] = [];

before(() => {
  if (skip === false) ({ totals, failures } = score(Object.keys(floor)));
});

// Some of these records were rendered in other languages than English, with Django's own catalogs.
const inManyLanguages = new Set(["templates", "filters", "extra"]);

for (const [file, least] of Object.entries(floor)) {
  const reason = skip || (inManyLanguages.has(file) && missingCatalogs());
  test(`${file}: at least ${least} recorded cases of Django are answered as Django did`, {
    skip: reason,
  }, (t) => {
    const { passed, all } = totals.get(file) ?? { passed: 0, all: 0 };
    t.diagnostic(
      `conformance ${file}: ${passed}/${all} = ${((100 * passed) / Math.max(1, all)).toFixed(2)} %`,
    );

    assert.ok(passed >= least, `${passed} of ${all} pass, and ${least} did before`);
    if (isUpdate) raiseFloor(file, passed);
  });
}

interface DecidedKind {
  readonly folder: string;
  /** What stands in front of the names of its records in their ids. */
  readonly prefix: string;
  readonly ids: RegExp;
}

const decidedKinds: readonly DecidedKind[] = [
  { folder: "queries", prefix: "query/", ids: /^query\// },
  { folder: "functions", prefix: "call/", ids: /^call\// },
  { folder: "migrations", prefix: "", ids: /^(autodetect|optimize|state_forwards|schema)\// },
  { folder: "templates", prefix: "", ids: /^(tpl|extra\/(filter-grid|program|\w+-format|time-relative))\// },
];

for (const { folder, prefix, ids } of decidedKinds) {
  test(`${folder}: each decision to answer otherwise still has a record that shows it`, { skip }, (t) => {
    const beginnings = readDecisions(folder).flatMap(({ records }) =>
      records.map((record) => prefix + record),
    );

    const others = failures.filter((id) => ids.test(id));
    const unexplained = others.filter((id) => !beginnings.some((beginning) => id.startsWith(beginning)));
    t.diagnostic(`${others.length} answered otherwise, ${unexplained.length} of them without a decision`);
    for (const id of unexplained) t.diagnostic(id);

    const needless = beginnings.filter((beginning) => !others.some((id) => id.startsWith(beginning)));
    assert.deepEqual(
      needless,
      [],
      "these records are answered as Django does: take them out of decisions.json",
    );
  });
}

function whatIsMissing(): string | false {
  if (!existsSync(scorer)) return "../shared/conformance is not beside the repository";
  return spawnSync("python3", ["--version"]).status === 0 ? false : "python3 is not installed";
}

function missingCatalogs(): string | false {
  return djangoLocaleFolders().length > 0 ? false : "Django's catalogs can't be unpacked on this machine";
}

function score(files: readonly string[]): {
  readonly totals: Map<string, Total>;
  readonly failures: readonly string[];
} {
  const runner = [process.execPath, "--conditions=quintet:source", path.join(here, "runner.ts")];
  const folder = mkdtempSync(path.join(tmpdir(), "quintet-conformance-"));
  const failed = path.join(folder, "failures");
  const options = ["--half", "open", "--compact", "--failures", failed];
  const result = spawnSync("python3", [scorer, ...options, ...files, "--", ...runner], {
    cwd: repository,
    encoding: "utf8",
  });
  process.stderr.write(result.stderr);
  const lines = result.stdout.matchAll(/^TOTAL\s+(\S+)\s+(\d+)\/(\d+)/gm);
  const totals = new Map(
    [...lines].map(([, file, passed, all]) => [file!, { passed: Number(passed), all: Number(all) }]),
  );
  const failures = readFileSync(failed, "utf8").matchAll(/^\{"id": "([^"]+)"/gm);
  rmSync(folder, { recursive: true });
  return { totals, failures: [...failures].map(([, id]) => id!) };
}

function raiseFloor(file: string, passed: number): void {
  floor[file] = passed;
  writeFileSync(floorFile, `${JSON.stringify(floor, null, 2)}\n`);
}
