import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Database } from "quintet/db";
import { silentQuestioner } from "../../src/db/migrations/detect/questioner.ts";
import { loadMigrationGraph } from "../../src/db/migrations/files/migration-files.ts";
import type { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { previewMigration } from "../../src/db/migrations/run/preview-migration.ts";
import { migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import type { StepDirection } from "../../src/db/schema/schema-editor.ts";
import { databaseSchema } from "./database-schema.ts";
import { forEachDatabase } from "./databases.ts";
import { dropAll, newProject, undone } from "./evolution-project.ts";
import { type MigrationProject, migrationProject, runCommand } from "./migration-project.ts";
import { evolutionNumbers } from "./properties/evolution-draw.ts";
import { insertRows } from "./properties/evolution-rows.ts";
import { answersFor, drawEvolution, type Evolution, onDatabase } from "./properties/evolutions.ts";

/*
 * What `migrate sql` prints is what a person runs by hand where migrations may not be run by a program. It is printed for all migrations that
 * are not applied, up and down, before any of them runs; then a database that was changed by hand is compared, to the
 * letter and with all made-up names, with one that Quintet has migrated.
 *
 * QUINTET_EVOLUTIONS names another number of pairs, QUINTET_EVOLUTIONS_SEED others.
 */

const seed = Number(process.env.QUINTET_EVOLUTIONS_SEED ?? 20_261_201);
const numRuns = Number(process.env.QUINTET_EVOLUTIONS ?? 6);

forEachDatabase(({ name, test, open }) => {
  if (name === "SQLite in a file") return; // the same database, only slower
  test(`SQL run by hand does what up and down do, for ${numRuns} random schemas (seed ${seed})`, async () => {
    await using database = await open();

    await fc.assert(
      fc.asyncProperty(evolutionNumbers, async (numbers) => check(database, drawEvolution(numbers))),
      { numRuns, seed },
    );
  });
});

const library = `import { createModel, migration } from "quintet/db";
export default migration({
  operations: [
    createModel("Author", { fields: { id: { type: "auto", primaryKey: true }, name: { type: "string", maxLength: 50, unique: true } } }),
    createModel("Book", {
      fields: {
        id: { type: "auto", primaryKey: true },
        title: { type: "string", maxLength: 50, index: true },
        author: { type: "belongsTo", to: "shop.Author", onDelete: "cascade" },
        pages: { type: "integer", positive: true },
      },
    }),
  ],
});
`;

/** A migration behind another. */
function file(before: string, imports: string, operations: string, options = ""): string {
  return `import { ${imports}, migration } from "quintet/db";
export default migration({ dependsOn: [["shop", "${before}"]], ${options} operations: [${operations}] });
`;
}

async function printed(project: MigrationProject, migration: string, backward = false): Promise<string> {
  return runCommand(project.app({ shop: [] }), "migrate sql", { module: "shop", migration }, { backward });
}

forEachDatabase((kind) => {
  const { name, test } = kind;
  if (name === "SQLite in a file") return;

  test("names are those that the migrations before will have made, also of SQL that says what it does", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", library);
    await project.write(
      "shop",
      "0002_names.ts",
      file(
        "0001_initial",
        "renameField, renameModel, renameTable, runSql",
        `renameModel("Author", "Writer"), renameField("Writer", "name", "pen"),
         runSql("ALTER TABLE shop_book RENAME TO books", "ALTER TABLE books RENAME TO shop_book", { state: [renameTable("Book", "books")] })`,
      ),
    );
    await project.write(
      "shop",
      "0003_without.ts",
      file(
        "0002_names",
        "alterField, removeField",
        `alterField("Writer", "pen", { type: "string", maxLength: 50 }), removeField("Book", "author"),
         alterField("Book", "pages", { type: "integer" }), alterField("Book", "title", { type: "string", maxLength: 50 })`,
      ),
    );
    const app = project.app({ shop: [] });
    // Names that were made up stay when a table is renamed, so that the way back doesn't end with the same names.
    await runCommand(app, "migrate up");
    await runCommand(app, "migrate down", { module: "shop", migration: "0001" });
    const start = await project.schema();
    const scripts = [await printed(project, "0002"), await printed(project, "0003")];
    const back = [await printed(project, "0003", true), await printed(project, "0002", true)];
    await runCommand(app, "migrate up");
    const end = await project.schema();
    await runCommand(app, "migrate down", { module: "shop", migration: "0001" });

    for (const script of scripts) await project.database.script(script);
    assert.deepEqual(await project.schema(), end);
    for (const script of back) await project.database.script(script);
    assert.deepEqual(await project.schema(), start);
  });

  if (kind.dialect === "postgres")
    test("types that migrations before make are known to those after them", async () => {
      await using project = await migrationProject(kind);
      await project.write("shop", "0001_initial.ts", library);
      const mood = `{ type: "string", maxLength: 9, columnType: "mood", default: "fine" }`;
      const types = `runSql("CREATE TYPE public.mood AS ENUM ('fine', 'sad')", "DROP TYPE mood"), addField("Book", "mood", ${mood})`;
      await project.write("shop", "0002_mood.ts", file("0001_initial", "addField, runSql", types));
      const more = `addField("Author", "mood", ${mood}), addIndex("Author", { name: "by_mood", fields: ["mood"] })`;
      await project.write("shop", "0003_moods.ts", file("0002_mood", "addField, addIndex", more));
      const app = project.app({ shop: [] });
      await runCommand(app, "migrate up", { module: "shop", migration: "0001" });
      const early = await printed(project, "0003");
      await runCommand(app, "migrate up", { module: "shop", migration: "0002" });

      assert.equal(await printed(project, "0003"), early);
      assert.match(early, /ADD COLUMN "mood" mood /);
    });

  test("what is applied is printed as it would run again", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", library);
    await project.write(
      "shop",
      "0002_name.ts",
      file("0001_initial", "renameField", `renameField("Book", "title", "heading")`),
    );
    const before = await printed(project, "0002");

    await runCommand(project.app({ shop: [] }), "migrate up");

    assert.equal(await printed(project, "0002"), before);
    assert.match(before, /RENAME COLUMN .title. TO .heading./);
  });

  test("code and SQL of the app are told and never run, also where they stand in other operations", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", library);
    const code = `runCode({ models: { Author }, async forward() { globalThis.codeOfMigrationRan = true; await Author.create({ name: "Ann" }); } })`;
    const sql =
      'runSql([["INSERT INTO shop_author (name) VALUES (?)", ["What?"]], "DELETE FROM shop_author WHERE name = \'?\'"])';
    await project.write(
      "shop",
      "0002_data.ts",
      `import { Model, string } from "quintet/db";\nclass Author extends Model({ name: string({ maxLength: 50, unique: true }) }) {}\n${file("0001_initial", "runCode, runSql, separate", `${code}, separate({ database: [${code}] }), ${sql}`)}`,
    );
    const app = project.app({ shop: [] });
    await runCommand(app, "migrate up", { module: "shop", migration: "0001" });

    const lines = (await printed(project, "0002"))
      .split("\n")
      .filter((line) => !/^(BEGIN|COMMIT);$/.test(line));

    const remark = "-- Code runs here, which SQL can't tell: quintet migrate up runs it";
    assert.deepEqual(lines, [
      remark,
      remark,
      "INSERT INTO shop_author (name) VALUES ('What?');",
      "DELETE FROM shop_author WHERE name = '?';",
    ]);
    assert.equal(await runCommand(app, "migrate check"), "No danger.");
    assert.equal((globalThis as { codeOfMigrationRan?: true }).codeOfMigrationRan, undefined);
    assert.equal((await project.database.query("SELECT 1 FROM shop_author")).length, 0);
  });

  test("changes of tables in use are printed as they run", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", library);
    await project.write(
      "shop",
      "0002_online.ts",
      file(
        "0001_initial",
        "addConstraint, addField, addIndex",
        `addField("Book", "stars", { type: "integer", nullable: true }, { concurrently: true }),
         addIndex("Book", { name: "by_stars", fields: ["stars"] }, { concurrently: true }),
         addConstraint("Book", { type: "unique", name: "title_pages", fields: ["title", "pages"] }, { concurrently: true })`,
        "transaction: false,",
      ),
    );
    const app = project.app({ shop: [] });
    await runCommand(app, "migrate up", { module: "shop", migration: "0001" });
    const script = await printed(project, "0002");
    await runCommand(app, "migrate up");
    const end = await project.schema();
    await runCommand(app, "migrate down", { module: "shop", migration: "0001" });

    for (const statement of script.split(";\n")) await project.database.script(statement);

    assert.deepEqual(await project.schema(), end);
    assert.doesNotMatch(script, /BEGIN/);
  });

  test("changes of rows in batches are printed as statements that can be run by hand", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", library);
    const steps: readonly Parameters<typeof file>[] = [
      ["0001_initial", "beginRenameField", `beginRenameField("Book", "title", "heading")`],
      ["0002_step", "copyField", `copyField("Book", "heading")`, "transaction: false,"],
      [
        "0003_step",
        "finishRenameField",
        `finishRenameField("Book", "title", "heading")`,
        "transaction: false,",
      ],
      [
        "0004_step",
        "backfill",
        `backfill("Book", { set: { pages: { value: 7 } }, where: { value: true } })`,
        "transaction: false,",
      ],
    ];
    for (const [position, step] of steps.entries())
      await project.write("shop", `000${position + 2}_step.ts`, file(...step));
    const app = project.app({ shop: [] });
    await runCommand(app, "migrate up", { module: "shop", migration: "0001" });
    await project.database.execute("INSERT INTO shop_author (name) VALUES ('Tove')");
    await project.database.execute("INSERT INTO shop_book (title, author_id, pages) VALUES ('Tea', 1, 5)");
    const scripts = [];
    for (const name of ["0002", "0003", "0004", "0005"]) scripts.push(await printed(project, name));

    for (const script of scripts) {
      const parts = script.includes("BEGIN;") ? [script] : script.split(";\n"); // as psql sends them
      for (const part of parts) await project.database.script(part);
    }

    assert.deepEqual(await project.database.query("SELECT heading, pages FROM shop_book"), [["Tea", 7]]);
    assert.match(
      scripts[1]!,
      /^-- All rows at once; quintet migrate up goes in batches, by ranges of .id.\n?UPDATE /m,
    );
  });

  if (kind.dialect !== "sqlite")
    test("where no copy can be made, the first line says what that means", async () => {
      await using project = await migrationProject(kind);
      await project.write("shop", "0001_initial.ts", library);
      await runCommand(project.app({ shop: [] }), "migrate up");
      const readOnly =
        kind.dialect === "postgres"
          ? "SET default_transaction_read_only = on"
          : "SET SESSION TRANSACTION READ ONLY";
      const graph = await loadMigrationGraph(project.app({ shop: [] }).modules);

      const statements = await withSchemaSession(project.database, async (session) => {
        await session.query(readOnly);
        return previewMigration(session, graph, graph.named("shop", "0001"), "backward");
      });

      assert.match(
        statements[0]!,
        /^-- Names of keys and indexes are those that the database has now: no copy of its tables could be made to try what comes before this \(.*read.only/i,
      );
      assert.ok(statements.some((sql) => /^DROP TABLE .shop_author./.test(sql)));
    });

  test("tables that are there already are named instead of made", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", library);
    await runCommand(project.app({ shop: [] }), "migrate up");
    await project.database.script("DELETE FROM quintet_migrations");

    assert.match(
      await printed(project, "0001"),
      /-- These tables are there already, and are the same: shop_author, shop_book/,
    );
  });
});

