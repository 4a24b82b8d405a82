/*
 * npm run bench:migrations: how long `quintet migrate make` takes as a program from start to end, for 200 models with 800
 * relations in twenty modules (everything new, nothing new, one field new), and for a history of 500 files; beside
 * Django's `makemigrations` and `drizzle-kit generate` for the same models. Each model has three foreign keys, 600 in all, and
 * the other side of one; that side is no column, so migrations have nothing to do for it.
 *
 * Drizzle has one migration where the others have one of each module, and reads the tables alone, no application.
 *
 * Prisma takes no part: `prisma migrate` has its work done by a program, schema-engine, that is no part of the package and is
 * fetched from binaries.prisma.sh, so it can't run offline.
 *
 *   npm run bench:migrations -- --rounds 9
 *   npm run bench:migrations -- --up            also applies them, once: minutes for Django
 *   npm run bench:migrations -- --write         also writes the section of RESULTS.md
 */
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { median } from "../measure.ts";
import { machineFacts, markdownTable } from "../report.ts";
import { writeResults } from "../results-file.ts";
import type { AppFiles } from "./large-app.ts";
import { django, drizzle, type Maker, missingDjango, missingDrizzle, quintet } from "./makers.ts";

const root = join(import.meta.dirname, "../..");
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    up: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const folder = mkdtempSync(join(tmpdir(), "quintet-bench-migrations-"));

/** What is measured, in this order in each round, and the seconds that it may take. */
const tasks: readonly { readonly title: string; readonly bar: number; run(maker: Maker): number }[] = [
  {
    title: "200 models: all new",
    bar: 2,
    run(maker) {
      for (const file of writtenBy(maker).keys()) rmSync(file);
      if (maker.folder !== undefined)
        rmSync(join(placeOf(maker, "models"), maker.folder), { recursive: true, force: true });
      const { seconds } = make(maker, "models");
      const made = migrationsIn(maker, writtenBy(maker)).length;
      if (made < maker.migrations) throw new Error(`${maker.title} made ${made} migrations of all models.`);
      return seconds;
    },
  },
  { title: "200 models: nothing new", bar: 1, run: (maker) => makeNothing(maker, "models") },
  {
    title: "200 models: one field new",
    bar: 1,
    run(maker) {
      const { file, from, to } = maker.change;
      const changed = join(placeOf(maker, "models"), file);
      const models = readFileSync(changed, "utf8");
      const before = writtenBy(maker);
      writeFileSync(changed, models.replace(from, to));
      const { seconds } = make(maker, "models");
      writeFileSync(changed, models);
      const after = writtenBy(maker);
      const made = migrationsIn(maker, after).length - migrationsIn(maker, before).length;
      if (made !== 1) throw new Error(`${maker.title} made ${made} migrations of one field.`);
      for (const file of after.keys()) rmSync(file);
      for (const [file, text] of before) writeFileSync(file, text);
      return seconds;
    },
  },
  { title: "500 files: nothing new", bar: 1, run: (maker) => makeNothing(maker, "history") },
];

try {
  console.log(machineFacts());
  const absent = [missingDjango(), missingDrizzle()];
  const makers = [quintet, ...[django, drizzle].filter((_, position) => absent[position] === undefined)];
  build();
  for (const maker of makers) {
    write(placeOf(maker, "models"), maker.manyModels);
    write(placeOf(maker, "history"), maker.longHistory);
  }
  const times = measure(makers);
  const remarks = absent.filter((remark) => remark !== undefined);
  const applied = options.up ? [applyAll(makers)] : [];
  const results = [resultTable(makers, times), ...applied, ...remarks].join("\n\n");
  console.log(`\n${results}`);
  if (options.write) writeResults({ title: "Migrations", rounds, results });
} finally {
  rmSync(folder, { recursive: true });
}

/** The package as it is published. */
function build(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/build.ts")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The package could not be built:\n${stderr}`);
}

type App = "models" | "history";

function placeOf({ title }: Maker, app: App): string {
  return join(folder, `${title}-${app}`);
}

