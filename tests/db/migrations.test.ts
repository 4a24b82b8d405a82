import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { Decimal } from "decimal.js";
import {
  belongsTo,
  boolean,
  check,
  choice,
  date,
  datetime,
  decimal,
  index,
  integer,
  json,
  Model,
  manyToMany,
  migrateAppDown,
  migrateAppTo,
  migrateAppUp,
  migrated,
  migrating,
  modelChangesWithoutMigration,
  pendingMigrations,
  slug,
  string,
  text,
  unique,
  uuid,
} from "quintet/db";
import { admin } from "../../src/admin/admin-module.ts";
import { builtInModules } from "../../src/app/built-in-modules.ts";
import { auth } from "../../src/auth/auth-module.ts";
import { contentTypes } from "../../src/contenttypes/content-types-module.ts";
import { loadMigrationGraph } from "../../src/db/migrations/files/migration-files.ts";
import { modelsState } from "../../src/db/schema/models-state.ts";
import { rateLimitTable } from "../../src/security/rate-limits/rate-limits-module.ts";
import { sessions } from "../../src/sessions/sessions-module.ts";
import { databaseSchema } from "./database-schema.ts";
import { forEachDatabase, type TestDatabase } from "./databases.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

class Author extends Model({
  name: string({ maxLength: 100 }),
  bornOn: date({ nullable: true }),
  get mentor() {
    return belongsTo(() => Author, { nullable: true, onDelete: "setNull" });
  },
}) {}

class Tag extends Model({ slug: slug({ unique: true }) }) {}