async function check(database: Database, drawn: Evolution): Promise<void> {
  const evolution = onDatabase(drawn, database.dialect.name);
  const project = await newProject();
  try {
    const first = await project.make(evolution.before, silentQuestioner);
    await up(database, first);
    await insertRows(database, evolution);
    const whole = await project.make(evolution.after, answersFor(drawn));
    const known = new Set(first.ordered.map(({ module, name }) => `${module}.${name}`));
    const fresh = whole.ordered.filter(({ module, name }) => !known.has(`${module}.${name}`));
    const print = (migration: (typeof fresh)[number], direction: StepDirection) =>
      withSchemaSession(database, async (session) =>
        session.asScript(
          await previewMigration(session, whole, migration, direction),
          migration.transaction !== false,
        ),
      );
    // Tables keep traces of having been changed before; this way, the two begin with the same ones.
    await up(database, whole);
    await undone(database, whole, first);
    const before = await databaseSchema(database);
    const forward: (readonly string[])[] = [];
    const backward: (readonly string[])[] = [];
    for (const migration of fresh) {
      forward.push(await print(migration, "forward"));
      backward.unshift(await print(migration, "backward"));
    }
    assert.deepEqual(await databaseSchema(database), before, "printing changes nothing");

    await up(database, whole);
    const after = await databaseSchema(database);
    await undone(database, whole, first);
    assert.deepEqual(await databaseSchema(database), before, "up and down lead to where they began");

    for (const script of forward) await run(database, script);
    assert.deepEqual(await databaseSchema(database), after, "by hand as by up");
    for (const script of backward) await run(database, script);
    assert.deepEqual(await databaseSchema(database), before, "by hand as by down");
    await undone(database, whole, undefined);
  } catch (cause) {
    const error = cause as Error;
    throw new Error(`${error.message}\n\n${project.files()}`, { cause });
  } finally {
    await dropAll(database);
  }
}

async function run(database: Database, script: readonly string[]): Promise<void> {
  for (const line of script) assert.doesNotMatch(line, /^-- Names of keys/);
  if (script.length > 0) await database.script(script.map((line) => `${line};\n`).join(""));
}

async function up(database: Database, graph: MigrationGraph): Promise<void> {
  await withSchemaSession(database, (session) => migrateUp(session, graph));
}
