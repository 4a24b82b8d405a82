import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import type { Database } from "quintet/db";
import { defineModule, type Module } from "../../src/core/index.ts";
import { arrangeChanges } from "../../src/db/migrations/detect/arrange-changes.ts";
import { detectChanges } from "../../src/db/migrations/detect/detect-changes.ts";
import { type Questioner, silentQuestioner } from "../../src/db/migrations/detect/questioner.ts";
import { loadMigrationGraph } from "../../src/db/migrations/files/migration-files.ts";
import { writeMigration } from "../../src/db/migrations/files/write-migration.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import type { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { migrateDown } from "../../src/db/migrations/run/run-migrations.ts";
import { safeSequences } from "../../src/db/migrations/safety/safe-sequence.ts";
import type { DatabaseKind } from "../../src/db/schema/model-state.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import type { SchemaState } from "../../src/db/schema/schema-state.ts";

/* Migrations of random schemas, made and written to files, for the tests that run them. */

let folder: Promise<string> | undefined;
after(async () => folder && rm(await folder, { recursive: true }));
let projects = 0;

/** A folder for the migrations of two modules. */
export async function newProject() {
  folder ??= projectFolder();
  const place = join(await folder, String(++projects));
  const modules: readonly Module[] = ["crm", "shop"].map((name) =>
    defineModule({ name, folder: join(place, name) }),
  );
  const written = new Map<string, string>();
  let graph = await loadMigrationGraph(modules);
  return {
    /** Makes migrations to that state, writes them, and loads all that are there. `inSteps`: as on a site in use, of that kind. */
    async make(state: SchemaState, questioner: Questioner, inSteps?: DatabaseKind): Promise<MigrationGraph> {
      const arranged = arrangeChanges(await detectChanges(graph.state(), state, questioner), graph);
      const made = inSteps ? accepted(await safeSequences(arranged, graph.state(), [inSteps])) : arranged;
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

/** MariaDB can do some steps only with a copy of the table. */
function accepted(migrations: readonly Migration[]): readonly Migration[] {
  return migrations.map((migration) => ({ ...migration, acceptsDowntime: "nobody else is there" }));
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

/** Undoes what a graph has more than another. */
export async function undone(database: Database, graph: MigrationGraph, to: MigrationGraph | undefined) {
  const modules = new Set(graph.ordered.map(({ module }) => module));
  for (const module of modules) {
    const last = to?.ordered.findLast((migration) => migration.module === module);
    const name = last?.name ?? "zero";
    await withSchemaSession(database, (session) => migrateDown(session, graph, { module, name }));
  }
}

/** Leaves an empty database. */
export async function dropAll(database: Database): Promise<void> {
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
