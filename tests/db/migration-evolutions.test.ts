import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import * as fc from "fast-check";
import type { Database } from "quintet/db";
import { defineModule, type Module } from "../../src/core/index.ts";
import { arrangeChanges } from "../../src/db/migrations/detect/arrange-changes.ts";
import { detectChanges } from "../../src/db/migrations/detect/detect-changes.ts";
import { type Questioner, silentQuestioner } from "../../src/db/migrations/detect/questioner.ts";
import { loadMigrationGraph } from "../../src/db/migrations/files/migration-files.ts";
import { writeMigration } from "../../src/db/migrations/files/write-migration.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import type { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { migrateDown, migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { evolve } from "../../src/db/schema/evolve.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { comparableSchema } from "./database-schema.ts";
import { forEachDatabase } from "./databases.ts";
import { evolutionNumbers } from "./properties/evolution-draw.ts";
import { expectedRows, insertRows, type Moment, readRows } from "./properties/evolution-rows.ts";
import { answersFor, drawEvolution, type Evolution, onDatabase } from "./properties/evolutions.ts";

/*
 * Random schemas that become others, with rows in their tables: migrations are made, written to files, loaded, applied and
 * undone, and the database's own word for it is compared with that of a database which never was anything else.
 *
 * QUINTET_EVOLUTIONS names another number of pairs, QUINTET_EVOLUTIONS_SEED others. A failure prints the files of its pair.
 */

const seed = Number(process.env.QUINTET_EVOLUTIONS_SEED ?? 20_261_130);
// A pair takes some 0.2 s in memory, and up to 0.5 s where a server makes and drops its tables.
const pairs = 200;

let folder: Promise<string> | undefined;
after(async () => folder && rm(await folder, { recursive: true }));
let projects = 0;

forEachDatabase(({ name, test, open }) => {
  if (name === "SQLite in a file") return; // the same database, only slower
  const numRuns = Number(process.env.QUINTET_EVOLUTIONS ?? pairs);
  test(`${numRuns} random schemas become others and come back, with their rows (seed ${seed})`, async () => {
    await using database = await open();

    await fc.assert(
      fc.asyncProperty(evolutionNumbers, async (numbers) => check(database, drawEvolution(numbers))),
      { numRuns, seed },
    );
  });
});

async function check(database: Database, drawn: Evolution): Promise<void> {
  const evolution = onDatabase(drawn, database.dialect.name);
  const project = await newProject();
  try {
    const first = await project.make(evolution.before, silentQuestioner);
    const schemaBefore = await applied(database, first);
    await insertRows(database, evolution);
    await checkRows(database, evolution, "before");

    const whole = await project.make(evolution.after, answersFor(drawn));
    const schemaAfter = await applied(database, whole);
    await checkRows(database, evolution, "after");

    await undone(database, whole, first);
    assert.deepEqual(await comparableSchema(database), schemaBefore, "down gives the schema before");
    await checkRows(database, evolution, "back");

    await undone(database, whole, undefined);
    assert.deepEqual(await comparableSchema(database), [], "down to zero leaves nothing");

    assert.deepEqual(
      schemaAfter,
      await freshSchema(database, evolution),
      "up gives the schema of new tables",
    );
  } catch (cause) {
    await dropAll(database);
    const error = cause as Error;
    throw new Error(`${error.message}\n\n${project.files()}`, { cause });
  }
}

/** A folder for the migrations of two modules. */
async function newProject() {
  folder ??= projectFolder();
  const place = join(await folder, String(++projects));
  const modules: readonly Module[] = ["crm", "shop"].map((name) =>
    defineModule({ name, folder: join(place, name) }),
  );
  const written = new Map<string, string>();
  let graph = await loadMigrationGraph(modules);
  return {
    /** Makes migrations to that state, writes them, and loads all that are there. */
    async make(state: SchemaState, questioner: Questioner): Promise<MigrationGraph> {
      const made = arrangeChanges(await detectChanges(graph.state(), state, questioner), graph);
      for (const migration of made)
        written.set(await writeFileOf(place, migration), writeMigration(migration));
      graph = await loadMigrationGraph(modules);
      const again = await detectChanges(graph.state(), state, silentQuestioner);
      assert.deepEqual(
        again.map(({ operation }) => operation.describe()),
        [],
        "make finds nothing more",
      );
      return graph;
    },
    files: () => [...written].map(([name, text]) => `// ${name}\n${text}`).join("\n"),
  };
}

async function projectFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "quintet-evolutions-"));
  await mkdir(join(made, "node_modules"));
  await symlink(join(import.meta.dirname, "..", ".."), join(made, "node_modules", "quintet"), "dir");
  await writeFile(join(made, "package.json"), JSON.stringify({ type: "module" }));
  return made;
}

async function writeFileOf(place: string, migration: Migration): Promise<string> {
  const name = join(migration.module, "migrations", `${migration.name}.ts`);
  const file = join(place, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, writeMigration(migration));
  return name;
}

async function applied(database: Database, graph: MigrationGraph): Promise<readonly string[]> {
  await withSchemaSession(database, (session) => migrateUp(session, graph));
  return comparableSchema(database);
}

/** What a database says that never had other tables. */
async function freshSchema(database: Database, { after: state }: Evolution): Promise<readonly string[]> {
  await withSchemaSession(database, (session) =>
    session.exclusively((editor) => evolve(editor, new SchemaState(), state)),
  );
  const schema = await comparableSchema(database);
  await dropAll(database);
  return schema;
}

/** Undoes what a graph has more than another. */
async function undone(database: Database, graph: MigrationGraph, to: MigrationGraph | undefined) {
  const modules = new Set(graph.ordered.map(({ module }) => module));
  for (const module of modules) {
    const last = to?.ordered.findLast((migration) => migration.module === module);
    const name = last?.name ?? "zero";
    await withSchemaSession(database, (session) => migrateDown(session, graph, { module, name }));
  }
}

async function checkRows(database: Database, evolution: Evolution, moment: Moment): Promise<void> {
  assert.deepEqual(
    await readRows(database, evolution, moment),
    expectedRows(evolution, moment),
    `rows ${moment}`,
  );
}

async function dropAll(database: Database): Promise<void> {
  if (database.dialect.name === "postgres")
    return database.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const isMysql = database.dialect.name === "mysql";
  const tables = await database.query(
    isMysql
      ? "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  const drops = tables.map(([table]) => `DROP TABLE ${database.dialect.quote(String(table))}`);
  const checks = (on: number) => (isMysql ? `SET foreign_key_checks = ${on}` : `PRAGMA foreign_keys = ${on}`);
  await database.script([checks(0), ...drops, checks(1)].join(";\n"));
}
