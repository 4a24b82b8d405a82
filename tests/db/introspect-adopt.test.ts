import assert from "node:assert/strict";
import {
  belongsTo,
  choice,
  createTables,
  evolve,
  integer,
  Model,
  type ModelClass,
  migrateAppUp,
  registerModels,
  string,
} from "quintet/db";
import { modelsState } from "../../src/db/schema/models-state.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { forEachDatabase } from "./databases.ts";
import { coveredKinds, everyKind, sortedKinds } from "./introspect/every-kind.ts";
import { introspect, writtenModels } from "./introspect/introspected-project.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

/** The models whose tables a kind of database keeps in full. */
export function keptBy(dialect: string): readonly ModelClass[] {
  if (dialect === "mysql") return everyKind;
  return dialect === "sqlite"
    ? [...everyKind, ...sortedKinds]
    : [...everyKind, ...sortedKinds, ...coveredKinds];
}

class Person extends Model({
  name: string({ maxLength: 40 }),
  get favourite() {
    return belongsTo(() => Volume, { nullable: true });
  },
}) {}
class Volume extends Model({
  get writer() {
    return belongsTo(() => Person);
  },
}) {}

class Song extends Model({ mood: choice(["sad", "fine"], { columnType: { postgres: "mood" } }) }) {}

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

  /** Two modules that refer to each other, so that the one begins with two migrations, and the other between them. */
  async function circle() {
    const project = await migrationProject(kind);
    const app = project.app({ people: [Person], books: [Volume] });
    await createTables(project.database, [Person, Volume]);
    await runCommand(app, "migrate make");
    return { project, app, before: await project.schema() };
  }

  test("tables that several migrations take over are still taken over after a run that was ended between them", async () => {
    const { project, app, before } = await circle();
    await using _ = project;
    assert.deepEqual(await project.files("books"), ["0001_initial.ts", "0002_initial.ts"]);
    const ended = new Error("The power is off.");
    const starts = ({ module }: { module: string }) => {
      if (module === "people") throw ended;
    };
    await assert.rejects(migrateAppUp(app, { report: { starts, ends() {} } }), ended);
    assert.match(await runCommand(app, "migrate status"), /\[x\] 0001_initial[\s\S]*\[ \] 0002_initial/);

    await runCommand(app, "migrate up");

    assert.deepEqual(await project.schema(), before);
    assert.match(await runCommand(app, "migrate make"), /No changes/);
    assert.match(await runCommand(app, "migrate up"), /Nothing to apply/);
  });

  test("a target in the middle of what is taken over doesn't end it", async () => {
    const { project, app, before } = await circle();
    await using _ = project;
    await runCommand(app, "migrate to", { module: "books", migration: "0001" });

    await runCommand(app, "migrate up");

    assert.deepEqual(await project.schema(), before);
  });

  test("what was to be taken over and is gone meanwhile is made", async () => {
    const { project, app, before } = await circle();
    await using _ = project;
    await runCommand(app, "migrate to", { module: "books", migration: "0001" });
    const state = modelsState([Person, Volume]);
    const volume = state.get("books.Volume");
    const { writer: _writer, ...fields } = volume.fields;
    await withSchemaSession(project.database, (session) =>
      session.exclusively((editor) => evolve(editor, state, state.with({ ...volume, fields }))),
    );

    await runCommand(app, "migrate up");

    assert.deepEqual(await project.schema(), before);
  });

  // Only PostgreSQL has types that are made apart.
  if (dialect === "postgres")
    test("sequences may be made by a first migration that takes tables over", async () => {
      await using project = await migrationProject(kind);
      await project.database.script(
        "CREATE SEQUENCE numbers; CREATE TABLE library_ticket (id integer PRIMARY KEY DEFAULT nextval('numbers'))",
      );
      await introspect(project, { module: "library" });
      const models = await writtenModels(project, "library");
      const app = project.app({ library: Object.values(models) });
      await runCommand(app, "migrate make");
      const made = await project.read("library", "0001_initial.ts");
      const text = made
        .replace("createModel, migration", "createModel, migration, runSql")
        .replace("operations: [", `operations: [runSql("CREATE SEQUENCE numbers", "DROP SEQUENCE numbers"),`);
      await project.write("library", "0001_initial.ts", text);

      assert.match(await runCommand(app, "migrate up"), /was there already, and is the same: library_ticket/);
      await runCommand(app, "migrate down", { module: "library", migration: "zero" });
      await runCommand(app, "migrate up"); // where nothing is there, the sequence is made

      await project.database.execute("INSERT INTO library_ticket DEFAULT VALUES");
    });

  if (dialect === "postgres")
    test("types may be made by a first migration that takes tables over", async () => {
      await using project = await migrationProject(kind);
      await project.database.script(
        "CREATE TYPE mood AS ENUM ('sad', 'fine'); CREATE TABLE library_song (id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, mood mood NOT NULL)",
      );
      const app = project.app({ library: [Song] });
      await runCommand(app, "migrate make");
      const made = await project.read("library", "0001_initial.ts");
      const text = made
        .replace("createModel, migration", "createModel, migration, runSql")
        .replace(
          "operations: [",
          `operations: [\n    runSql("CREATE TYPE mood AS ENUM ('sad', 'fine')", "DROP TYPE mood"),`,
        );
      await project.write("library", "0001_initial.ts", text);

      assert.match(await runCommand(app, "migrate up"), /was there already, and is the same: library_song/);
      assert.match(await runCommand(app, "migrate make"), /No changes/);
      await runCommand(app, "migrate down", { module: "library", migration: "zero" });
      await runCommand(app, "migrate up"); // where nothing is there, the type is made

      await Song.create({ mood: "sad" });
    });
});
