import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test as nodeTest } from "node:test";
import { type AnyModel, type ModelClass, openDatabase, postgres } from "quintet/db";
import { readDatabase } from "../../src/db/introspect/read-database.ts";
import { modelsState } from "../../src/db/schema/models-state.ts";
import { readingSession } from "../../src/db/schema/schema-access.ts";
import { forEachDatabase, type TestDatabase, testDatabases } from "./databases.ts";
import {
  clashingNames,
  foreignSchemas,
  hostileTables,
  hostileTexts,
  oddNames,
} from "./introspect/foreign-schemas.ts";
import { type GrownTables, grownMariaDb, grownTables, ruledTables } from "./introspect/grown-tables.ts";
import { introspect, projectWith, writtenModels, writtenModule } from "./introspect/introspected-project.ts";
import { modelsFolder } from "./introspect/models-file.ts";
import { type MigrationProject, migrationProject, runCommand } from "./migration-project.ts";

/** Migrations of what is written take the tables over, and find nothing to do afterwards. */
async function adopt(project: MigrationProject, module: string): Promise<Record<string, ModelClass>> {
  await cp(join(project.folder, module), join(compiled.folder, `${module}${++count}`), { recursive: true });
  const models = await writtenModels(project, module);
  const { defaultKey } = await writtenModule(project, module);
  const app = project.app({ [module]: Object.values(models) }, defaultKey);
  const before = await project.schema();
  await runCommand(app, "migrate make");
  const up = await runCommand(app, "migrate up");
  assert.match(up, /is the same/);
  assert.deepEqual(await project.schema(), before);
  assert.match(await runCommand(app, "migrate make"), /No changes/);
  return models;
}

async function takesOver(kind: TestDatabase, module: string, { sql, says, never, notes }: GrownTables) {
  await using project = await projectWith(kind, sql);

  const printed = await introspect(project, { module });

  const text = await readFile(join(project.folder, module, "models.ts"), "utf8");
  for (const line of says) assert.match(text, line);
  for (const line of never) assert.doesNotMatch(text.slice(0, text.lastIndexOf("/*")), line);
  for (const note of notes) assert.match(printed, note);
  await adopt(project, module);
}

// What every test has written, for the compiler, which takes longer to begin than to look at it.
const compiled = await modelsFolder();
let count = 0;
after(() => compiled[Symbol.asyncDispose]());

const relationsOf = (model: ModelClass) => Object.keys((model as AnyModel).fields);

