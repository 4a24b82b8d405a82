import assert from "node:assert/strict";
import { forEachDatabase, type TestDatabase } from "./databases.ts";
import { initialMigration } from "./interrupted-migration.ts";
import { type MigrationProject, migrationProject, runCommand } from "./migration-project.ts";

/*
 * Code of a migration with models is one transaction, whatever becomes of the migration around it: what a crash leaves of
 * it is nothing, and it is not done twice.
 */

/** Code that makes two rows, between changes of a table; something happens after each row. */
const migrationWithCode = (
  options: string,
) => `import { addField, migration, Model, runCode, string } from "quintet/db";
class Book extends Model({ title: string({ maxLength: 1000 }) }) {}
export default migration({
  dependsOn: [["shop", "0001_initial"]],
  ${options}
  operations: [
    addField("Book", "pages", { type: "integer", nullable: true }),
    runCode({
      models: { Book },
      async forward(database) {
        for (const title of ["Summer", "Winter"]) {
          await Book.create({ title });
          await globalThis.duringMigration?.(database);
        }
      },
      async backward(database) {
        for (const title of ["Winter", "Summer"]) {
          await Book.where({ title }).delete();
          await globalThis.duringMigration?.(database);
        }
      },
    }),
    addField("Book", "words", { type: "integer", nullable: true }),
  ],
});`;

async function project(kind: TestDatabase, options: string): Promise<MigrationProject> {
  const made = await migrationProject(kind);
  await made.write("shop", "0001_initial.ts", initialMigration);
  await made.write("shop", "0002_code.ts", migrationWithCode(options));
  await runCommand(made.app({ shop: [] }), "migrate up", { module: "shop", migration: "0001" });
  return made;
}

async function titles({ database }: MigrationProject): Promise<readonly unknown[]> {
  return (await database.query("SELECT title FROM shop_book ORDER BY id")).flat();
}

/** What stands for a crash: the server ends the connection, or, on SQLite, which has none, the code fails. */
const crashes: Readonly<Record<TestDatabase["dialect"], typeof globalThis.duringMigration>> = {
  sqlite: async () => {
    throw new Error("the code has a mistake");
  },
  postgres: async (database) => {
    const [[own] = []] = await database.query("SELECT pg_backend_pid()");
    await database.query(`SELECT pg_terminate_backend(${own})`);
  },
  mysql: async (database) => {
    const [[own] = []] = await database.query("SELECT CONNECTION_ID()");
    await database.query(`KILL ${own}`);
  },
};

/** Lets the migration crash behind the first row, once. */
function crashOnce(kind: TestDatabase): void {
  globalThis.duringMigration = async (database) => {
    globalThis.duringMigration = undefined;
    await crashes[kind.dialect]!(database);
  };
}

forEachDatabase((kind) => {
  if (kind.name === "SQLite in memory") return; // its migrations would be gone with the connection
  const { test } = kind;

  for (const options of ["", "transaction: false,"])
    test(`code that is stopped in its middle leaves no row, and runs once (${options || "in a transaction"})`, async () => {
      await using shop = await project(kind, options);
      const app = shop.app({ shop: [] });
      const isInSteps = options !== "" || kind.dialect === "mysql";

      crashOnce(kind);
      await assert.rejects(runCommand(app, "migrate up"), /Run code/);
      assert.deepEqual(await titles(shop), []);
      assert.match(
        await runCommand(app, "migrate status"),
        isInSteps ? /\[~\] 0002_code/ : /\[ \] 0002_code/,
      );
      await runCommand(app, "migrate up");
      assert.deepEqual(await titles(shop), ["Summer", "Winter"]);

      crashOnce(kind);
      await assert.rejects(runCommand(app, "migrate down", { module: "shop" }), /Run code/);
      assert.deepEqual(await titles(shop), ["Summer", "Winter"]);
      await runCommand(app, "migrate down", { module: "shop" });
      assert.deepEqual(await titles(shop), []);
      assert.match(await runCommand(app, "migrate status"), /\[x\] 0001_initial\n \[ \] 0002_code/);
    });

  test("code with models changes no tables where that would end its transaction", async () => {
    await using shop = await project(kind, "");
    const app = shop.app({ shop: [] });
    globalThis.duringMigration = async (database) => {
      globalThis.duringMigration = undefined;
      await database.query("/* of the code */ CREATE TABLE shop_more (id integer)");
    };

    const up = runCommand(app, "migrate up");

    if (kind.dialect === "mysql") {
      await assert.rejects(up, {
        code: "db.migration-failed",
        message:
          /operation 2 \(Run code\): Code with models changes rows in one transaction, and MariaDB and MySQL would end it with: \/\* of the code \*\/ CREATE TABLE shop_more \(id integer\)\nChange the table in an operation of its own, before or after the code: an operation on models, or runSql\(\)\./,
      });
      assert.deepEqual(await titles(shop), []);
      await runCommand(app, "migrate up");
    } else await up;
    assert.deepEqual(await titles(shop), ["Summer", "Winter"]);
  });
});
