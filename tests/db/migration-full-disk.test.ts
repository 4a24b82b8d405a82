import assert from "node:assert/strict";
import { test } from "node:test";
import { migrationProject, runCommand } from "./migration-project.ts";

/* A disk that is full in the middle of a migration: SQLite is told that its file may not grow. */

const initial = `import { createModel, migration } from "quintet/db";
export default migration({
  operations: [createModel("Book", { fields: { id: { type: "auto", primaryKey: true }, title: { type: "text" } } })],
});`;
const more = `import { addField, alterField, createModel, migration } from "quintet/db";
export default migration({
  dependsOn: [["shop", "0001_initial"]],
  operations: [
    createModel("Tag", { fields: { id: { type: "auto", primaryKey: true } } }),
    alterField("Book", "title", { type: "text", nullable: true }),
    addField("Book", "pages", { type: "integer" }, { fill: 1 }),
  ],
});`;

test("a full disk leaves nothing of a migration behind, and with room it goes on", async () => {
  await using project = await migrationProject();
  await project.write("shop", "0001_initial.ts", initial);
  await project.write("shop", "0002_more.ts", more);
  const app = project.app({ shop: [] });
  await runCommand(app, "migrate up", { module: "shop", migration: "0001" });
  await project.database.execute(
    "INSERT INTO shop_book (title) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT printf('%.*c', 1000, 'x') FROM n",
  );
  const before = await project.schema();
  const [[pages]] = (await project.database.query("PRAGMA page_count")) as [[number]];

  await project.database.execute(`PRAGMA max_page_count = ${pages + 8}`); // too few for a second copy of the table
  await assert.rejects(runCommand(app, "migrate up"), {
    message: /^Migration shop\.0002_more failed at operation 2 \(Alter field title on Book\): .*full/,
  });

  assert.deepEqual(await project.schema(), before);
  assert.equal(Number((await project.database.query("SELECT count(*) FROM shop_book"))[0]![0]), 200);
  assert.match(await runCommand(app, "migrate status"), /\[ \] 0002_more/);

  await project.database.execute("PRAGMA max_page_count = 1000000");
  await runCommand(app, "migrate up");
  assert.equal(Number((await project.database.query("SELECT sum(pages) FROM shop_book"))[0]![0]), 200);
});
