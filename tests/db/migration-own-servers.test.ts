import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "quintet/db";
import type { TestDatabase } from "./databases.ts";
import { initialMigration, interruptedMigration } from "./interrupted-migration.ts";
import { type MigrationProject, migrationProject, runCommand } from "./migration-project.ts";
import {
  type OwnServer,
  ownMariadbSkip,
  ownPostgresSkip,
  smallDiskSkip,
  startMariadb,
  startPostgres,
} from "./own-servers.ts";

/*
 * What can't be done to a server that others use: its disk is full, it crashes in the middle of a migration, it only takes
 * reads. Each kind of server is started once.
 */

const id = `id: { type: "auto", primaryKey: true }`;
/** Its second operation writes the table anew. */
const larger = `import { alterField, createModel, migration } from "quintet/db";
export default migration({
  dependsOn: [["shop", "0001_initial"]],
  operations: [createModel("Tag", { fields: { ${id} } }), alterField("Book", "id", { type: "bigAuto", primaryKey: true })],
});`;

/** A project on a database of a server, whose first migration is applied. */
async function startedProject(
  server: OwnServer,
  database: string,
  second: string,
): Promise<MigrationProject> {
  const open = async () => openDatabase(server.describe(database));
  const project = await migrationProject({ open } as TestDatabase); // of a kind of database it only opens one
  await project.write("shop", "0001_initial.ts", initialMigration);
  await project.write("shop", "0002_more.ts", second);
  await runCommand(project.app({ shop: [] }), "migrate up", { module: "shop", migration: "0001" });
  return project;
}

async function failing(project: MigrationProject): Promise<string> {
  return runCommand(project.app({ shop: [] }), "migrate up").then(
    () => assert.fail("it should fail"),
    (error: Error) => error.message,
  );
}

test("PostgreSQL: a full disk, a crash and a standby", { skip: ownPostgresSkip }, async (t) => {
  await using server = await startPostgres();
  await server.run("CREATE DATABASE full_disk", "CREATE DATABASE crash");

  await t.test(
    "a full disk leaves nothing of a migration, and tells how much room it takes",
    { skip: smallDiskSkip },
    async () => {
      const disk = await server.smallDisk("small");
      await server.run(
        `CREATE TABLESPACE small LOCATION '${join(server.folder, "small")}'`,
        "ALTER DATABASE full_disk SET default_tablespace TO small",
      );
      await using project = await startedProject(server, "full_disk", larger);
      await project.database.execute(
        "INSERT INTO shop_book (title) SELECT repeat('x', 900) FROM generate_series(1, 2000)",
      );
      const before = await project.schema();
      await disk.fill(1000);

      const said = await failing(project);

      assert.match(
        said,
        /^Migration shop\.0002_more failed at operation 2 \(Alter field id on Book\): PostgreSQL: .*No space left on device/,
      );
      assert.match(
        said,
        /\n"shop_book" takes \d+ kB; a table that is written anew is there twice until the end\./,
      );
      assert.match(
        said,
        /\nNothing of it was done\. Once the reason is gone, run it again: quintet migrate up$/,
      );
      assert.deepEqual(await project.schema(), before);
      assert.deepEqual(await project.database.query("SELECT count(*)::int FROM shop_book"), [[2000]]);

      await disk.makeRoom();
      await runCommand(project.app({ shop: [] }), "migrate up");
      assert.deepEqual(await project.database.query("SELECT count(*)::int FROM shop_book"), [[2000]]);
    },
  );

  await t.test("a server that crashes in the middle is told, and the next run goes on", async () => {
    await using project = await startedProject(server, "crash", interruptedMigration());
    globalThis.duringMigration = async () => {
      globalThis.duringMigration = undefined;
      await server.crash();
    };

    const said = await failing(project);

    assert.match(
      said,
      /^Migration shop\.0002_more failed at operation 2 \(Run code\): .*the connection was lost/,
    );
    assert.match(said, /\nIt is one transaction: all of it is done, or nothing\. /);
    assert.match(await runCommand(project.app({ shop: [] }), "migrate status"), /\[ \] 0002_more/);
    assert.match(await runCommand(project.app({ shop: [] }), "migrate up"), /1 migration applied/);
    await runCommand(project.app({ shop: [] }), "migrate down", { module: "shop" });
  });

  await t.test("a standby is told to be one", async () => {
    await writeFile(join(server.folder, "data", "standby.signal"), "");
    await server.restart();
    await using project = await startedProject(server, "crash", interruptedMigration());

    const said = await failing(project);

    assert.match(said, /operation 1 \(Add field pages to Book\): PostgreSQL can only be read: /);
    assert.match(
      said,
      /\nThe server is a standby, which follows another one: migrate with the address of its primary/,
    );
  });
});

