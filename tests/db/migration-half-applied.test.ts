import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { migrateAppUp, openDatabase } from "quintet/db";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { forEachDatabase, type TestDatabase } from "./databases.ts";
import { initialMigration, interruptedMigration } from "./interrupted-migration.ts";
import { type MigrationProject, migrationProject, runCommand } from "./migration-project.ts";

/*
 * A migration that has stopped between two of its steps, and what each command makes of it. MariaDB can't undo changes of
 * tables; elsewhere, `transaction: false` has the same consequence.
 */

/** A project whose second migration has failed at its second operation, of three. */
async function halfApplied(kind: TestDatabase): Promise<MigrationProject> {
  const project = await migrationProject(kind);
  await project.write("shop", "0001_initial.ts", initialMigration);
  const options = kind.dialect === "mysql" ? "" : "transaction: false,";
  await project.write("shop", "0002_more.ts", interruptedMigration(options));
  globalThis.duringMigration = async () => {
    throw new Error("the code has a mistake");
  };
  await assert.rejects(runCommand(project.app({ shop: [] }), "migrate up"), {
    code: "db.migration-failed",
    message: /^Migration shop\.0002_more failed at operation 2 \(Run code\): the code has a mistake\n/,
  });
  globalThis.duringMigration = undefined;
  return project;
}

/** Which of the columns are there that the migration adds. */
async function addedColumns({ database }: MigrationProject): Promise<readonly string[]> {
  const isThere = (name: string) =>
    database.query(`SELECT ${name} FROM shop_book`).then(
      () => true,
      () => false,
    );
  const there = [];
  for (const name of ["pages", "words"]) if (await isThere(name)) there.push(name);
  return there;
}

