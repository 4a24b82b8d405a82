/*
 * npm run try:runtimes -- [PROGRAM …]: whether app.fetch() does under Bun and Deno what it does under Node.
 *
 *   npm run try:runtimes                          bun and deno, where they are on the PATH
 *   npm run try:runtimes -- /opt/bun /opt/deno    these
 *
 * No step of npm test: the runtimes are some 100 MB each. Install them outside of the project, `npm install bun deno`.
 */
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";

const program = join(import.meta.dirname, "program.ts");
const condition = "--conditions=quintet:source";

const expected = run(process.execPath, [condition, "--disable-warning=ExperimentalWarning", program]);
if (expected.failure !== undefined) throw new Error(`Under Node the program fails:\n${expected.failure}`);
console.log(`node ${process.version}: ${expected.lines.length} lines`);

const named = process.argv.slice(2);
let tried = 0;
for (const runtime of named.length > 0 ? named : ["bun", "deno"]) {
  const isDeno = basename(runtime).startsWith("deno");
  const version = run(runtime, ["--version"]);
  if (version.failure !== undefined) {
    console.log(`${runtime}: not tried, since it isn't there`);
    continue;
  }
  tried++;
  const flags = isDeno ? ["run", "--allow-all", "--no-prompt", "--cached-only", condition] : [condition];
  const { lines, failure } = run(runtime, [...flags, program]);
  const other = lines.filter((line, index) => line !== expected.lines[index]);
  const isSame = failure === undefined && other.length === 0 && lines.length === expected.lines.length;
  console.log(`${basename(runtime)} ${version.lines[0]}: ${isSame ? "the same" : "differs"}`);
  for (const line of other) console.log(`  ${line}`);
  if (failure !== undefined) console.log(failure.slice(0, 2_000));
  if (!isSame) process.exitCode = 1;
}
if (tried === 0) process.exitCode = 1;

interface Run {
  readonly lines: readonly string[];
  /** What was told, where it failed. */
  readonly failure?: string;
}

function run(command: string, words: readonly string[]): Run {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: "utf8", timeout: 120_000 });
  const lines = (stdout ?? "").trim().split("\n");
  return status === 0 ? { lines } : { lines, failure: error?.message ?? stderr };
}
