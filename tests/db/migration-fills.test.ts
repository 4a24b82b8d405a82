import assert from "node:assert/strict";
import { test as plainTest } from "node:test";
import { datetime, integer, Model, string, text, uuid } from "quintet/db";
import { isRandomFill } from "../../src/db/schema/random-fill.ts";
import { forEachDatabase, type TestDatabase } from "./databases.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

/* What rows that are there get in fields whose default can't say it: a value of their own, or another moment than now. */

const title = () => string({ maxLength: 50 });

/** A project with three notes, and the app with another model of the same name. */
async function withNotes(kind?: TestDatabase) {
  const project = await migrationProject(kind);
  class Note extends Model({ title: title() }) {}
  const app = project.app({ notes: [Note] });
  await runCommand(app, "migrate make");
  await runCommand(app, "migrate up");
  await project.database.execute("INSERT INTO notes_note (title) VALUES ('Tea'), ('Cake'), ('Jam')");
  return project;
}

class WithKeys extends Model({
  title: title(),
  token: uuid({ unique: true, default: "v4" }),
  made: uuid({ unique: true, default: () => "00000000-0000-4000-8000-000000000000" }),
  code: string({ maxLength: 32, unique: true, default: "" }),
  long: text({ default: () => "made in code" }),
}) {}
const Note = Object.defineProperty(WithKeys, "name", { value: "Note" });

forEachDatabase((kind) => {
  if (kind.name === "SQLite in a file") return; // the same, only slower
  const { test } = kind;

  test("each row gets a value of its own in unique fields, up and down and up again", async () => {
    await using project = await withNotes(kind);
    const app = project.app({ notes: [Note] });
    const fill = ["Note.made=v4", "notes.Note.code=random", "Note.long=none"];

    const made = await runCommand(app, "migrate make", {}, { fill });
    await runCommand(app, "migrate up");

    assert.match(made, /\+ Add field code to Note/);
    const file = await project.read("notes", (await project.files("notes")).at(-1)!);
    assert.match(file, /"code",\s[^)]*\{ fill: \{ random: true \} \}/);
    const rows = await project.database.query(
      "SELECT token, made, code, long FROM notes_note".replace(
        "long",
        kind.dialect === "mysql" ? "`long`" : '"long"',
      ),
    );
    for (const column of [0, 1, 2]) {
      const values = new Set(rows.map((row) => String(row[column])));
      assert.equal(values.size, 3);
      for (const value of values) assert.match(value.replaceAll("-", ""), /^[0-9a-f]{32}$/);
    }
    assert.deepEqual(
      rows.map((row) => row[3]),
      ["none", "none", "none"],
    );
    await runCommand(app, "migrate down", { module: "notes" });
    await runCommand(app, "migrate up");
  });

  test("a field that was null gets random texts as well when it becomes required", async () => {
    await using project = await withNotes(kind);
    const nullable = class extends Model({
      title: title(),
      code: string({ maxLength: 40, unique: true, nullable: true }),
    }) {};
    const required = class extends Model({
      title: title(),
      code: string({ maxLength: 40, unique: true }),
    }) {};
    const appOf = (model: typeof nullable | typeof required) =>
      project.app({ notes: [Object.defineProperty(model, "name", { value: "Note" })] });
    await runCommand(appOf(nullable), "migrate make");
    await runCommand(appOf(nullable), "migrate up");

    await runCommand(appOf(required), "migrate make", {}, { fill: ["Note.code=random"] });
    await runCommand(appOf(required), "migrate up");

    const codes = (await project.database.query("SELECT code FROM notes_note")).flat().map(String);
    assert.equal(new Set(codes).size, 3);
    for (const code of codes) assert.match(code, /^[0-9a-f]{32}$/);
  });

  test("rows that are there get another moment than that of the migration where one is given", async () => {
    await using project = await withNotes(kind);
    const dated = class extends Model({ title: title(), createdAt: datetime({ default: "now" }) }) {};
    const app = project.app({ notes: [Object.defineProperty(dated, "name", { value: "Note" })] });

    await runCommand(app, "migrate make", {}, { fill: ["Note.createdAt=2020-05-17T10:00:00Z"] });
    await runCommand(app, "migrate up");

    const years = await project.database.query("SELECT created_at FROM notes_note");
    for (const [moment] of years) assert.match(new Date(moment as string).toISOString(), /^2020-05-17/);
  });
});

/** What `make` says of a model that adds one field to notes. */
async function saidOf(field: Parameters<typeof Model>[0], options = {}, answers?: Record<string, string>) {
  await using project = await withNotes();
  const model = class extends Model({ title: title(), ...field }) {};
  const app = project.app({ notes: [Object.defineProperty(model, "name", { value: "Note" })] });
  return await runCommand(app, "migrate make", {}, { dryRun: true, ...options }, answers);
}

plainTest("a unique field is not filled with one value for all rows", async () => {
  await assert.rejects(saidOf({ code: string({ maxLength: 40, unique: true, default: "" }) }), {
    code: "db.migration-question",
    message:
      "Note.code is new and unique, and its default would be the same in all rows: what do the rows get that are there?\nSay it with --fill Note.code=random, or make it nullable.",
  });
  await assert.rejects(saidOf({ code: text({ unique: true }) }, { fill: ["Note.code=x"] }), {
    message:
      "--fill Note.code=x: It is unique, so each row needs a value of its own: random, for 32 digits in each.",
  });
  await assert.rejects(saidOf({ token: uuid({ unique: true }) }), {
    message: /Say it with --fill Note\.token=v4, or make it nullable\.$/,
  });
  await assert.rejects(saidOf({ number: integer({ unique: true }) }), {
    message:
      "Note.number is new, takes no null and has no default that a file can hold: what do the rows get that are there?\nSay it with --fill Note.number=<value>, or make it nullable.\nIt is unique, so one value is enough for one row only. For more, make it nullable, fill it with code (quintet migrate make notes --empty --with Note), and then make it required.",
  });
});

plainTest("a person is offered what works", async () => {
  const question = "Note.code is new and unique, and its default would be the same in all rows. Value";
  assert.match(
    await saidOf(
      { code: string({ maxLength: 40, unique: true, default: "" }) },
      {},
      { [question]: "random" },
    ),
    /fill: \{ random: true \}/,
  );
  const moment =
    "Note.at is new, and its default would say that all rows are from the moment of the migration.";
  assert.doesNotMatch(await saidOf({ at: datetime({ default: "now" }) }, {}, { [moment]: "now" }), /fill/);
  assert.match(
    await saidOf({ at: datetime({ default: "now" }) }, {}, { [moment]: "2001-02-03T04:05:06Z" }),
    /fill: "2001-02-03T04:05:06Z"/,
  );
});

plainTest("where nobody is asked, rows get the present moment, and that is told", async () => {
  assert.match(
    await saidOf({ at: datetime({ default: "now" }) }),
    /^warning: Note\.at is new, and its default would say that all rows are from the moment of the migration\. Another one: --fill Note\.at=2026-01-31T12:00:00Z\n/,
  );
  assert.doesNotMatch(await saidOf({ at: datetime({ default: "now", nullable: true }) }), /warning/);
});

plainTest("only what is said to be random is, and only where there is room", () => {
  assert.equal(isRandomFill({ random: true }, { type: "json" }), false);
  assert.equal(isRandomFill({ random: true }, { type: "string", maxLength: 31 }), false);
  assert.equal(isRandomFill("v4", { type: "text" }), false);
  assert.equal(isRandomFill({ random: true }, { type: "text" }), true);
});
