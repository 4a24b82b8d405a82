/*
 * Which step of npm test a test file belongs to: one, and each to one. Only the step "databases" runs some of the files
 * once more, on other databases.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import path, { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** The steps that run test files. */
export type TestStep =
  | "unit"
  | "databases"
  | "migrations"
  | "programs"
  | "attacks"
  | "conformance"
  | "package"
  | "browser";

/** The test files of a step. */
export function testFilesOf(step: TestStep): string[] {
  return globSync("tests/**/*.test.ts", { cwd: root })
    .filter((file) => stepOf(file) === step || (step === "databases" && runsAgain(file)))
    .sort();
}

function runsAgain(file: string): boolean {
  return usesServers(file) && stepOf(file) !== "migrations";
}

function stepOf(file: string): TestStep {
  if (file.startsWith("tests/e2e/")) return "browser";
  if (file.startsWith("tests/replay/")) return "attacks";
  if (/^tests\/package\/|getting-started/.test(file)) return "package";
  if (file === "tests/conformance/template-versions.test.ts") return "conformance"; // all recorded templates again
  if (takesLong(file)) return "migrations";
  if (needsOnlyServers(file)) return "databases";
  return startsPrograms(file) ? "programs" : "unit";
}

/** Random schemas, processes that are killed, a real Django: on all databases, and too slow for the other tests of db. */
function takesLong(file: string): boolean {
  return /^tests\/db\/(migration-evolutions-(?!drawn).*|migration-sql|migration-kills|coming-from-django)\.test\.ts$/.test(
    file,
  );
}

/** Whether it does nothing without them: `postgres.test.ts`, and questions that are asked side by side with Django. */
function needsOnlyServers(file: string): boolean {
  return /^tests\/db\/(.*postgres.*|.*mysql.*|side-by-side|migrate-check)\.test\.ts$/.test(file);
}

/** Whether a test of `db` asks for database servers: by the databases that it runs on, or by a server itself. */
function usesServers(file: string): boolean {
  return (
    /^tests\/db\/[^/]+$/.test(file) &&
    /(databases|services|mysql-database|function-databases)\.ts"/.test(textOf(file))
  );
}

/**
 * Whether it, or a file of the tests that it imports, starts a program: the command line, the demo, the compiler of types
 * (as `checkTemplates()` does), another Node. Such tests wait for processes most of the time.
 */
function startsPrograms(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = textOf(file);
  if (/"node:child_process"|\bcheckTemplates\b/.test(text)) return true;
  const imported = text.matchAll(/^(?:import|export) [^"]*"(\.[^"]+\.ts)"/gm);
  return [...imported]
    .map(([, name]) => path.join(path.dirname(file), name!))
    .filter((name) => name.startsWith("tests/") && existsSync(join(root, name))) // some stand in texts alone
    .some((name) => startsPrograms(name, seen));
}

function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
