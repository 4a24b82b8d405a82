import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { test } from "node:test";
import { forEachDatabase } from "./databases.ts";
import { configure, quintet } from "./migration-command-line.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

/* `quintet migrate` as processes: what a person reads at the terminal, and several of them at once. */

const initial = `import { createModel, migration, runSql } from "quintet/db";
export default migration({
  operations: [
    createModel("Book", { fields: { id: { type: "auto", primaryKey: true }, title: { type: "string", maxLength: 30 } } }),
    runSql("INSERT INTO shop_book (title) VALUES ('Tea')", ""),
  ],
});`;
const more = `import { addField, migration, runSql } from "quintet/db";
export default migration({
  dependsOn: [["shop", "0001_initial"]],
  operations: [
    addField("Book", "pages", { type: "integer" }, { fill: 1 }),
    runSql("INSERT INTO shop_book (title, pages) VALUES ('Salt', 2)", "DELETE FROM shop_book WHERE title = 'Salt'"),
  ],
});`;

forEachDatabase((kind) => {
  if (kind.name === "SQLite in memory") return;

  kind.test("of eight commands at once, one migrates, and the others find the work done", async () => {
    await using project = await migrationProject(kind);
    await configure(project, await kind.describe());
    await project.write("shop", "0001_initial.ts", initial);
    await project.write("shop", "0002_more.ts", more);

    const ends = await Promise.all(Array.from({ length: 8 }, () => quintet(project, ["migrate", "up"])));

    assert.deepEqual(
      ends.map(({ code, errors }) => [code, errors.replace(/^\s*! The models have changes[\s\S]*/, "")]),
      Array(8).fill([0, ""]),
    );
    const waited =
      /^Another process migrates this database( \(process \d+ on .+, since \S+Z\))?\. Waiting for it\.\n/;
    const said = ends.map(({ output }) => output.replace(waited, "")).toSorted();
    assert.deepEqual(said, [
      "  shop.0001_initial (… ms)\n  shop.0002_more (… ms)\n✔ 2 migrations applied.\n",
      ...Array(7).fill("✔ Nothing to apply.\n"),
    ]);
    assert.deepEqual(
      await project.database.query("SELECT module, name FROM quintet_migrations ORDER BY id"),
      [
        ["shop", "0001_initial"],
        ["shop", "0002_more"],
      ],
    );
    assert.deepEqual(await project.database.query("SELECT title, pages FROM shop_book ORDER BY id"), [
      ["Tea", 1],
      ["Salt", 2],
    ]);
  });
});

test("what is wrong with a file is told with its line, and the command fails", async () => {
  await using project = await migrationProject();
  await configure(project);
  await project.write("shop", "0001_initial.ts", initial.replace(`"string"`, `"strin"`));

  const { code, output, errors } = await quintet(project, ["migrate", "up"]);

  assert.equal(code, 1);
  assert.equal(output, "");
  assert.match(
    errors,
    /^✖ shop\/migrations\/0001_initial\.ts:4:5: createModel\(\): .*"strin"\. Did you mean "string"\?.*\n {4}2 .*\n {4}3 .*\n {2}> 4 \| {5}createModel/,
  );
});

test("a migration that fails is told with its file, and what was applied before it stays told", async () => {
  await using project = await migrationProject();
  await configure(project);
  await project.write("shop", "0001_initial.ts", initial);
  await project.write("shop", "0002_more.ts", more.replace(", { fill: 1 }", ""));

  const { code, output, errors } = await quintet(project, ["migrate", "up"]);

  assert.equal(code, 1);
  assert.equal(output, "  shop.0001_initial (… ms)\n");
  assert.equal(
    errors,
    `✖ Migration shop.0002_more failed at operation 1 (Add field pages to Book): Rows that are there have no value for the column "pages", which takes no null.
Give the field a default, or say what they get: addField(…, { fill }).
It stands in shop/migrations/0002_more.ts.
Nothing of it was done. Once the reason is gone, run it again: quintet migrate up
`,
  );
});

test("a file of SQLite that may not be written is told, with whom to let write it", {
  skip: process.getuid === undefined,
}, async () => {
  await using project = await migrationProject();
  await configure(project);
  await project.write("shop", "0001_initial.ts", initial);
  await project.write("shop", "0002_more.ts", more);
  await runCommand(project.app({ shop: [] }), "migrate up", { module: "shop", migration: "0001" });
  const isRoot = process.getuid!() === 0;
  const nobody = 65_534;
  await chmod(project.folder, isRoot ? 0o777 : 0o755);
  await chmod(project.file, 0o444);

  const refused = await quintet(project, ["migrate", "up"], isRoot ? { uid: nobody } : {});

  const user = isRoot ? nobody : process.getuid!();
  assert.equal(refused.code, 1);
  assert.match(
    refused.errors,
    new RegExp(
      `^✖ Migration shop\\.0002_more failed at operation 1 .*: SQLite can only be read: [\\s\\S]*\\nLet user ${user}, as which this process runs, write .*db\\.sqlite3, and make files beside it: `,
    ),
  );
});
