import assert from "node:assert/strict";
import { createTables, integer, Model, type ModelClass, registerModels, string } from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { coveredKinds, everyKind, sortedKinds } from "./introspect/every-kind.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

/** The models whose tables a kind of database keeps in full. */
export function keptBy(dialect: string): readonly ModelClass[] {
  if (dialect === "mysql") return everyKind;
  return dialect === "sqlite"
    ? [...everyKind, ...sortedKinds]
    : [...everyKind, ...sortedKinds, ...coveredKinds];
}

registerModels("library", [...everyKind, ...sortedKinds, ...coveredKinds]);

forEachDatabase((kind) => {
  const { test, dialect } = kind;

  test("tables that are there and are the same are taken over by the first migration", async () => {
    await using project = await migrationProject(kind);
    const models = keptBy(dialect);
    await createTables(project.database, models);
    const before = await project.schema();
    const app = project.app({ library: models });
    await runCommand(app, "migrate make");

    const printed = await runCommand(app, "migrate up");

    assert.match(printed, /was there already, and is the same: library_author/);
    assert.deepEqual(await project.schema(), before);
    assert.match(await runCommand(app, "migrate make"), /No changes/);
    assert.match(await runCommand(app, "migrate up"), /Nothing to apply/);
  });

  test("tables that are there and differ stop the first migration, with what differs", async () => {
    class Note extends Model({ title: string({ maxLength: 100, unique: true }), size: integer() }) {}
    await using project = await migrationProject(kind);
    const app = project.app({ library: [Note] });
    await runCommand(app, "migrate make");
    await project.database.execute(
      "CREATE TABLE library_note (id integer PRIMARY KEY, title varchar(90) NULL, other integer NOT NULL)",
    );

    await assert.rejects(runCommand(app, "migrate up"), (error: Error) => {
      assert.match(error.message, /it has no column "size"/);
      assert.match(error.message, /its column "title" holds 90 characters, and the model's field 100/);
      assert.match(error.message, /its column "title" may be null, and the model says otherwise/);
      assert.match(error.message, /its column "title" is not unique/);
      assert.match(error.message, /it has a column "other" that no field is for/);
      return true;
    });
    assert.match(await runCommand(app, "migrate status"), /\[ \] 0001_initial/);
  });
});
