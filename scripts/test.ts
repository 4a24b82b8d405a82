/*
 * npm test: every check of the project, one after the other, and at the end one plain line with the counts.
 *
 *   node scripts/test.ts                 all steps
 *   node scripts/test.ts lint unit       only these
 *
 * A step that only passes or fails counts as one test. With QUINTET_REQUIRE_SERVICES=1 nothing may be skipped because
 * something is missing on the machine.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import path, { join } from "node:path";
import { add, type Counts } from "./count-reporter.ts";
import { runBatches } from "./test-batch.ts";
import { testFilesOf } from "./test-files.ts";

const root = join(import.meta.dirname, "..");

interface Step {
  readonly title: string;
  run(): Counts | Promise<Counts>;
}

// What the tests of db run on where they don't say it themselves.
const embedded = { QUINTET_TEST_DATABASES: "embedded" };

const steps: Record<string, Step> = {
  lint: { title: "Format and lint", run: () => tool("biome", ["check", "--error-on-warnings", "."]) },
  floors: {
    title: "Floors of the house",
    run: () => tool("depcruise", ["--config", ".dependency-cruiser.cjs", "src", "examples"]),
  },
  unused: { title: "Unused files, exports and dependencies", run: () => tool("knip", []) },
  types: { title: "Types, compile-time tests included", run: () => tool("tsc", ["-p", "."]) },
  budget: {
    title: "What the types cost the compiler",
    run: () => tool(process.execPath, ["bench/types/budget.ts", "--check"]),
  },
  unit: {
    title: "Unit and integration tests",
    run: () => suite(testFilesOf("unit"), { together: folderOf, env: embedded }),
  },
  databases: {
    title: "The same on PostgreSQL and MariaDB",
    run: () =>
      suite(testFilesOf("databases"), { together: halfOf, env: { QUINTET_TEST_DATABASES: "servers" } }),
  },
  migrations: {
    title: "Random schemas, killed migrations and a real Django, on all databases",
    run: () => suite(testFilesOf("migrations")),
  },
  programs: {
    title: "The command line, the demo and other programs, started by tests",
    run: () => suite(testFilesOf("programs"), { together: checkerOf, env: embedded }),
  },
  attacks: {
    title: "Recorded attacks against a site that listens",
    run: () => suite(testFilesOf("attacks")),
  },
  reliability: {
    title: "Promises of reliability, at a small size",
    // Those that count alone: the others need thousands of connections, or a machine that nobody else uses.
    run: () =>
      tool(process.execPath, [
        "--conditions=quintet:source",
        "--disable-warning=ExperimentalWarning",
        "tests/reliability/run.ts",
        "--quick",
        ...["R8", "R13", "R18", "R22"],
      ]),
  },
  conformance: {
    title: "Conformance with Django",
    run: () => suite(["tests/conformance/score.ts", ...testFilesOf("conformance")]),
  },
  package: { title: "The published package", run: () => suite(testFilesOf("package")) },
  browser: { title: "Browser tests", run: () => suite(testFilesOf("browser")) },
};

// They define models that are wrong, or functions of their own, which all models of a process live with.
const alone = ["models", "related-changes", "functions-builders"].map((name) => `tests/db/${name}.test.ts`);

/**
 * The tests of a folder start one process instead of one each, which takes longer than most of them. Those of testing begin
 * without an app, and need processes of their own.
 */
function folderOf(file: string): string | undefined {
  const folder = path.dirname(file);
  return folder.startsWith("tests/testing") || alone.includes(file) ? undefined : folder;
}

/** Two processes for the tests of db on servers: while one waits for the server, the other goes on. */
function halfOf(file: string): string | undefined {
  return alone.includes(file) ? undefined : String(path.basename(file) < "m");
}

/** The tests of the templates' checker wait for tsc alone, one after the other as well as in processes of their own. */
function checkerOf(file: string): string | undefined {
  return file.startsWith("tests/templates/checker/") ? "checker" : undefined;
}

/** Runs a program that says with its exit code whether all is well. */
function tool(command: string, args: readonly string[]): Counts {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", cwd: root });
  if (error !== undefined)
    console.error(`${command} could not be started: ${error.message}. Run npm install first.`);
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

interface SuiteOptions {
  /** Files for which it gives the same run in one process. Each has one of its own by default. */
  readonly together?: (file: string) => string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs test files under node:test and counts what they report. */
function suite(files: readonly string[], options: SuiteOptions = {}): Promise<Counts> {
  const { together = () => undefined, env = {} } = options;
  const batches = Map.groupBy(files, (file) => together(file) ?? file);
  // One more than there are processors: each waits now and then, for a timer, a server or a program. 70 s became 58.
  return runBatches([...batches.values()], { processes: availableParallelism() + 1, env });
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length > 0) {
    console.error(`There is no step ${unknown.join(", ")}. Steps: ${Object.keys(steps).join(", ")}.`);
    process.exit(2);
  }
  const wanted = names.length > 0 ? names : Object.keys(steps);
  const results: Counts[] = [];
  for (const name of wanted) results.push(await runStep(name));
  const total = results.reduce(add);

  console.log("");
  if (process.env.QUINTET_REQUIRE_SERVICES === "1" && total.skipped > 0) {
    console.log("Tests were skipped although QUINTET_REQUIRE_SERVICES=1 says that everything is here.");
    process.exitCode = 1;
  }
  console.log(line(total));
  if (total.failed > 0) process.exitCode = 1;
}

async function runStep(name: string): Promise<Counts> {
  const step = steps[name]!;
  const start = performance.now();
  console.log(`\n── ${step.title} (npm run test:${name}) ──`);
  const counts = await step.run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${counts.failed === 0 ? "✔" : "✖"} ${step.title}: ${line(counts)} (${seconds} s)`);
  return counts;
}

function line({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

await main(process.argv.slice(2));
