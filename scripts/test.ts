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
import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path, { join } from "node:path";
import { add, type Counts } from "./count-reporter.ts";
import { runBatches } from "./test-batch.ts";

const root = join(import.meta.dirname, "..");

interface Step {
  readonly title: string;
  run(): Counts | Promise<Counts>;
}

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
    run: () =>
      suite(["tests/**/*.test.ts"], {
        except: (file) =>
          /^tests\/(e2e|package|replay)\/|getting-started/.test(file) ||
          needsOnlyServers(file) ||
          startsPrograms(file),
        together: folderOf,
        env: { QUINTET_TEST_DATABASES: "embedded" },
      }),
  },
  databases: {
    title: "The same on PostgreSQL and MariaDB",
    run: () =>
      suite(["tests/db/*.test.ts"], {
        except: (file) => !usesServers(file),
        env: { QUINTET_TEST_DATABASES: "servers" },
      }),
  },
  programs: {
    title: "The command line and the demo, started as programs",
    run: () => suite(["tests/{cli,examples}/**/*.test.ts"], { except: (file) => !startsPrograms(file) }),
  },
  attacks: {
    title: "Recorded attacks against a site that listens",
    run: () => suite(["tests/replay/*.test.ts"]),
  },
  conformance: { title: "Conformance with Django", run: () => suite(["tests/conformance/score.ts"]) },
  package: {
    title: "The published package",
    run: () => suite(["tests/package/*.test.ts", "tests/docs/getting-started.test.ts"]),
  },
  browser: { title: "Browser tests", run: () => suite(["tests/e2e/*.test.ts"]) },
};

/**
 * The tests of a folder start one process instead of one each, which takes longer than most of them. Those of db define
 * models of the same names again and again, and those of testing begin without an app: they need processes of their own.
 */
function folderOf(file: string): string | undefined {
  const folder = path.dirname(file);
  return /^tests\/(db|testing)(\/|$)/.test(folder) ? undefined : folder;
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
  /** Files that are left out. */
  readonly except?: (file: string) => boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether a test file asks for database servers: by the databases that it runs on, or by a server itself. */
function usesServers(file: string): boolean {
  return /(databases|services|mysql-database|function-databases)\.ts"/.test(
    readFileSync(join(root, file), "utf8"),
  );
}

/** Whether it does nothing without them: `postgres.test.ts`, and questions that are asked side by side with Django. */
function needsOnlyServers(file: string): boolean {
  return /^tests\/db\/(.*postgres.*|.*mysql.*|side-by-side)\.test\.ts$/.test(file);
}

/** Whether it starts the command line or the demo, and waits for what they say. */
function startsPrograms(file: string): boolean {
  return /(running-command|chat-process)\.ts"/.test(readFileSync(join(root, file), "utf8"));
}

/** Runs test files under node:test and counts what they report. */
function suite(patterns: readonly string[], options: SuiteOptions = {}): Promise<Counts> {
  const { except = () => false, together = () => undefined, env = {} } = options;
  const found = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }));
  const files = found.filter((file) => !except(file)).sort();
  const batches = Map.groupBy(files, (file) => together(file) ?? file);
  return runBatches([...batches.values()], { processes: availableParallelism(), env });
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