test("MariaDB: a full disk, a crash and a replica", { skip: ownMariadbSkip }, async (t) => {
  await using server = await startMariadb();
  await server.run("CREATE DATABASE full_disk", "CREATE DATABASE crash");

  await t.test(
    "a full disk stops a migration between two steps, and it goes on or back from there",
    { skip: smallDiskSkip },
    async () => {
      const disk = await server.smallDisk("data/full_disk"); // the folder of the database
      await server.run("ALTER DATABASE full_disk CHARACTER SET utf8mb4");
      await using project = await startedProject(server, "full_disk", larger);
      const count = () => project.database.query("SELECT count(*) FROM shop_book");
      // Few enough to stay below the size from which InnoDB takes megabytes at once.
      await project.database.execute("INSERT INTO shop_book (title) VALUES ('x')");
      await project.database.execute(
        "INSERT INTO shop_book (title) SELECT repeat('x', 900) FROM seq_2_to_300",
      );
      await disk.fill(300);

      const said = await failing(project);

      assert.match(
        said,
        /^Migration shop\.0002_more failed at operation 2 \(Alter field id on Book\): MariaDB\/MySQL .*full/,
      );
      assert.match(said, /\nThere is no room left where the database is stored\./);
      assert.match(
        said,
        /done and stay:\n {2}CREATE TABLE `shop_tag` [\s\S]*quintet migrate up goes on behind them/,
      );
      assert.match(
        await runCommand(project.app({ shop: [] }), "migrate status"),
        /\[~\] 0002_more \(half applied: 1 operation is done; /,
      );
      assert.deepEqual(await count(), [[300]]);

      // The way back needs no room, and nothing has to be finished for it.
      assert.match(
        await runCommand(project.app({ shop: [] }), "migrate down", { module: "shop" }),
        /shop\.0002_more .*\n1 migration undone/,
      );
      assert.match(await failing(project), /operation 2 \(Alter field id on Book\)/);
      await disk.makeRoom();
      await runCommand(project.app({ shop: [] }), "migrate up");
      assert.deepEqual(await count(), [[300]]);
    },
  );

  await t.test("a server that crashes in the middle is told, and the next run goes on", async () => {
    await using project = await startedProject(server, "crash", interruptedMigration());
    globalThis.duringMigration = async () => {
      globalThis.duringMigration = undefined;
      await server.crash();
    };

    const said = await failing(project);

    assert.match(
      said,
      /^Migration shop\.0002_more failed at operation 2 \(Run code\): .*the connection was lost/,
    );
    assert.match(said, /done and stay:\n {2}ALTER TABLE `shop_book` ADD COLUMN `pages` /);
    assert.match(
      await runCommand(project.app({ shop: [] }), "migrate status"),
      /\[~\] 0002_more \(half applied: /,
    );
    assert.match(await runCommand(project.app({ shop: [] }), "migrate up"), /1 migration applied/);
    await runCommand(project.app({ shop: [] }), "migrate down", { module: "shop" });
  });

  await t.test("a server that is set to be read is told to be", async () => {
    await server.run(
      "CREATE USER app@localhost",
      "GRANT ALL ON crash.* TO app@localhost",
      "SET GLOBAL read_only = 1",
    );
    await using project = await startedProject(server, "crash", interruptedMigration());
    await using database = openDatabase(server.describe("crash", "app"));
    const app = project.app({ shop: [] }, undefined, database);

    await assert.rejects(runCommand(app, "migrate up"), {
      message:
        /^Migration shop\.0002_more failed.*can only be read: .*--read-only[\s\S]*\nThe server is set to "read_only", as replicas are: /,
    });
    assert.match(
      await runCommand(app, "migrate up", { module: "shop", migration: "0001" }),
      /Nothing to apply/,
    );
  });
});