forEachDatabase((kind) => {
  if (kind.name === "SQLite in memory") return; // the same as in a file
  const { test } = kind;
  // MariaDB stores the mark of an operation with the next change of a table.
  const done = kind.dialect === "mysql" ? "an operation was begun" : "1 operation is done";
  const half = `
 [~] 0002_more (half applied: ${done}; quintet migrate up goes on, migrate down undoes it)`;

  test("what has stopped half-way says so in the status, for people and for programs", async () => {
    await using project = await halfApplied(kind);
    const app = project.app({ shop: [] });

    assert.ok((await runCommand(app, "migrate status")).endsWith(half));
    const [, second] = JSON.parse(await runCommand(app, "migrate status", {}, { json: true }));
    assert.deepEqual(
      [second.name, second.applied, second.halfApplied],
      ["0002_more", false, kind.dialect === "mysql" ? 0 : 1],
    );
    assert.match(await runCommand(app, "migrate plan"), /0002_more/);
    assert.deepEqual(await addedColumns(project), ["pages"]);
  });

  test("a backfill that has stopped says in the status how many rows it has been through", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", initialMigration);
    await project.write(
      "shop",
      "0002_pages.ts",
      `import { addField, backfill, migration } from "quintet/db";
export default migration({
  dependsOn: [["shop", "0001_initial"]],
  transaction: false,
  operations: [
    addField("Book", "pages", { type: "integer", nullable: true }),
    backfill("Book", { set: { pages: { value: 7 } }, batchSize: 50 }),
  ],
});`,
    );
    const app = project.app({ shop: [] });
    await migrateAppUp(app, { module: "shop", name: "0001" });
    const books = Array.from({ length: 120 }, (_, number) => `('Book ${number}')`);
    await project.database.execute(`INSERT INTO shop_book (title) VALUES ${books.join(", ")}`);
    const dies = () => {
      throw new Error("the power is gone");
    };

    const report = { starts() {}, ends() {}, progresses: dies };
    await assert.rejects(migrateAppUp(app, { report }), /the power is gone/);

    assert.match(
      await runCommand(app, "migrate status"),
      / \[~\] 0002_pages \(half applied: 1 operation is done, and 50 of 120 rows of the next \(41 %\); quintet migrate up goes on/,
    );
    const [, second] = JSON.parse(await runCommand(app, "migrate status", {}, { json: true }));
    assert.deepEqual([second.halfApplied, second.halfAppliedRows], [1, { rows: 50, of: 120 }]);

    await using other = openDatabase(await kind.describe());
    const status = () => runCommand(app, "migrate status");
    const meanwhile = await withSchemaSession(other, (session) => session.inTurn(status));
    assert.match(
      meanwhile,
      new RegExp(`of the next \\(41 %\\); process ${process.pid} on .* is at work on it since 2`),
    );
    assert.doesNotMatch(await status(), /is at work/);
  });

  test("up goes on where it has stopped, and fails again at the same place while the reason is there", async () => {
    await using project = await halfApplied(kind);
    const app = project.app({ shop: [] });
    globalThis.duringMigration = async () => {
      throw new Error("another mistake");
    };
    await assert.rejects(runCommand(app, "migrate up"), {
      message: /^Migration shop\.0002_more failed at operation 2 \(Run code\): another mistake/,
    });
    globalThis.duringMigration = undefined;

    assert.match(
      await runCommand(app, "migrate up"),
      /^ {2}shop\.0002_more \(\d+ m?s\)\n1 migration applied\./,
    );

    assert.match(await runCommand(app, "migrate status"), / \[x\] 0002_more$/m);
    assert.deepEqual(await addedColumns(project), ["pages", "words"]);
  });

  test("down undoes what is done of it, and nothing before", async () => {
    await using project = await halfApplied(kind);
    const app = project.app({ shop: [] });

    assert.match(
      await runCommand(app, "migrate down", { module: "shop" }),
      /^ {2}shop\.0002_more \(\d+ m?s\)\n1 migration undone\.$/,
    );

    assert.match(await runCommand(app, "migrate status"), / \[x\] 0001_initial\n \[ \] 0002_more$/m);
    assert.deepEqual(await addedColumns(project), []);
  });

  test("fake says that it was brought to its end by hand, or undone by hand", async () => {
    await using project = await halfApplied(kind);
    const app = project.app({ shop: [] });

    await project.database.execute("ALTER TABLE shop_book ADD COLUMN words integer NOT NULL DEFAULT 2");
    assert.match(
      await runCommand(app, "migrate fake", { module: "shop", migration: "0002" }),
      /^ {2}\[x\] shop\.0002_more\n/,
    );
    assert.match(await runCommand(app, "migrate status"), / \[x\] 0002_more$/m);
    assert.match(await runCommand(app, "migrate up"), /^Nothing to apply\./);
    await runCommand(app, "migrate down", { module: "shop" });
    assert.deepEqual(await addedColumns(project), []);
  });

  test("fake forgets what is half applied, where its tables were put back by hand", async () => {
    await using project = await halfApplied(kind);
    const app = project.app({ shop: [] });

    await project.database.execute("ALTER TABLE shop_book DROP COLUMN pages");
    const said = await runCommand(app, "migrate fake", { module: "shop", migration: "0001" });

    assert.match(said, /^ {2}\[ \] shop\.0002_more\n1 migration forgotten\. No table was touched\.$/);
    assert.match(await runCommand(app, "migrate status"), / \[x\] 0001_initial\n \[ \] 0002_more$/m);
    await runCommand(app, "migrate up");
    assert.deepEqual(await addedColumns(project), ["pages", "words"]);
  });

  test("fake waits for who migrates: what another process is applying isn't half applied", async () => {
    await using project = await halfApplied(kind);
    await using second = openDatabase(await kind.describe());
    const begun = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    globalThis.duringMigration = async () => {
      begun.resolve();
      await goesOn.promise;
    };
    const up = runCommand(project.app({ shop: [] }, undefined, second), "migrate up");
    await begun.promise;

    const fake = runCommand(project.app({ shop: [] }), "migrate fake", { module: "shop", migration: "0002" });
    await setTimeout(300);
    goesOn.resolve();
    const [said] = await Promise.all([fake, up]);
    globalThis.duringMigration = undefined;

    assert.match(said, /^Another process migrates this database.*\nNothing to record\.$/);
    assert.deepEqual(await addedColumns(project), ["pages", "words"]);
  });

  test("an operation that is done can't be changed in the file meanwhile, one behind it may be", async () => {
    await using project = await halfApplied(kind);
    const file = await project.read("shop", "0002_more.ts");
    // In folders of their own: a process imports a file once.
    const edited = async (text: string) => {
      const open = async () => openDatabase(await kind.describe());
      const copy = await migrationProject({ ...kind, open });
      await copy.write("shop", "0001_initial.ts", initialMigration);
      await copy.write("shop", "0002_more.ts", text);
      return copy;
    };

    await using other = await edited(file.replace(`"pages"`, `"sheets"`));
    await assert.rejects(runCommand(other.app({ shop: [] }), "migrate up"), {
      message:
        kind.dialect === "mysql"
          ? /^Migration shop\.0002_more failed at operation 1 \(Add field sheets to Book\): The operation was begun before, and did something else then: it ran ALTER TABLE .* ADD COLUMN `pages` [\s\S]*give its file back what it said/
          : /^Migration shop\.0002_more is half applied, and .*shop\/migrations\/0002_more\.ts was changed since: operation 1 was "Add field pages to Book", and is "Add field sheets to Book"\.\nGive the operations that are done back what they said/,
    });
    await using longer = await edited(file.replace(`"words"`, `"letters"`));
    await runCommand(longer.app({ shop: [] }), "migrate up");
    assert.deepEqual(await addedColumns(project), ["pages"]);
    assert.equal((await project.database.query("SELECT letters FROM shop_book")).length, 0);
  });
});