forEachDatabase((kind) => {
  const { test, dialect } = kind;
  if (kind.name === "SQLite in a file") return; // the same tables as in memory

  for (const [name, sql] of Object.entries(foreignSchemas(dialect))) {
    test(`the tables of the schema "${name}" are taken over by the models that are written for them`, async () => {
      await using project = await projectWith(kind, sql);

      await introspect(project, { module: name });

      await adopt(project, name);
    });
  }

  test("a key keeps its order, whatever that of the columns, and another order is another key", async () => {
    const q = dialect === "mysql" ? "`" : '"';
    await using project = await projectWith(
      kind,
      `CREATE TABLE owners (code varchar(5) NOT NULL PRIMARY KEY);
       CREATE TABLE desks (owner_id varchar(5) NOT NULL, ${q}place${q} integer NOT NULL, nr integer NOT NULL, PRIMARY KEY (nr, owner_id, ${q}place${q}), FOREIGN KEY (owner_id) REFERENCES owners (code));
       CREATE TABLE chairs (id integer NOT NULL PRIMARY KEY, owner_id varchar(5) NOT NULL, nr integer NOT NULL, FOREIGN KEY (owner_id) REFERENCES owners (code));
       CREATE TABLE lamps (owner_id varchar(5) NOT NULL, nr integer NOT NULL, PRIMARY KEY (owner_id, nr), FOREIGN KEY (owner_id) REFERENCES owners (code));`,
    );

    await introspect(project, { module: "office" });

    await adopt(project, "office");
    const text = await readFile(join(project.folder, "office", "models.ts"), "utf8");
    assert.match(text, /class Desk [\s\S]*?primaryKey: \["nr", "owner", "place"\]/);
    await runCommand(project.app({ office: [] }), "migrate fake", { module: "office", migration: "zero" });
    const file = (await project.files("office"))[0]!;
    const written = await project.read("office", file);
    const ordered = (...fields: readonly string[]) =>
      `primaryKey: ${JSON.stringify(fields).replaceAll(",", ", ")}`;
    await rm(join(project.folder, "office", "migrations", file));
    const other = written.replace(ordered("nr", "owner", "place"), ordered("place", "nr", "owner"));
    await project.write("office", "0001_turned.ts", other);
    await assert.rejects(runCommand(project.app({ office: [] }), "migrate up"), {
      code: "db.existing-tables",
      message: /desks[\s\S]*its primary key is nr, owner_id, place, and the model has place, nr, owner_id/,
    });
  });

  test("relations have both sides, and tables between two others are many-to-many relations", async () => {
    await using project = await projectWith(kind, foreignSchemas(dialect).rails!);
    await introspect(project, { module: "blog" });
    const models = await writtenModels(project, "blog");

    assert.deepEqual(Object.keys(models).toSorted(), [
      "CategoriesPost",
      "Category",
      "Post",
      "Profile",
      "User",
    ]);
    const { Post, User, Category } = models as Record<string, ModelClass>;
    for (const relation of ["user", "editor", "categories"])
      assert.ok(relationsOf(Post!).includes(relation), relation);
    for (const relation of ["postsAsUser", "postsAsEditor", "profile"])
      assert.ok(relationsOf(User!).includes(relation), relation);
    assert.ok(relationsOf(Category!).includes("children"));
    const text = await readFile(join(project.folder, "blog", "models.ts"), "utf8");
    assert.match(text, /belongsTo\(\(\) => User, \{ onDelete: "dbCascade"/);
    assert.match(text, /status: choice\(\["draft", "live"\], \{ maxLength: 20, dbDefault: "draft" \}\)/);
    assert.match(text, /saveField: boolean\(\{ column: "save", dbDefault: false \}\)/);
    assert.match(text, /manyToMany\(\(\) => Category, \{ table: "taggings" \}\)/);
  });

  test("tables that have grown for years are said as they are, and taken over", () =>
    takesOver(kind, "grown", grownTables[dialect]));

  test("rules and indexes that were taken over can be taken away, and come back", async () => {
    await using project = await projectWith(kind, ruledTables[dialect]);
    await introspect(project, { module: "ruled" });
    const models = await adopt(project, "ruled");
    const app = project.app({ ruled: Object.values(models) });
    const rules = async () => {
      const { tables } = await readDatabase(dialect, readingSession(project.database));
      const goods = tables.find(({ name }) => name === "goods")!;
      return [...goods.checks.map(({ condition }) => condition), ...goods.indexes.map(({ name }) => name)];
    };
    const before = await rules();
    const { constraints, indexes } = modelsState(Object.values(models)).get("ruled.Good");
    const calls = [
      ...constraints.map(({ name }) => `removeConstraint("Good", ${JSON.stringify(name)})`),
      ...indexes.map(({ name }) => `removeIndex("Good", ${JSON.stringify(name)})`),
    ];
    await project.write(
      "ruled",
      "0002_none.ts",
      `import { migration, removeConstraint, removeIndex } from "quintet/db";
export default migration({ dependsOn: [["ruled", "0001_initial"]], operations: [${calls.join(", ")}] });`,
    );

    await runCommand(app, "migrate up");

    const impliedByUnsigned = /^.?stock.? >= 0$/;
    assert.deepEqual(
      (await rules()).filter((rule) => !impliedByUnsigned.test(rule)),
      [],
    );
    await runCommand(app, "migrate down", { module: "ruled", migration: "0001" });
    assert.equal((await rules()).filter((rule) => !impliedByUnsigned.test(rule)).length, before.length);
  });

  test("names that TypeScript doesn't take are written otherwise, and keep their tables and columns", async () => {
    await using project = await projectWith(kind, oddNames(dialect));

    await introspect(project, { module: "odd" });

    const models = await adopt(project, "odd");
    assert.deepEqual(Object.keys(models).toSorted(), ["Index", "ModelRow", "Order", "Table"]);
    const { Order } = models;
    for (const field of [
      "class",
      "sayHiThere",
      "field2ndPlace",
      "thenField",
      "field",
      "firstName",
      "firstName2",
      "x",
    ])
      assert.ok(relationsOf(Order!).includes(field), field);
  });

  test("names and comments of a hostile database are texts in the files, and can be seen", async () => {
    await using project = await projectWith(kind, hostileTables(dialect));

    await introspect(project, { module: "hostile" });

    const models = await adopt(project, "hostile");
    assert.equal(Object.keys(models).length, hostileTexts.length);
    assert.ok(!("attacked" in globalThis));
    for (const file of ["models.ts", join("migrations", "0001_initial.ts")]) {
      const text = await readFile(join(project.folder, "hostile", file), "utf8");
      assert.doesNotMatch(text, /[^\P{Cc}\n]|[\u2028\u2029]|\p{Bidi_Control}/u);
    }
  });

  test("what models don't say is listed, on the terminal and in the file", async () => {
    await using project = await projectWith(kind, foreignSchemas(dialect).music!);

    const printed = await introspect(project, { module: "music" });

    const text = await readFile(join(project.folder, "music", "models.ts"), "utf8");
    const expected = {
      sqlite: [
        /trigger "log_albums"/,
        /no primary key: rows are told apart by SQLite's "rowid"/,
        /view has no primary key/,
      ],
      postgres: [
        /index "track_search" is of the kind gin/,
        /ON UPDATE CASCADE/,
        /exclusion constraint/,
        /let the first migration begin with runSql\("CREATE DOMAIN positive AS numeric\(10,2\)"\) and the domain's rules/,
      ],
      mysql: [
        /index "track_name" is of the kind fulltext/,
        /first 10 characters of "Name"/,
        /present moment with each change/,
      ],
    }[dialect];
    for (const note of expected) {
      assert.match(printed, note);
      assert.match(text, note);
    }
  });

  // PostgreSQL has no such views.
  if (dialect !== "postgres")
    test("a view of what is gone is left out, and told", async () => {
      const tables = "CREATE TABLE kept (id integer PRIMARY KEY); CREATE TABLE gone (id integer PRIMARY KEY)";
      await using project = await projectWith(
        kind,
        `${tables}; CREATE VIEW broken AS SELECT id FROM gone; DROP TABLE gone`,
      );

      const printed = await introspect(project, { module: "views" });

      assert.match(printed, /The view "broken" .*is gone.* No model is written\./);
      assert.deepEqual(Object.keys(await adopt(project, "views")), ["Kept"]);
    });

  test("names that come together are told apart, on both sides of relations", async () => {
    await using project = await projectWith(kind, clashingNames(dialect));

    await introspect(project, { module: "names" });

    const { Person, Person2, Order } = await adopt(project, "names");
    const names = ["person", "person2", "personId", "orders", "person2s"];
    const found = [Order, Person, Person2].map((model) =>
      names.filter((name) => relationsOf(model!).includes(name)),
    );
    assert.deepEqual(found, [
      ["person", "person2", "personId"],
      ["orders", "person2s"],
      ["person", "orders"],
    ]);
  });

  test("an empty database, unknown tables and files that are there are told, and nothing is written", async () => {
    await using project = await projectWith(kind, "");

    await assert.rejects(introspect(project), /The database has no tables, or none that its user may see/);
    await project.database.script("CREATE TABLE lonely (id integer PRIMARY KEY)");
    await assert.rejects(introspect(project, { tables: ["lonly"] }), /The database has no table "lonly"/);
    await assert.rejects(introspect(project, { module: "My Module" }), /a module's name is in snake_case/);
    assert.ok(!existsSync(join(project.folder, "main")));
    await introspect(project);
    await assert.rejects(introspect(project), /There is a file already: .*main\/models\.ts/);
    assert.match(await introspect(project, { stdout: true }), /export class Lonely extends Model\(\{/);
    assert.deepEqual((await readdir(join(project.folder, "main"))).toSorted(), ["models.ts", "module.ts"]);
  });
});

for (const kind of testDatabases) {
  if (kind.dialect !== "mysql" || kind.skip !== false || !(await isMariaDb(kind))) continue;
  kind.test("what only MariaDB has is said, or told", () => takesOver(kind, "maria", grownMariaDb));
}

async function isMariaDb(kind: TestDatabase): Promise<boolean> {
  await using database = await kind.open();
  const [[version] = []] = await database.query("SELECT VERSION()");
  return /mariadb/i.test(String(version));
}

forEachDatabase((kind) => {
  if (kind.dialect === "mysql")
    kind.test(
      "a column of one bit is a boolean, as Java's frameworks have it, and one of several holds bytes",
      async () => {
        const sql =
          "CREATE TABLE flags (id int AUTO_INCREMENT PRIMARY KEY, done bit(1) NOT NULL DEFAULT b'1', mask bit(10) NOT NULL DEFAULT b'101')";
        await using project = await projectWith(kind, sql);
        await introspect(project, { module: "bits" });
        const text = await readFile(join(project.folder, "bits", "models.ts"), "utf8");
        assert.match(text, /done: boolean\(\{ columnType: \{ mysql: "bit\(1\)" \}, dbDefault: true \}\)/);
        assert.match(text, /mask: binary\(\{ columnType: \{ mysql: "bit\(10\)" \}/);
        const { Flag } = (await adopt(project, "bits")) as Record<string, ModelClass>;

        await project.database.execute("INSERT INTO flags () VALUES ()");
        await project.database.execute("INSERT INTO flags (done, mask) VALUES (?, ?)", [
          0,
          Buffer.from([3, 1]),
        ]);

        const rows = (await Flag!.using(project.database).orderBy("id")) as unknown as readonly Record<
          string,
          unknown
        >[];
        assert.deepEqual(
          rows.map(({ done, mask }) => [done, [...(mask as Uint8Array)]]),
          [
            [true, [0, 5]],
            [false, [3, 1]],
          ],
        );
        assert.equal(
          await Flag!
            .using(project.database)
            .where({ done: false } as never)
            .count(),
          1,
        );
      },
    );

  if (kind.dialect === "postgres")
    kind.test("tables of other schemas are told together, with the address that finds them", async () => {
      await using project = await projectWith(
        kind,
        `CREATE TABLE here (id int PRIMARY KEY); DROP SCHEMA IF EXISTS "Other One" CASCADE; CREATE SCHEMA "Other One"; CREATE TABLE "Other One".a (id int PRIMARY KEY); CREATE TABLE "Other One".b (id int PRIMARY KEY);`,
      );

      const printed = await introspect(project, { module: "elsewhere" });

      const [, option] =
        /The tables "a", "b"[^\n]* of the schema Other One, which is not in the search path, were not read\. Name the schema in the connection: \?options=(\S+)/.exec(
          printed,
        ) ?? [];
      const { backend: _, options } = await kind.describe();
      const { url } = options as { url: string };
      await using there = openDatabase(postgres({ url: `${url}?options=${option}` }));
      assert.deepEqual(await there.query("SELECT to_regclass('a')::text"), [["a"]]);
      await there.script('DROP SCHEMA "Other One" CASCADE');
    });
});

nodeTest("texts in double quotes, which SQLite takes for names and then for texts, are texts", async () => {
  await using project = await migrationProject();
  const other = new DatabaseSync(project.file, { enableDoubleQuotedStringLiterals: true });
  other.exec(
    `CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT NOT NULL DEFAULT "new" CHECK (status IN ("new", "old")))`,
  );
  other.close();

  await introspect(project, { module: "quoted" });

  const text = await readFile(join(project.folder, "quoted", "models.ts"), "utf8");
  assert.match(
    text,
    /status: choice\(\["new", "old"\], \{ columnType: \{ sqlite: "TEXT" \}, dbDefault: "new" \}\)/,
  );
  await adopt(project, "quoted");
});

forEachDatabase((kind) => {
  if (kind.dialect !== "postgres") return; // alone in having such types

  kind.test(
    "arrays, ranges and points are texts in models, and rows that are read and saved keep what they hold",
    async () => {
      await using project = await projectWith(
        kind,
        `CREATE TABLE notes (id serial PRIMARY KEY, tags text[] NOT NULL DEFAULT '{}', numbers integer[][], days date[], moments timestamptz[], blobs bytea[], prices numeric(8,2)[], span int4range, place point);
       INSERT INTO notes (tags, numbers, days, moments, blobs, prices, span, place) VALUES
         ('{a,b}', '{{1,2},{3,NULL}}', '[0:1]={2024-01-02,infinity}', '{"2024-01-02 03:04:05.123456+00"}', ARRAY['\\x00ff5c'::bytea], '{1.50}', '[1,5)', '(1.5,2)'),
         (ARRAY['a,"b\\', NULL, 'NULL', '', 'ü {}'], NULL, '{}', NULL, NULL, NULL, 'empty', NULL)`,
      );
      await introspect(project, { module: "shop" });
      const { Note } = await adopt(project, "shop");
      const stored = async () =>
        (await project.database.query("SELECT notes::text FROM notes ORDER BY id")).flat();
      const before = await stored();
      const rows = await Note!.using(project.database).orderBy("id");

      for (const row of rows) await row.save();
      const copied = { ...rows[0], id: undefined };
      await Note!.using(project.database).create(copied as never); // the compiler doesn't know what was written

      assert.deepEqual((rows[0] as unknown as { tags: string }).tags, "{a,b}");
      const after = await stored();
      assert.deepEqual(after.slice(0, 2), before);
      assert.equal(String(after[2]).replace(/^\(3,/, "(1,"), before[0]);
    },
  );
});

nodeTest("the compiler takes every model that was written", () => {
  compiled.compile();
});

nodeTest(
  "tables and indexes of SQLite whose definitions hold bytes that are no text are told, and left alone",
  async () => {
    await using project = await migrationProject();
    using file = new DatabaseSync(project.file, { defensive: false });
    // "@" stands for a byte that UTF-8 doesn't know.
    file.exec(`
    CREATE TABLE plain (id integer PRIMARY KEY, note text);
    CREATE INDEX "own@index" ON plain (note);
    CREATE TABLE "b@d" (id integer PRIMARY KEY);
    CREATE TABLE preset (id integer PRIMARY KEY, note text DEFAULT 'x@y');
    PRAGMA writable_schema = ON;
    UPDATE sqlite_master SET sql = replace(sql, '@', CAST(x'ff' AS TEXT)), name = replace(name, '@', CAST(x'ff' AS TEXT)), tbl_name = replace(tbl_name, '@', CAST(x'ff' AS TEXT));
    PRAGMA writable_schema = RESET;`);

    const said = await introspect(project, { module: "odd" });

    assert.deepEqual(Object.keys(await writtenModels(project, "odd")), ["Plain"]);
    assert.match(said, /table "b\ufffdd" has a name or a definition with bytes that are no text/);
    assert.match(said, /table "preset" has a name or a definition with bytes that are no text/);
    assert.match(said, /index "own\ufffdindex", whose name or definition has bytes that are no text/);
  },
);
