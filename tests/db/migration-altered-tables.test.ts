import assert from "node:assert/strict";
import { forEachDatabase } from "./databases.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

/* Somebody changed a table by hand: the migration that meets it says so, and what the database should be. */

const initial = `import { createModel, migration } from "quintet/db";
export default migration({
  operations: [createModel("Book", { fields: { id: { type: "auto", primaryKey: true }, title: { type: "string", maxLength: 30 } } })],
});`;
const more = `import { addField, migration, renameField } from "quintet/db";
export default migration({
  dependsOn: [["shop", "0001_initial"]],
  operations: [addField("Book", "price", { type: "integer", default: 0 }), renameField("Book", "title", "heading")],
});`;

forEachDatabase((kind) => {
  if (kind.name === "SQLite in a file") return; // the same database
  const { test } = kind;

  async function failing(byHand: string, direction: "up" | "down" = "up"): Promise<string> {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", initial);
    await project.write("shop", "0002_more.ts", more);
    const app = project.app({ shop: [] });
    await runCommand(app, "migrate up", { module: "shop", ...(direction === "up" && { migration: "0001" }) });
    await project.database.execute(byHand);
    const run = runCommand(app, `migrate ${direction}`, { module: "shop" });
    return await run.then(
      () => assert.fail(`${byHand}: the migration should fail`),
      (error: Error) => error.message,
    );
  }

  test("a column that a migration adds is there already", async () => {
    const said = await failing("ALTER TABLE shop_book ADD COLUMN price integer");

    assert.match(said, /^Migration shop\.0002_more failed at operation 1 \(Add field price to Book\): /);
    assert.match(
      said,
      /The database isn't as the migrations before this one have made it:\n {2}shop_book: it has a column "price" already/,
    );
    assert.match(said, /Put it back as it was\. /);
  });

  test("a column that a migration renames has another name", async () => {
    const said = await failing("ALTER TABLE shop_book RENAME COLUMN title TO caption");

    assert.match(said, /failed at operation \d \(.*\): The database does not fit the models/);
    assert.match(said, /shop_book: .*title[\s\S]*shop_book: .*caption/);
    assert.doesNotMatch(said, /Run "quintet migrate up"/);
  });

  test("a table that a migration changes is gone", async () => {
    const said = await failing("DROP TABLE shop_book");

    assert.match(said, /\n {2}shop_book: there is no such table\n/);
  });

  test("what a migration undoes is gone already", async () => {
    const said = await failing("ALTER TABLE shop_book DROP COLUMN heading", "down");

    assert.match(said, /failed at operation \d [\s\S]*\n {2}shop_book: .*heading/);
  });
});