function write(place: string, files: AppFiles): void {
  for (const [name, text] of files) {
    const file = join(place, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(join(place, "package.json"), JSON.stringify({ private: true, type: "module" }));
  mkdirSync(join(place, "node_modules"));
  symlinkSync(root, join(place, "node_modules/quintet"));
  const peers = join(root, "bench/node_modules");
  for (const peer of ["drizzle-orm", "drizzle-kit"])
    symlinkSync(join(peers, peer), join(place, "node_modules", peer));
}

/** All files that it has written for the 200 models, with their content. */
function writtenBy(maker: Maker): ReadonlyMap<string, string> {
  const place = placeOf(maker, "models");
  const files = globSync("*/**/*.*", { cwd: place, exclude: ["node_modules"] }).map((file) =>
    join(place, file),
  );
  const written = files.filter((file) => maker.migration.test(file) || maker.record?.test(file));
  return new Map(written.map((file) => [file, readFileSync(file, "utf8")]));
}

function migrationsIn(maker: Maker, files: ReadonlyMap<string, string>): readonly string[] {
  return [...files.keys()].filter((file) => maker.migration.test(file));
}

/** Runs the program, and gives its seconds and what it said. */
function make(maker: Maker, app: App): { readonly seconds: number; readonly said: string } {
  return run(maker, maker.command, app);
}

function run(
  maker: Maker,
  [program, ...words]: readonly string[],
  app: App,
): { readonly seconds: number; readonly said: string } {
  const env = { ...process.env, ...maker.env };
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program!, words, {
    cwd: placeOf(maker, app),
    env,
    encoding: "utf8",
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${maker.title} ended with ${status}:\n${stdout}${stderr}`);
  return { seconds, said: stdout };
}

function makeNothing(maker: Maker, app: App): number {
  const { seconds, said } = make(maker, app);
  if (!maker.nothing.test(said))
    throw new Error(`${maker.title} found changes where there are none:\n${said}`);
  return seconds;
}

type Times = ReadonlyMap<string, ReadonlyMap<Maker, readonly number[]>>;

/** The first round compiles what Node and Python keep of a program, and isn't counted. */
function measure(makers: readonly Maker[]): Times {
  const times = new Map(
    tasks.map(({ title }) => [title, new Map(makers.map((maker) => [maker, [] as number[]]))]),
  );
  for (let round = -1; round < rounds; round++) {
    for (const { title, run } of tasks) {
      for (const maker of makers) {
        const seconds = run(maker);
        if (round >= 0) times.get(title)!.get(maker)!.push(seconds);
      }
    }
  }
  return times;
}

/** Applies the migrations of the 200 models to an empty database, and says how long that took. */
function applyAll(makers: readonly Maker[]): string {
  const times = makers.flatMap((maker) => {
    if (maker.up === undefined) return [];
    make(maker, "models");
    const { seconds } = run(maker, maker.up, "models");
    const database = new DatabaseSync(join(placeOf(maker, "models"), "db.sqlite3"));
    const [row] = database
      .prepare(
        "SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND sql LIKE '%reviewer_id%'",
      )
      .all();
    database.close();
    if (Number(row!.tables) < 200) throw new Error(`${maker.title} made ${row!.tables} tables of 200.`);
    return [`${maker.title} ${seconds.toFixed(1)} s`];
  });
  return `Applied to an empty file of SQLite, once: ${times.join(", ")}.`;
}

function resultTable(makers: readonly Maker[], times: Times): string {
  const lines = tasks.map(({ title, bar }) => {
    const [own, ...others] = makers.map((maker) => median(times.get(title)!.get(maker)!));
    const seconds = (value: number) => `${value.toFixed(2)} s`;
    return [title, seconds(own!), `${bar} s`, own! <= bar ? "PASS" : "above", ...others.map(seconds)];
  });
  return markdownTable([
    ["make", "Quintet", "bar", "verdict", ...makers.slice(1).map(({ title }) => title)],
    ...lines,
  ]);
}
