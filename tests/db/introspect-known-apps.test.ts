import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test as nodeTest } from "node:test";
import { pathToFileURL } from "node:url";
import { App, type Config, runChecks } from "../../src/core/index.ts";
import { Databases, databasesService } from "../../src/db/connections/databases.ts";
import { dbModule } from "../../src/db/db-module.ts";
import { readDatabase } from "../../src/db/introspect/read-database.ts";
import { readingSession } from "../../src/db/schema/schema-access.ts";
import { forEachDatabase } from "./databases.ts";
import { introspect, projectWith, writtenModels, writtenModule } from "./introspect/introspected-project.ts";
import { laravel } from "./introspect/known-apps/laravel.ts";
import { northwind } from "./introspect/known-apps/northwind.ts";
import { prisma } from "./introspect/known-apps/prisma.ts";
import { rails } from "./introspect/known-apps/rails.ts";
import { sakilas } from "./introspect/known-apps/sakila.ts";
import { modelsFolder } from "./introspect/models-file.ts";
import { type MigrationProject, runCommand } from "./migration-project.ts";

/*
 * Databases as other frameworks make them, taken over as a person would: introspect, make, up; rows that were there are found
 * through relations in both directions; a change afterwards goes there and back.
 */

const apps = [laravel, northwind, ...sakilas, rails, prisma];

// What every test has written, for the compiler, which takes longer to begin than to look at it.
const compiled = await modelsFolder();
let count = 0;
after(() => compiled[Symbol.asyncDispose]());

/** What the database says about its tables, whatever the order of columns. */
async function tablesOf(database: MigrationProject["database"]) {
  const { tables } = await readDatabase(database.dialect.name, readingSession(database));
  const byName = <Named extends { name?: string }>(items: readonly Named[]) =>
    items.toSorted((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
  return byName(
    tables
      .filter(({ name }) => !name.startsWith("quintet_"))
      .map((table) => ({
        ...table,
        columns: byName(table.columns),
        indexes: byName(table.indexes),
        checks: table.checks.map(({ condition }) => condition.toLowerCase()).toSorted(),
      })),
  );
}

async function rowsOf(database: MigrationProject["database"]): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown> = {};
  for (const { name, kind, columns } of await tablesOf(database)) {
    if (kind !== "table") continue;
    const names = columns.map((column) => database.dialect.quote(column.name)).join(", ");
    const found = await database.query(`SELECT ${names} FROM ${database.dialect.quote(name)}`);
    rows[name] = found.map((row) => JSON.stringify(row)).toSorted();
  }
  return rows;
}

/** A file that asks the models, with the names that it uses imported. */
function questionsFile(questions: string, names: readonly string[]): string {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(questions));
  return `import { ${used.join(", ")} } from "./models.ts";\n\nexport async function ask() {${questions}\n}\n`;
}

forEachDatabase((kind) => {
  const { test, dialect } = kind;
  if (kind.name === "SQLite in a file") return; // the same tables as in memory

  for (const { name, schema, questions, answers, change } of apps) {
    const sql = schema[dialect];
    if (sql === undefined) continue;
    test(`the database of another framework goes on with models that are written for it: "${name}"`, async () => {
      await using project = await projectWith(kind, sql);
      await introspect(project, { module: name });
      const folder = join(project.folder, name);
      const models = await writtenModels(project, name);
      const { defaultKey } = await writtenModule(project, name);
      await writeFile(join(folder, "questions.ts"), questionsFile(questions, Object.keys(models)));
      const text = await readFile(join(folder, "models.ts"), "utf8");
      const changed = text.replace(change[0], change[1]);
      await writeFile(join(folder, "changed.ts"), changed);
      await cp(folder, join(compiled.folder, `${name}${++count}`), { recursive: true });

      const app = project.app({ [name]: Object.values(models) }, defaultKey);
      const before = await project.schema();
      await runCommand(app, "migrate make");
      assert.match(await runCommand(app, "migrate up"), /is the same/);
      assert.deepEqual(await project.schema(), before);
      assert.match(
        await runCommand(app, "migrate make", {}, { check: true }),
        /no changes without a migration/,
      );
      const checked = new App({ databases: { default: await kind.describe() } } as unknown as Config, [
        dbModule,
        ...app.modules,
      ]);
      checked.provide(databasesService, new Databases([project.database]));
      assert.deepEqual(await runChecks(checked), []);

      const { ask } = (await import(pathToFileURL(join(folder, "questions.ts")).href)) as {
        ask(): Promise<unknown>;
      };
      assert.deepEqual(JSON.parse(JSON.stringify(await ask())), answers);

      assert.notEqual(changed, text);
      const [facts, rows] = [await tablesOf(project.database), await rowsOf(project.database)];
      const later = project.app(
        { [name]: Object.values(await writtenModels(project, name, "changed.ts")) },
        defaultKey,
      );
      await runCommand(later, "migrate make", {}, { noRenames: true });
      await runCommand(later, "migrate up");
      assert.notDeepEqual(await tablesOf(project.database), facts);
      await runCommand(later, "migrate down", { module: name, migration: "0001" });
      assert.deepEqual(await tablesOf(project.database), facts);
      assert.deepEqual(await rowsOf(project.database), rows);
    });
  }
});

nodeTest("the compiler takes the models, and what is asked of them", () => {
  compiled.compile();
});
