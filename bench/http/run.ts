/*
 * npm run bench:http: Quintet with its whole default middleware beside bare node:http and other frameworks, over a socket.
 *
 *   npm run bench:http -- --only plaintext,json --contenders quintet,fastify --rounds 5 --seconds 2
 *   npm run bench:http -- --no-facts      without memory and the time until the first answer
 *   npm run bench:http -- --write         also writes the section of RESULTS.md
 *
 * Needs Linux, wrk, and the contenders: npm --prefix bench install. Django takes part where gunicorn and Django 5.2 are.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machineFacts } from "../report.ts";
import { writeResults } from "../results-file.ts";
import { checkAnswers, signIn } from "./check.ts";
import { type Contender, contenders, missingFor, takesPart } from "./contenders.ts";
import { factsTable } from "./facts.ts";
import { type LoadResult, runLoad } from "./load.ts";
import { type Measured, ratioTable } from "./report.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { type RunningServer, startServer } from "./server-process.ts";
import { mixedRoutes } from "./site.ts";

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    only: { type: "string" },
    contenders: { type: "string" },
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "2" },
    facts: { type: "boolean", default: true },
    write: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
// V8 compiles what runs often for longer than one thinks.
const warmUpSeconds = 5;

const folder = mkdtempSync(join(tmpdir(), "quintet-bench-http-"));
const pathsFile = join(folder, "paths.txt");
writeFileSync(pathsFile, mixedRoutes.map(({ path }) => `${path}\n`).join(""));
try {
  console.log(machineFacts());
  const results = await resultTables();
  console.log(`\n${results}`);
  if (options.write) writeResults({ title: "HTTP", rounds, results });
} finally {
  rmSync(folder, { recursive: true });
}

async function resultTables(): Promise<string> {
  const chosen = wanted(contenders, options.contenders, ["bare"]);
  const absent = new Map([...chosen].map(([name]) => [name, missingFor(name)]));
  const present = new Map([...chosen].filter(([name]) => absent.get(name) === undefined));
  const skipped = [...absent].filter(([, reason]) => reason !== undefined);
  for (const [, contender] of present) contender.prepare?.(folder);

  const measured: Measured[] = [];
  const byName = Object.fromEntries(scenarios.map((scenario) => [scenario.name, scenario]));
  for (const [, scenario] of wanted(byName, options.only)) {
    const result = await measure(scenario, present);
    process.stderr.write(`${ratioTable([result], "processorTimePerRequest")}\n`);
    measured.push(result);
  }
  const parts = [
    `Requests answered in a second:\n\n${ratioTable(measured, "requestsPerSecond")}`,
    `Processor time of the server for a request, which doesn't depend on what else the machine does:\n\n${ratioTable(measured, "processorTimePerRequest")}`,
    ...skipped.map(([name, reason]) => `${contenders[name]!.title} was skipped: it ${reason}.`),
  ];
  if (options.facts) parts.push(await factsTable(present, folder));
  return parts.join("\n\n");
}

/** What the command line names, and what is always there; all, where it names nothing. */
function wanted<Value>(
  all: Readonly<Record<string, Value>>,
  list: string | undefined,
  always: readonly string[] = [],
): Map<string, Value> {
  const names = list === undefined ? Object.keys(all) : [...new Set([...always, ...list.split(",")])];
  const unknown = names.find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined)
    throw new Error(`There is no "${unknown}". There are: ${Object.keys(all).join(", ")}.`);
  return new Map(names.map((name) => [name, all[name]!]));
}

/** A contender that is ready for a scenario. */
interface Ready {
  readonly title: string;
  readonly server: RunningServer;
  readonly cookie: string | undefined;
}

/** Starts all contenders, compares their answers, and loads one after the other, round for round. */
async function measure(scenario: Scenario, chosen: ReadonlyMap<string, Contender>): Promise<Measured> {
  process.stderr.write(`${scenario.title} …\n`);
  const ready: Ready[] = [];
  try {
    for (const [, contender] of chosen) {
      if (!takesPart(contender, scenario.name)) continue;
      const server = await startServer(contender, folder);
      const cookie = scenario.isSignedIn ? await signIn(server) : undefined;
      ready.push({ title: contender.title, server, cookie });
      await checkAnswers(server, scenario, cookie);
    }
    const results = new Map<string, LoadResult[]>(ready.map(({ title }) => [title, []]));
    for (const each of ready) await load(each, scenario, warmUpSeconds);
    for (let round = 0; round < rounds; round++) {
      const first = round % ready.length;
      for (const each of [...ready.slice(first), ...ready.slice(0, first)])
        results.get(each.title)!.push(await load(each, scenario));
    }
    return { scenario, results };
  } finally {
    for (const { server } of ready) await server.stop();
  }
}

function load(
  { server, cookie }: Ready,
  { path, script }: Scenario,
  duration = seconds,
): Promise<LoadResult> {
  return runLoad(server, {
    path,
    seconds: duration,
    cookie,
    script: script === undefined ? undefined : [script, pathsFile],
  });
}