class Book extends Model({
  title: string({ maxLength: 200 }),
  status: choice(["draft", "published"], { default: "draft" }),
  price: decimal({ digits: 8, places: 2, default: "0.00" }),
  pages: integer({ positive: true, nullable: true }),
  isRare: boolean({ default: false }),
  notes: text({ optional: true }),
  extra: json({ default: { seen: [1, 2] } }),
  key: uuid({ default: "v4", unique: true }),
  createdAt: datetime({ default: "now" }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
  get tags() {
    return manyToMany(() => Tag);
  },
}) {
  static override meta() {
    return this.options({
      constraints: (book) => [
        check("price_positive", book.price.gte(new Decimal(0))),
        check("titled", book.title.ne("").or(book.notes.startsWith("it's"))),
        unique(book.author, book.title),
      ],
      indexes: (book) => [
        index(book.createdAt.desc()),
        index(book.pages).where(book.isRare.eq(true)).named("rare"),
      ],
    });
  }
}

const shopModels = [Author, Tag, Book];

forEachDatabase((kind) => {
  const { test } = kind;

  test("what make writes and up applies is what the models describe", async () => {
    await using project = await migrationProject(kind);
    const app = project.app({ shop: shopModels });

    const made = await runCommand(app, "migrate make");
    const applied = await runCommand(app, "migrate up");

    assert.match(made, /shop: .*0001_initial\.ts\n {2}\+ Create model [\s\S]*\+ Create model Author\n/);
    assert.match(applied, /^ {2}shop\.0001_initial \(\d+ m?s\)\n1 migration applied\.$/);
    const schema = await project.schema();
    await using fresh = await kind.open(shopModels);
    assert.deepEqual(schema, await databaseSchema(fresh));
  });

  test("a second make finds nothing, and --check agrees", async () => {
    await using project = await migrationProject(kind);
    const app = project.app({ shop: shopModels });

    await assert.rejects(runCommand(app, "migrate make", {}, { check: true }), {
      message:
        /changes without a migration\.\nshop:\n {2}\+ Create model Tag\n {2}\+ Create model Author[\s\S]*quintet migrate make$/,
    });
    await runCommand(app, "migrate make");

    assert.match(await runCommand(app, "migrate make"), /^No changes/);
    assert.match(await runCommand(app, "migrate make", {}, { check: true }), /no changes/);
    assert.deepEqual(await project.files("shop"), ["0001_initial.ts"]);
  });

  test("a new required field asks what existing rows get, and says which option answers where nobody is there", async () => {
    await using project = await projectWithNote(kind);
    class Note extends Model({ title: string({ maxLength: 50 }), stars: integer() }) {}
    const app = project.app({ notes: [Note] });

    await assert.rejects(runCommand(app, "migrate make"), {
      code: "db.migration-question",
      message: /Note\.stars is new.*\nSay it with --fill Note\.stars=<value>/,
    });
    await assert.rejects(runCommand(app, "migrate make", {}, { fill: ["Note.stars=many"] }), {
      message: "--fill Note.stars=many: Give a whole number, such as 0.",
    });
    await assert.rejects(runCommand(app, "migrate make", {}, { fill: ["Note.stars=3", "Note.star=3"] }), {
      message: /--fill Note\.star=3 fits no change/,
    });
    await assert.rejects(runCommand(app, "migrate make", {}, { fill: ["Note.stars=3"], rename: ["Note"] }), {
      message: /^--rename Note fits no change: write the name in the migrations, a colon/,
    });
    await runCommand(app, "migrate make", {}, {}, { "Note.stars is new": "3" });
    await runCommand(app, "migrate up");

    assert.deepEqual(await project.files("notes"), ["0001_initial.ts", "0002_note_stars.ts"]);
    assert.deepEqual(await project.database.query("SELECT title, stars FROM notes_note"), [["Tea", 3]]);
  });

  test("a rename is asked for, never guessed, and keeps the rows", async () => {
    await using project = await projectWithNote(kind);
    class Note extends Model({ heading: string({ maxLength: 50 }) }) {}
    const app = project.app({ notes: [Note] });

    await assert.rejects(runCommand(app, "migrate make"), {
      code: "db.migration-question",
      message:
        "Was the field Note.title renamed to Note.heading? If not, the values of Note.title would be dropped.\nIf it was, say --rename Note.title:heading; if nothing was renamed, say --no-renames.",
    });
    await assert.rejects(
      runCommand(
        app,
        "migrate make",
        {},
        { rename: ["Note.titel:heading"], renames: false, fill: ["Note.heading=x"] },
      ),
      {
        message: /--rename Note\.titel:heading fits no change/,
      },
    );
    const made = await runCommand(app, "migrate make", {}, { rename: ["Note.title:heading"] });
    await runCommand(app, "migrate up");

    assert.match(made, /0002_rename_title_note_heading\.ts\n {2}~ Rename field title on Note to heading/);
    assert.deepEqual(await project.database.query("SELECT heading FROM notes_note"), [["Tea"]]);

    class Memo extends Model({ heading: string({ maxLength: 50 }) }) {}
    const later = project.app({ notes: [Memo] });
    await runCommand(later, "migrate make", {}, {}, { "Was the model notes.Note renamed to Memo?": true });
    await runCommand(later, "migrate up");
    assert.deepEqual(await project.database.query("SELECT heading FROM notes_memo"), [["Tea"]]);
  });

  test("fields and models that exchange their names are told so, and the rows follow, up and down", async () => {
    await using project = await migrationProject(kind);
    const titled = { code: string({ maxLength: 9 }), level: integer() };
    const turned = { code: integer(), level: string({ maxLength: 9 }) };
    const before = () => {
      class Note extends Model(titled) {}
      class Memo extends Model({
        text: string({ maxLength: 9 }),
        get note() {
          return belongsTo(() => Note, { onDelete: "cascade" });
        },
      }) {}
      return project.app({ notes: [Note, Memo] });
    };
    const after = () => {
      class Memo extends Model(turned) {}
      class Note extends Model({
        text: string({ maxLength: 9 }),
        get note() {
          return belongsTo(() => Memo, { onDelete: "cascade" });
        },
      }) {}
      return project.app({ notes: [Note, Memo] });
    };
    await runCommand(before(), "migrate make");
    await runCommand(before(), "migrate up");
    const { database } = project;
    await database.script("INSERT INTO notes_note (id, code, level) VALUES (1, 'a', 5), (2, 'b', 6)");
    await database.script("INSERT INTO notes_memo (id, text, note_id) VALUES (7, 'm', 2)");

    const rename = ["Note:Memo", "Memo:Note", "notes.Memo.code:level", "Memo.level:code"];
    const made = await runCommand(after(), "migrate make", {}, { rename });
    await runCommand(after(), "migrate up");
    const turnedRows = await database.query("SELECT code, level FROM notes_memo ORDER BY id");
    const referring = await database.query("SELECT id, text, note_id FROM notes_note");
    await runCommand(after(), "migrate down", { module: "notes", migration: "0001" });

    assert.match(
      made,
      /~ Rename model Memo to Memo__interim\n {2}~ Rename model Note to Memo\n {2}~ Rename model Memo__interim to Note\n {2}~ Rename field code on Memo to code__interim\n {2}~ Rename field level on Memo to code\n {2}~ Rename field code__interim on Memo to level\n/,
    );
    assert.deepEqual(turnedRows, [
      [5, "a"],
      [6, "b"],
    ]);
    assert.deepEqual(referring, [[7, "m", 2]]);
    assert.deepEqual(await database.query("SELECT code, level FROM notes_note ORDER BY id"), [
      ["a", 5],
      ["b", 6],
    ]);
    assert.deepEqual(await database.query("SELECT id, text, note_id FROM notes_memo"), [[7, "m", 2]]);
  });

  test("what was told is not asked for, and no likely one in its place", async () => {
    await using project = await projectWithNote(kind);
    class Note extends Model({
      title: string({ maxLength: 50 }),
      second: string({ maxLength: 50, default: "" }),
    }) {}
    await runCommand(project.app({ notes: [Note] }), "migrate make");
    await runCommand(project.app({ notes: [Note] }), "migrate up");
    const later = () => {
      class Note extends Model({ third: string({ maxLength: 50, default: "" }) }) {}
      return project.app({ notes: [Note] });
    };

    const made = await runCommand(later(), "migrate make", {}, { rename: ["Note.title:third"] }, {});

    assert.match(made, /~ Rename field title on Note to third/);
    assert.match(made, /- Remove field second from Note/);
  });

  test("a name that something else had is told together with what became of that", async () => {
    await using project = await projectWithNote(kind);
    class Note extends Model({ title: string({ maxLength: 50 }), stars: integer({ nullable: true }) }) {}
    await runCommand(project.app({ notes: [Note] }), "migrate make");
    const stars = () => {
      class Note extends Model({ stars: string({ maxLength: 50 }) }) {}
      return project.app({ notes: [Note] });
    };

    await assert.rejects(runCommand(stars(), "migrate make", {}, { rename: ["Note.title:stars"] }), {
      code: "db.migration-question",
      message:
        '--rename Note.title:stars: notes.Note has had a field "stars" already. Say what that is called now (--rename Note.stars:<name>), or remove it with a migration before this one.',
    });
  });

  test("down undoes the last migration, down to a name, or all, and status shows it", async () => {
    await using project = await projectWithNote(kind);
    class Note extends Model({ title: string({ maxLength: 50 }), body: text({ optional: true }) }) {}
    const app = project.app({ notes: [Note] });
    await runCommand(app, "migrate make");
    await runCommand(app, "migrate up");

    assert.equal(await runCommand(app, "migrate status"), "notes\n [x] 0001_initial\n [x] 0002_note_body");
    assert.match(await runCommand(app, "migrate down", { module: "notes" }), /1 migration undone\./);
    assert.equal(await runCommand(app, "migrate status"), "notes\n [x] 0001_initial\n [ ] 0002_note_body");
    assert.deepEqual(await project.database.query("SELECT * FROM notes_note"), [[1, "Tea"]]);
    await runCommand(app, "migrate up", { module: "notes", migration: "0002" });
    await runCommand(app, "migrate down", { module: "notes", migration: "zero" });
    assert.deepEqual(await project.schema(), []);
    await assert.rejects(runCommand(app, "migrate up", { module: "notse" }), {
      message: 'There is no module "notse". Did you mean "notes"?\nModules: notes.',
    });
  });

  test("code in a migration sees what the migration has done", async () => {
    await using project = await projectWithNote(kind);
    class Note extends Model({ title: string({ maxLength: 50 }), slug: slug({ nullable: true }) }) {}
    const app = project.app({ notes: [Note] });
    await runCommand(app, "migrate make");
    await project.write(
      "notes",
      "0003_fill_slug.ts",
      `import { migration, runCode, runSql } from "quintet/db";
export default migration({
  dependsOn: [["notes", "0002_note_slug"]],
  operations: [
    runSql(["UPDATE notes_note SET title = CONCAT('Cup of ', title)"], ""),
    runCode({
      async forward(database) {
        for (const [id, title] of await database.query("SELECT id, title FROM notes_note")) {
          const slug = String(title).toLowerCase().replaceAll(" ", "-");
          await database.query("UPDATE notes_note SET slug = ? WHERE id = ?", [slug, id]);
        }
      },
    }),
  ],
});
`,
    );

    await runCommand(app, "migrate up");

    assert.deepEqual(await project.database.query("SELECT slug FROM notes_note"), [["cup-of-tea"]]);
    await assert.rejects(runCommand(app, "migrate down", { module: "notes" }), {
      code: "db.irreversible-migration",
      message: /notes\.0003_fill_slug can't be undone: "Run code" says no way back\./,
    });
  });
});

test("a written migration loads as the state that it was made of", async () => {
  await using project = await migrationProject();
  const app = project.app({ shop: shopModels });

  await runCommand(app, "migrate make");
  const graph = await loadMigrationGraph(app.modules);

  assert.deepEqual(graph.state().toJSON(), modelsState(shopModels).toJSON());
});

test("--dry-run prints the file and writes nothing", async () => {
  await using project = await migrationProject();
  const app = project.app({ shop: shopModels });

  const printed = await runCommand(app, "migrate make", {}, { dryRun: true, name: "start" });

  assert.match(printed, /^shop: 0001_start\.ts\nimport \{ createModel, migration \} from "quintet\/db";/);
  await assert.rejects(project.files("shop"), { code: "ENOENT" });
});

/** A project with one model `Note` and one row, migrated. */
async function projectWithNote(kind?: TestDatabase) {
  const project = await migrationProject(kind);
  class Note extends Model({ title: string({ maxLength: 50 }) }) {}
  const app = project.app({ notes: [Note] });
  await runCommand(app, "migrate make");
  await runCommand(app, "migrate up");
  await project.database.execute("INSERT INTO notes_note (title) VALUES ('Tea')");
  return project;
}

test("sql prints the statements and runs none", async () => {
  await using project = await migrationProject();
  class Note extends Model({ title: string({ maxLength: 50 }) }) {}
  const app = project.app({ notes: [Note] });
  await runCommand(app, "migrate make");

  const forward = await runCommand(app, "migrate sql", { module: "notes", migration: "0001" });
  const backward = await runCommand(
    app,
    "migrate sql",
    { module: "notes", migration: "0001" },
    { backward: true },
  );

  assert.equal(
    forward,
    'BEGIN;\nCREATE TABLE "notes_note" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(50) NOT NULL);\nCOMMIT;',
  );
  assert.equal(
    backward,
    'PRAGMA foreign_keys = OFF;\nBEGIN;\nDROP TABLE "notes_note";\nCOMMIT;\nPRAGMA foreign_keys = ON;',
  );
  assert.deepEqual(await project.schema(), []);
});

test("what sql prints does the same as up, also where its operations build on each other", async () => {
  await using project = await migrationProject();
  await project.write(
    "notes",
    "0001_initial.ts",
    `import { createModel, migration } from "quintet/db";
       export default migration({
         operations: [
           createModel("Tag", { fields: { id: { type: "auto", primaryKey: true }, slug: { type: "string", maxLength: 20, unique: true } } }),
           createModel("Note", {
             fields: {
               id: { type: "auto", primaryKey: true },
               title: { type: "string", maxLength: 50, index: true },
               tag: { type: "belongsTo", to: "notes.Tag", onDelete: "cascade" },
             },
           }),
         ],
       });`,
  );
  await project.write(
    "notes",
    "0002_more.ts",
    `import { addField, alterField, migration, removeField, renameField, renameModel } from "quintet/db";
       export default migration({
         dependsOn: [["notes", "0001_initial"]],
         operations: [
           renameField("Note", "title", "heading"),
           addField("Note", "stars", { type: "integer" }, { fill: 3 }),
           alterField("Note", "heading", { type: "string", maxLength: 300, unique: true }),
           renameModel("Note", "Memo"),
           alterField("Memo", "stars", { type: "bigInteger", nullable: true }),
           removeField("Memo", "tag"),
           renameField("Tag", "slug", "name"),
           alterField("Tag", "name", { type: "text" }),
         ],
       });`,
  );
  const app = project.app({ notes: [] });
  await runCommand(app, "migrate up", { module: "notes", migration: "0001" });
  const printed = await runCommand(app, "migrate sql", { module: "notes", migration: "0002" });
  await runCommand(app, "migrate up", { module: "notes" });
  const migrated = await project.schema();
  await runCommand(app, "migrate down", { module: "notes", migration: "0001" });

  await project.database.script(printed);

  assert.deepEqual(await project.schema(), migrated);
});

test("a field that was renamed and made longer is asked for, too", async () => {
  await using project = await projectWithNote();
  class Note extends Model({ heading: string({ maxLength: 80, default: "" }) }) {}
  const app = project.app({ notes: [Note] });

  await assert.rejects(runCommand(app, "migrate make"), {
    message:
      "Was the field Note.title renamed to Note.heading? If not, the values of Note.title would be dropped.\nIf it was, say --rename Note.title:heading; if nothing was renamed, say --no-renames.",
  });
  const made = await runCommand(app, "migrate make", {}, { rename: ["Note.title:heading"] });

  assert.match(made, /~ Rename field title on Note to heading\n {2}~ Alter field heading on Note/);
});

test("what is missing is said in sentences: changed models, unapplied migrations, a database ahead of the code", async () => {
  await using project = await projectWithNote();
  class Note extends Model({ title: string({ maxLength: 50 }), body: text({ optional: true }) }) {}
  const app = project.app({ notes: [Note] });

  assert.equal((await pendingMigrations(app)).message, undefined);
  assert.equal(
    (await modelChangesWithoutMigration(app)).message,
    "The models have changes without a migration:\n  notes: + Add field body to Note\nWrite it with: quintet migrate make",
  );
  await runCommand(app, "migrate make");
  assert.equal((await modelChangesWithoutMigration(app)).message, undefined);
  assert.equal(
    (await pendingMigrations(app)).message,
    "1 migration is not applied: notes.0002_note_body.\nApply with: quintet migrate up",
  );
  await project.database.execute(
    "INSERT INTO quintet_migrations (module, name, applied_at) VALUES ('notes', '0009_later', '')",
  );
  assert.match(
    (await pendingMigrations(app)).message!,
    /ahead of the code: it remembers notes\.0009_later, and there is no such file\./,
  );
  await assert.rejects(runCommand(app, "migrate up"), {
    code: "db.migration-history",
    message:
      /^The database is ahead of the code: .* notes\.0002_note_body can't be run on what that has made of the tables\.\nGet the code that has the file,/,
  });
});

test("the event migrated is emitted after each run, with the app, the database and the modules", async () => {
  await using project = await projectWithNote();
  class Note extends Model({ title: string({ maxLength: 50 }) }) {}
  const app = project.app({ notes: [Note] });
  const seen: unknown[] = [];
  const stop = migrated.on((event) => void seen.push([event.app, event.database, event.modules]));

  const { migrations } = await migrateAppUp(app);
  stop();

  assert.deepEqual(migrations, []);
  assert.deepEqual(seen, [[app, project.database, app.modules]]);
});

test("the event migrating is emitted before each run, with what will be done, and ends it where a listener throws", async () => {
  await using project = await projectWithNote();
  class Note extends Model({ title: string({ maxLength: 50 }) }) {}
  const app = project.app({ notes: [Note] });
  const seen: unknown[] = [];
  let refusal: Error | undefined;
  const stop = migrating.on(async ({ app: own, database, steps, hasTable }) => {
    const shown = steps.map(
      ({ direction, migration }) => `${direction} ${migration.module}.${migration.name}`,
    );
    seen.push([own === app, database === project.database, shown, await hasTable("notes_note")]);
    if (refusal !== undefined) throw refusal;
  });

  await migrateAppDown(app, { module: "notes", name: "zero" });
  await migrateAppUp(app);
  await migrateAppTo(app, { module: "notes", name: "0001" });
  refusal = new Error("not today");
  await assert.rejects(migrateAppTo(app, { module: "notes", name: "zero" }), refusal);
  stop();

  assert.deepEqual(seen, [
    [true, true, ["backward notes.0001_initial"], true],
    [true, true, ["forward notes.0001_initial"], false],
    [true, true, [], true],
    [true, true, ["backward notes.0001_initial"], true],
  ]);
  assert.equal(await Note.using(project.database).count(), 0); // the table is there
});

test("the migrations of all modules of Quintet load and fit together", async () => {
  const withTables = [contentTypes, auth, sessions, rateLimitTable, admin];
  const graph = await loadMigrationGraph([...builtInModules, ...withTables]);

  graph.checkLeaves();
  assert.ok(graph.modules.includes("auth"));
  assert.ok(!graph.modules.includes("db"));
  graph.state();
});

test("compiled migrations of a package are loaded, and their declarations are not", async () => {
  await using project = await migrationProject();
  await project.write("notes", "0001_initial.js", 'export { default } from "../first.ts";\n');
  await project.write("notes", "0001_initial.d.ts", "declare const file: unknown;\nexport default file;\n");
  await project.write(
    "notes",
    "../first.ts",
    'import { migration } from "quintet/db";\nexport default migration({ operations: [] });\n',
  );

  const graph = await loadMigrationGraph(project.app({ notes: [] }).modules);

  assert.deepEqual(
    graph.ordered.map(({ name }) => name),
    ["0001_initial"],
  );
});

test("a model that refers to one of no module is named", async () => {
  await using project = await migrationProject();
  class Owner extends Model({ name: string({ maxLength: 5 }) }) {}
  class Note extends Model({
    get owner() {
      return belongsTo(() => Owner);
    },
  }) {}

  await assert.rejects(runCommand(project.app({ notes: [Note] }), "migrate make"), {
    code: "db.schema-state",
    message: /^notes\.Note\.owner refers to the model Owner, which no module of the app lists\./,
  });
});

test("of two processes that migrate at once, one works and the other waits", async () => {
  await using project = await migrationProject();
  const steps = Array.from({ length: 8 }, (_, position) => position + 1);
  for (const step of steps) {
    const name = (number: number) => `000${number}_step`;
    await project.write(
      "notes",
      `${name(step)}.ts`,
      `import { createModel, migration, runCode } from "quintet/db";
export default migration({
  dependsOn: ${step === 1 ? "[]" : JSON.stringify([["notes", name(step - 1)]])},
  operations: [
    createModel("Note${step}", { fields: { id: { type: "auto", primaryKey: true } } }),
    runCode({ forward: () => new Promise((resolve) => setTimeout(resolve, 20)) }),
  ],
});
`,
    );
  }
  await project.write(
    "notes",
    "../../migrate.ts",
    `import { databasesService, migrateAppUp, openDatabase, sqlite } from "quintet/db";
import { App, defineModule } from ${JSON.stringify(join(import.meta.dirname, "../../src/core/index.ts"))};
import { Databases } from ${JSON.stringify(join(import.meta.dirname, "../../src/db/connections/databases.ts"))};
const modules = [defineModule({ name: "notes", folder: "notes", models: [] })].map((module) => ({ ...module, folder: import.meta.dirname + "/notes" }));
const app = new App({ modules }, modules);
app.provide(databasesService, new Databases([openDatabase(sqlite({ file: import.meta.dirname + "/db.sqlite3" }))]));
const { migrations } = await migrateAppUp(app);
console.log(migrations.length);
await app.service(databasesService).close();
`,
  );

  const runs = await Promise.all([1, 2].map(() => runScript(join(project.folder, "migrate.ts"))));

  assert.deepEqual(
    runs.map(({ code, errors }) => ({ code, errors })),
    [
      { code: 0, errors: "" },
      { code: 0, errors: "" },
    ],
  );
  assert.equal(
    runs.reduce((sum, { output }) => sum + Number(output), 0),
    steps.length,
  );
  const applied = await project.database.query("SELECT name FROM quintet_migrations ORDER BY id");
  assert.deepEqual(
    applied,
    steps.map((step) => [`000${step}_step`]),
  );
});

async function runScript(file: string) {
  const child = spawn(process.execPath, [
    "--conditions=quintet:source",
    "--disable-warning=ExperimentalWarning",
    file,
  ]);
  let output = "";
  let errors = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const [code] = await once(child, "close");
  return { code, output, errors };
}
