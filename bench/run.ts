/*
 * npm run bench: Quintet beside the bare drivers and other ORMs, in process, in one run.
 *
 *   npm run bench -- --database sqlite --only "get by key" --contenders quintet,kysely --rounds 15
 *   npm run bench -- --write          also writes RESULTS.md
 *
 * Install the contenders first: npm --prefix bench install.
 */
import { parseArgs } from "node:util";
import { checkAnswers } from "./check.ts";
import { contenders } from "./contenders/all.ts";
import type { Session } from "./contenders/contender.ts";
import type { BenchDatabase, BenchDatabases, DatabaseKind } from "./databases/bench-database.ts";
import { postgresDatabases } from "./databases/postgres.ts";
import { sqliteDatabases } from "./databases/sqlite.ts";
import { measure, type Run } from "./measure.ts";
import { type Measured, machineFacts, ratioTable } from "./report.ts";
import { writeResults } from "./results-file.ts";
import { type Task, tasks } from "./tasks.ts";

/** An opened contender. */
interface Entry {
  readonly name: string;
  readonly session: Session;
  readonly database: BenchDatabase;
}

const { values: options } = parseArgs({
  options: {
    database: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    contenders: { type: "string" },
    rounds: { type: "string", default: "11" },
    write: { type: "boolean", default: false },
  },
});

const kinds = { sqlite: async () => sqliteDatabases(), postgres: postgresDatabases };

for (const name of options.database ?? Object.keys(kinds)) {
  const kind = known(name, Object.keys(kinds), "database") as DatabaseKind;
  await using databases = await kinds[kind]();
  await compare(kind, databases);
}

async function compare(kind: DatabaseKind, databases: BenchDatabases): Promise<void> {
  console.log(`\n${databases.version} · ${machineFacts()}`);
  const entries = await openContenders(kind, databases);
  const results: Measured[] = [];
  for (const task of wantedTasks()) {
    process.stderr.write(`${task.name} …\n`);
    results.push({ task, times: await measure(runsOf(task, entries), Number(options.rounds)) });
  }
  for (const { session, database } of entries) {
    await session.close();
    await database[Symbol.asyncDispose]();
  }
  const table = ratioTable(kind, results);
  console.log(`\n${table}\n`);
  if (!options.write) return;
  const title = kind === "sqlite" ? "SQLite" : "PostgreSQL";
  writeResults({ title, version: databases.version, rounds: Number(options.rounds), results: table });
}

function runsOf(task: Task, entries: readonly Entry[]): Run[] {
  return entries.map(({ name, session, database }) => {
    const run = (turn: number): unknown => task.run(session, turn);
    return task.writes ? { name, run, reset: () => database.reset() } : { name, run };
  });
}

/** Opens the contenders, each on a database of its own, and compares their answers before anything is measured. */
async function openContenders(kind: DatabaseKind, databases: BenchDatabases): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const name of wantedContenders()) {
    const contender = await contenders[name]!();
    const database = await databases.make(contender.sqliteMoments);
    const session = await contender.open(kind, database.address);
    await checkAnswers(contender.name, session, database);
    entries.push({ name: contender.name, session, database });
  }
  return entries;
}

/** The bare driver is always there: the others are compared with it. */
function wantedContenders(): readonly string[] {
  const names = options.contenders?.split(",") ?? Object.keys(contenders);
  const checked = names.map((name) => known(name, Object.keys(contenders), "contender"));
  return ["bare", ...checked.filter((name) => name !== "bare")];
}

function wantedTasks() {
  const wanted = options.only?.map((name) =>
    known(
      name,
      tasks.map((task) => task.name),
      "row",
    ),
  );
  return tasks.filter(({ name }) => wanted === undefined || wanted.includes(name));
}

function known(name: string, names: readonly string[], what: string): string {
  if (names.includes(name)) return name;
  throw new Error(`There is no ${what} "${name}". There are: ${names.join(", ")}.`);
}
