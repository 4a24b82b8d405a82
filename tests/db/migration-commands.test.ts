import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  belongsTo,
  type Database,
  decimal,
  Model,
  openDatabase,
  postgres,
  sqlite,
  string,
  text,
} from "quintet/db";
import { migrationChecks } from "../../src/db/migrations/migration-checks.ts";
import { forEachDatabase, type TestDatabase } from "./databases.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

/*
 * The commands that lead a history through a team's days: branches that meet, migrations that become one, databases that
 * were there before. Output is compared whole where a person reads it.
 */

const initial = `import { createModel, migration } from "quintet/db";

export default migration({
  operations: [
    createModel("Book", {
      fields: {
        id: { type: "auto", primaryKey: true },
        title: { type: "string", maxLength: 50 },
      },
    }),
  ],
});
`;
const price = file(
  "addField",
  '"Book", "price", { type: "decimal", digits: 8, places: 2, default: "0.00" }',
  "0001_initial",
);
const longer = file("alterField", '"Book", "title", { type: "string", maxLength: 90 }', "0001_initial");
const asText = file("alterField", '"Book", "title", { type: "text" }', "0001_initial");

/** A file with one operation. */
function file(kind: string, args: string, ...dependsOn: readonly string[]): string {
  const ids = dependsOn.map((name) => `["shop", "${name}"]`).join(", ");
  return `import { ${kind}, migration } from "quintet/db";\n\nexport default migration({\n  dependsOn: [${ids}],\n  operations: [${kind}(${args})],\n});\n`;
}

/** A project whose module `shop` has these files beside the first one. */
async function shopProject(files: Readonly<Record<string, string>> = {}, kind?: TestDatabase) {
  const project = await migrationProject(kind);
  await project.write("shop", "0001_initial.ts", initial);
  for (const [name, content] of Object.entries(files)) await project.write("shop", `${name}.ts`, content);
  const others: Database[] = [];
  const app = () => project.app({ shop: [] }, undefined, undefined, others);
  return Object.assign(project, {
    /** Databases of the app beside the default one. */
    others,
    /** Runs `quintet migrate <name>`, with the paths as from the folder of the project. */
    async migrate(
      name: string,
      args: readonly string[] = [],
      options: Parameters<typeof runCommand>[3] = {},
      answers?: Parameters<typeof runCommand>[4],
    ) {
      const names = argumentNames[name] ?? ["module", "migration"];
      const given = Object.fromEntries(args.map((value, position) => [names[position], value]));
      const shown = (output: string) => output.replaceAll(`${project.folder}/`, "");
      try {
        return shown(await runCommand(app(), `migrate ${name}`, given, options, answers));
      } catch (error) {
        (error as Error).message = shown((error as Error).message);
        throw error;
      }
    },
    remove: (name: string) => rm(join(project.folder, "shop", "migrations", `${name}.ts`)),
    applied: async () =>
      (await project.database.query("SELECT name FROM quintet_migrations ORDER BY id")).map(([name]) => name),
  });
}

const argumentNames: Readonly<Record<string, readonly string[]>> = {
  squash: ["module", "migration", "last"],
};

forEachDatabase((kind) => {
  const { test } = kind;

  test("databases that got two ends in either order are the same, and each goes back", async () => {
    await using project = await shopProject({ "0002_longer": longer, "0002_price": price }, kind);

    await project.migrate("up", ["shop", "0002_price"]);
    await project.migrate("up");
    const first = await project.schema();
    await project.migrate("to", ["shop", "0001"]);
    await project.migrate("up", ["shop", "0002_longer"]);
    await project.migrate("up");

    assert.deepEqual(await project.schema(), first);
    assert.match(
      await project.migrate("to", ["shop", "0002_price"]),
      /^ {2}shop\.0002_longer \(\d+ m?s\)\n1 migration undone\.$/,
    );
    assert.match(
      await project.migrate("to", ["shop", "0002_longer"]),
      /1 migration undone\. 1 migration applied\.$/,
    );
    assert.equal(await project.migrate("to", ["shop", "0002_longer"]), "The database is there already.");
    await project.migrate("to", ["shop", "zero"]);
    assert.deepEqual(await project.schema(), []);
  });

  test("migrations become one, databases follow with the old files and without them", async () => {
    await using project = await shopProject({ "0002_price": price }, kind);
    await project.migrate("up");
    const schema = await project.schema();

    assert.equal(
      await project.migrate("squash", ["shop", "0002"]),
      `2 migrations of "shop" become one; 2 operations become 1:
  0001_initial
  0002_price
shop/migrations/0001_squashed_0002_price.ts

Next:
  1. Commit it beside the old files. New databases use it instead of them.
  2. Once every database has run quintet migrate up: delete the old files, and
     "replaces" in the new one.
  3. On every database: quintet migrate prune shop`,
    );
    assert.equal(
      await project.migrate("status"),
      "shop\n [-] 0001_squashed_0002_price (stands for 2; quintet migrate up records it)",
    );
    assert.match(
      await project.migrate("up"),
      /^ {2}shop\.0001_squashed_0002_price \(recorded: all that it replaces is applied\)\nNothing to apply\./,
    );
    assert.equal(await project.migrate("status"), "shop\n [x] 0001_squashed_0002_price (stands for 2)");
    assert.deepEqual(await project.applied(), ["0001_initial", "0002_price", "0001_squashed_0002_price"]);

    await project.migrate("to", ["shop", "zero"]);
    assert.deepEqual([await project.schema(), await project.applied()], [[], []]);
    await project.migrate("up");
    assert.deepEqual(await project.schema(), schema);
    assert.deepEqual(await project.applied(), ["0001_initial", "0002_price", "0001_squashed_0002_price"]);

    await project.remove("0001_initial");
    await project.remove("0002_price");
    await assert.rejects(project.migrate("prune", ["shop"]), {
      message:
        'These migrations still say what they replace, so the database must remember it:\n  shop/migrations/0001_squashed_0002_price.ts\nRun "quintet migrate up" on every database, take "replaces" out of the files, and try again.',
    });
    const squashed = await project.read("shop", "0001_squashed_0002_price.ts");
    // Node reads a file once for each name, so the file without "replaces" goes by another, as after a new start.
    await project.remove("0001_squashed_0002_price");
    await project.write("shop", "0001_all.ts", squashed.replace(/ {2}replaces: \[[\s\S]*?\n {2}\],\n/, ""));
    await project.database.execute(
      "UPDATE quintet_migrations SET name = '0001_all' WHERE name LIKE '0001_squ%'",
    );
    assert.equal(
      await project.migrate("prune", ["shop"]),
      "  shop.0001_initial\n  shop.0002_price\n2 migrations forgotten. No table was touched.",
    );
    assert.equal(await project.migrate("status"), "shop\n [x] 0001_all");
  });

  test("steps for tables in use are plain changes where the model is made among what becomes one", async () => {
    const steps = (before: string, ...operations: readonly string[]) =>
      `import * as db from "quintet/db";
export default db.migration({
  dependsOn: [["shop", "${before}"]],
  transaction: false,
  operations: [${operations.map((operation) => `db.${operation}`).join(", ")}],
});`;
    const code = '{ type: "integer", nullable: true }';
    await using project = await shopProject(
      {
        "0002_expand": steps(
          "0001_initial",
          'beginRenameField("Book", "title", "heading")',
          `addField("Book", "code", ${code}, { concurrently: true })`,
          `beginAlterField("Book", "code", { type: "bigInteger", nullable: true })`,
        ),
        "0003_backfill": steps(
          "0002_expand",
          'copyField("Book", "heading")',
          'copyField("Book", "code")',
          'backfill("Book", { set: { code: { value: 7 } } })',
          'addIndex("Book", { name: "by_heading", fields: ["heading"] }, { concurrently: true })',
        ),
        "0004_contract": steps(
          "0003_backfill",
          'finishRenameField("Book", "title", "heading")',
          `finishAlterField("Book", "code", { type: "bigInteger", nullable: true })`,
        ),
      },
      kind,
    );
    await project.migrate("up");
    const schema = await project.schema();

    const dryRun = { dryRun: true };
    const range = await project.migrate("squash", ["shop", "0002", "0004"], dryRun);
    assert.match(
      range,
      /transaction: false,[\s\S]*beginRenameField\([\s\S]*backfill\([\s\S]*finishAlterField\(/,
    );
    await project.migrate("squash", ["shop", "0004"], { name: "all" });

    assert.match(
      await project.read("shop", "0001_all.ts"),
      /^import \{ createModel, migration \}[\s\S]*\],\n {2}operations: \[\n {4}createModel\("Book", \{[^()]*\}\),\n {2}\],\n\}\);\n$/,
    );
    await project.migrate("down", ["shop", "zero"]);
    await project.migrate("up");
    assert.deepEqual(await project.schema(), schema);
  });

  test("a database with a part of what is squashed goes on with the old files", async () => {
    await using project = await shopProject({ "0002_price": price }, kind);
    await project.migrate("up", ["shop", "0001"]);
    await project.migrate("squash", ["shop", "0002"]);

    assert.equal(await project.migrate("status"), "shop\n [x] 0001_initial\n [ ] 0002_price");
    await project.migrate("up");
    assert.deepEqual(await project.applied(), ["0001_initial", "0002_price", "0001_squashed_0002_price"]);

    await project.database.execute("DELETE FROM quintet_migrations WHERE name <> '0001_initial'");
    await project.remove("0002_price");
    await assert.rejects(project.migrate("up"), {
      code: "db.migration-history",
      message:
        'The database has a part of what shop.0001_squashed_0002_price replaces: shop.0001_initial applied, shop.0002_price not, and there is no file of that name any more.\nGet the replaced files back, run "quintet migrate up" on this database, and delete them again.',
    });
  });

  test("tables that are there already are recorded, and only where they are whole", async () => {
    await using project = await shopProject({ "0002_price": price }, kind);
    const fake = () => project.migrate("fake", [], { initial: true });

    assert.equal(
      await fake(),
      "  [ ] shop.0001_initial  the database lacks shop_book\nNo first migration has all its tables there; nothing was recorded.",
    );
    await project.database.execute("CREATE TABLE shop_book (id integer NOT NULL PRIMARY KEY)");
    await project.database.execute("ALTER TABLE shop_book ADD COLUMN title varchar(40)");
    await assert.rejects(fake(), (error: Error & { code?: string }) => {
      assert.equal(error.code, "db.existing-tables");
      assert.match(
        error.message,
        /^Tables that shop\.0001_initial would make are there already, and are not the same:/,
      );
      assert.match(error.message, /shop_book: .*"title".*40.*50|shop_book: .*"title".*50.*40/);
      assert.match(error.message, /shop_book: .*"title".*null/i);
      return true;
    });
    assert.equal(await project.migrate("status"), "shop\n [ ] 0001_initial\n [ ] 0002_price");
    await project.database.execute("DROP TABLE shop_book");
    const up = await project.migrate("up", ["shop", "0001"]);
    assert.match(up, /1 migration applied/);
    await project.database.execute("DELETE FROM quintet_migrations");
    assert.equal(
      await fake(),
      "  [x] shop.0001_initial\n1 migration recorded. No table was touched. Apply the rest with: quintet migrate up",
    );
    assert.equal(
      await project.migrate("fake", ["shop"]),
      "  [x] shop.0002_price\n1 migration recorded. No table was touched.",
    );
    assert.equal(
      await project.migrate("fake", ["shop", "zero"]),
      "  [ ] shop.0002_price\n  [ ] shop.0001_initial\n2 migrations forgotten. No table was touched.",
    );
    assert.equal((await project.database.query("SELECT title FROM shop_book")).length, 0);
  });
});

test("plan shows the way to any migration, numbered, with operations, and --check fails where there is one", async () => {
  await using project = await shopProject({
    "0002_price": price,
    "0003_text": asText.replace("0001_initial", "0002_price"),
    "0004_sql": file("runSql", '"UPDATE shop_book SET price = 3"', "0003_text"),
  });

  assert.equal(
    await project.migrate("plan", ["shop", "0002"]),
    `To apply on "default":
  1. shop.0001_initial
       + Create model Book
  2. shop.0002_price
       + Add field price to Book`,
  );
  await assert.rejects(project.migrate("plan", [], { check: true }), {
    message: 'The database "default" is not up to date.\nApply with: quintet migrate up',
  });
  await project.migrate("up");
  assert.equal(await project.migrate("plan", [], { check: true }), 'Nothing to do on "default".');
  assert.equal(
    await project.migrate("plan", ["shop", "0002"]),
    `To undo on "default":
  1. shop.0004_sql
       s Undo: Run SQL  (can't be undone)
  2. shop.0003_text
       ~ Undo: Alter field title on Book`,
  );
  assert.deepEqual(JSON.parse(await project.migrate("plan", ["shop", "0003"], { json: true })), [
    {
      direction: "down",
      module: "shop",
      name: "0004_sql",
      file: "shop/migrations/0004_sql.ts",
      operations: [{ symbol: "s", description: "Run SQL", isReversible: false }],
    },
  ]);
});

test("status tells for programs what is applied, and in the order of the plan for people", async () => {
  await using project = await shopProject({ "0002_price": price });
  await project.migrate("up", ["shop", "0001"]);

  assert.equal(
    await project.migrate("status", [], { plan: true }),
    "[x] shop.0001_initial\n[ ] shop.0002_price",
  );
  assert.deepEqual(JSON.parse(await project.migrate("status", [], { json: true })), [
    {
      module: "shop",
      name: "0001_initial",
      file: "shop/migrations/0001_initial.ts",
      applied: true,
      recorded: true,
      replaces: 0,
    },
    {
      module: "shop",
      name: "0002_price",
      file: "shop/migrations/0002_price.ts",
      applied: false,
      recorded: false,
      replaces: 0,
    },
  ]);
});

const conflict = `The ends of "shop" disturb each other:
  both touch the field shop.Book.title:
    ~ Alter field title on Book  shop/migrations/0002_longer.ts
    ~ Alter field title on Book  shop/migrations/0002_text.ts`;

test("ends that disturb each other are asked about, and one is put last", async () => {
  await using project = await shopProject({
    "0002_longer": longer,
    "0002_price": price,
    "0002_text": asText,
  });

  for (const command of ["up", "plan", "check"])
    await assert.rejects(project.migrate(command), { code: "db.migration-conflict" }, command);
  await assert.rejects(project.migrate("merge", ["shop"]), {
    message:
      "Say which end comes last, or that the order makes no difference:\n  quintet migrate merge shop --last 0002_longer\n  quintet migrate merge shop --last 0002_text\n  quintet migrate merge shop --any-order",
  });
  assert.equal(
    await project.migrate("merge", ["shop"], {}, { "Which is it?": "2" }),
    `${conflict}
  1  0002_longer comes last
  2  0002_text comes last
  3  the order makes no difference
shop.0002_text now depends on 0002_longer: shop/migrations/0002_text.ts`,
  );
  assert.equal(
    await project.read("shop", "0002_text.ts"),
    asText.replace('["shop", "0001_initial"]', '["shop", "0002_longer"]'),
  );
});

test("a migration joins ends whose order makes no difference, though they touch the same", async () => {
  await using project = await shopProject({ "0002_longer": longer, "0002_text": asText });

  assert.equal(
    await project.migrate("merge", ["shop"], { anyOrder: true }),
    `${conflict}\nshop/migrations/0003_merge_0002_longer_0002_text.ts`,
  );
  assert.equal(
    await project.read("shop", "0003_merge_0002_longer_0002_text.ts"),
    `import { migration } from "quintet/db";

export default migration({
  dependsOn: [
    ["shop", "0002_longer"],
    ["shop", "0002_text"],
  ],
  operations: [],
});
`,
  );
  assert.equal(await project.migrate("merge", ["shop"]), 'The migrations of "shop" have one end.');
  assert.match(await project.migrate("up"), /4 migrations applied\./);
});

test("an end is not put behind what a database lacks, or where it doesn't work", async () => {
  await using project = await shopProject({ "0002_longer": longer, "0002_text": asText });
  await project.migrate("fake", ["shop", "0002_text"]);

  await assert.rejects(project.migrate("merge", ["shop"], { last: "0002_text" }), {
    message:
      'shop.0002_text is applied on the database "default", and 0002_longer is not.\nUndo it first (quintet migrate down shop), or put the other end last.',
  });
  await project.write("shop", "0002_gone.ts", file("removeField", '"Book", "title"', "0001_initial"));
  await project.remove("0002_text");
  await assert.rejects(project.migrate("merge", ["shop"], { last: "0002_longer" }), {
    code: "db.migration-merge",
    message:
      'shop/migrations/0002_longer.ts doesn\'t work behind 0002_gone: Migration shop.0002_longer failed at operation 1 (Alter field title on Book): shop.Book has no field "title" at this point of the migrations.\nChange its operations so that they fit, or put another end last.',
  });
});

test("a database that doesn't fit the files gets no plan and no check of it, but what is wrong", async () => {
  const behind = asText.replace("dependsOn: [", 'dependsOn: [["shop", "0002_longer"], ');
  await using project = await shopProject({ "0002_longer": longer, "0002_text": behind });
  await project.migrate("fake", ["shop", "0002_text"]);
  await project.database.execute("DELETE FROM quintet_migrations WHERE name = '0002_longer'");

  for (const command of ["plan", "check", "up"])
    await assert.rejects(project.migrate(command), { code: "db.migration-history" }, command);
  assert.match(await project.migrate("plan", ["shop", "0001_initial"]), /To undo on "default":/);
});

test("quintet check tells of migrations that don't fit together, and goes on", async () => {
  await using project = await shopProject({ "0002_longer": longer, "0002_text": asText });
  const app = project.app({ shop: [] });
  Object.assign(app.config, { databases: { default: {} } });

  const findings = (await Promise.all(migrationChecks.map((check) => check.run(app)))).flat();

  assert.deepEqual(
    findings.map(({ id, level }) => [id, level]),
    [
      ["db.migration-conflict", "error"],
      ["db.W002", "warning"],
    ],
  );
  assert.match(findings[0]!.hint!, /quintet migrate merge shop$/);
  await project.write("shop", "0003_broken.ts", "export default 1;");
  const broken = (await Promise.all(migrationChecks.map((check) => check.run(app)))).flat();
  assert.deepEqual(
    broken.map(({ id }) => id),
    ["db.migration-file"],
  );
});

test("every database is asked before a file changes that it may have applied", async () => {
  await using project = await shopProject({ "0002_longer": longer, "0002_text": asText });
  await using archive = openDatabase(sqlite({ file: join(project.folder, "archive.sqlite3") }), "archive");
  project.others.push(archive);
  await project.migrate("fake", ["shop", "0002_text"], { database: "archive" });
  const last = (options = {}) => project.migrate("merge", ["shop"], { last: "0002_text", ...options });

  await assert.rejects(last(), {
    message:
      'shop.0002_text is applied on the database "archive", and 0002_longer is not.\nUndo it first (quintet migrate down shop --database archive), or put the other end last.',
  });
  const lost = openDatabase(postgres({ url: "postgres://127.0.0.1:9/none" }), "lost");
  project.others.unshift(lost);
  await assert.rejects(last(), (error: Error) => {
    assert.match(error.message, /^The database "lost" can't be asked which migrations it has: /);
    assert.match(
      error.message,
      /\nStart it, or name the one to ask with --database: then nobody looks whether the change fits "lost"\.$/,
    );
    return true;
  });
  await lost.close();
  assert.match(await last({ database: "default" }), /shop\.0002_text now depends on 0002_longer: /);
});

test("a file that no program can edit is left alone, with what to write", async () => {
  const computed =
    `const before = "0001_initial";\n${asText.replace('"0001_initial"', "before").replace("dependsOn: [", "...{}, dependsOn: [].concat([")}`.replace(
      "before]],",
      "before]]),",
    );
  await using project = await shopProject({ "0002_longer": longer, "0002_text": computed });

  await assert.rejects(project.migrate("merge", ["shop"], { last: "0002_text" }), {
    code: "db.migration-merge",
    message:
      'shop/migrations/0002_text.ts is written in a way that can\'t be edited by a program.\nWrite there: dependsOn: [["shop", "0002_longer"]]',
  });
  assert.equal(await project.read("shop", "0002_text.ts"), computed);
});

test("code is not squashed: it is named, unless it only mattered for rows that were there", async () => {
  const fill = (options: string) =>
    file("runCode", `{ ${options}forward() {}, backward() {} }`, "0001_initial");
  await using project = await shopProject({ "0002_fill": fill("") });

  await assert.rejects(project.migrate("squash", ["shop", "0002"]), {
    code: "db.migration-squash",
    message:
      "Code can't be carried over into another file:\n  c Run code  shop/migrations/0002_fill.ts\nWhere it only mattered for rows that were there, say so, and it is left out: elidable: true. Otherwise squash up to the migration before it, and from the one behind it.",
  });
  await project.remove("0002_fill");
  await project.write("shop", "0002_again.ts", fill("elidable: true, "));
  assert.match(
    await project.migrate("squash", ["shop", "0002"], { name: "start" }),
    /^2 migrations of "shop" become one; 2 operations become 1; 1 elidable left out:\n[\s\S]*shop\/migrations\/0001_start\.ts/,
  );
  await assert.rejects(project.migrate("squash", ["shop", "0001_initial"]), {
    message: "shop.0001_initial is replaced by shop.0001_start, which is used instead.\nName that one.",
  });
});

test("what is squashed can be squashed again, and databases of every age follow", async () => {
  await using project = await shopProject({
    "0002_price": price,
    "0003_text": asText.replace("0001_initial", "0002_price"),
  });
  await project.migrate("up", ["shop", "0002"]);
  await project.migrate("squash", ["shop", "0002"]);
  await project.migrate("squash", ["shop", "0003"], { name: "all" });

  assert.equal(
    await project.migrate("status"),
    "shop\n [-] 0001_squashed_0002_price (stands for 2; quintet migrate up records it)\n [ ] 0003_text",
  );
  assert.match(
    await project.migrate("up"),
    /^ {2}shop\.0003_text \(.*\n {2}shop\.0001_all \(recorded: all that it replaces is applied\)\n/,
  );
  assert.equal(await project.migrate("status"), "shop\n [x] 0001_all (stands for 2)");
  assert.match(await project.migrate("up"), /^Nothing to apply\./);
  for (const name of ["0001_initial", "0002_price", "0003_text", "0001_squashed_0002_price"])
    await project.remove(name);
  assert.equal(
    await project.migrate("status"),
    "shop\n [x] 0001_all (stands for 2)\n [x] 0001_initial (no such file)\n [x] 0002_price (no such file)",
  );
});

test("--no-optimize, a first migration, and names that are taken", async () => {
  await using project = await shopProject({
    "0002_price": price,
    "0003_text": asText.replace("0001_initial", "0002_price"),
  });

  assert.match(
    await project.migrate("squash", ["shop", "0002", "0003"], { optimize: false, dryRun: true }),
    /2 operations become 2:\n {2}0002_price\n {2}0003_text\n\nimport [\s\S]*replaces: \[\n {4}\["shop", "0002_price"\],\n {4}\["shop", "0003_text"\],\n {2}\],\n {2}dependsOn: \[\["shop", "0001_initial"\]\],/,
  );
  await assert.rejects(project.migrate("squash", ["shop", "0001"]), {
    message:
      "shop.0001_initial alone can't be squashed: it takes two migrations at least.\nTo shorten a single one: quintet migrate optimize shop 0001_initial",
  });
  await assert.rejects(project.migrate("squash", ["shop", "0003", "0002"]), {
    message:
      "shop.0003_text doesn't come before shop.0002_price.\nName the earlier one first: quintet migrate squash shop 0002_price 0003_text",
  });
  await project.write(
    "shop",
    "0002_words.ts",
    file("addField", '"Book", "words", { type: "text", nullable: true }', "0001_initial"),
  );
  await assert.rejects(project.migrate("squash", ["shop", "0002_words", "0003_text"]), {
    message:
      "shop.0002_words doesn't come before shop.0003_text.\nThey stand on branches side by side: name a first one that both need, or a last one that needs both.",
  });
  await project.remove("0002_words");
  await assert.rejects(project.migrate("squash", ["shop", "0003"], { name: "initial" }), {
    message:
      "shop/migrations/0001_initial.ts is there already.\nGive the new one another name: --name <name>",
  });
});

test("prune forgets modules that are gone, and says where there is none", async () => {
  await using project = await shopProject();
  await project.migrate("up");
  await project.database.execute(
    "INSERT INTO quintet_migrations (module, name, applied_at) VALUES ('old', '0001_initial', '')",
  );

  assert.equal(
    await project.migrate("prune", ["old"], { dryRun: true }),
    "  old.0001_initial\n1 migration would be forgotten.",
  );
  await project.migrate("prune", ["old"]);
  assert.deepEqual(await project.applied(), ["0001_initial"]);
  assert.equal(await project.migrate("prune", ["shop"]), "Nothing to forget: there is a file for each.");
  await assert.rejects(project.migrate("prune", ["shopp"]), {
    message:
      'There is no module "shopp", and the database remembers none. Did you mean "shop"?\nModules: shop.',
  });
});

test("a renamed module is not made a second time", async () => {
  await using project = await shopProject({ "0002_price": price });
  await project.migrate("up");
  await project.database.execute("UPDATE quintet_migrations SET module = 'store'");

  await assert.rejects(project.migrate("up"), {
    code: "db.migration-history",
    message: `The database remembers 2 migrations of a module "store", which the app doesn't have, and none of "shop", whose migrations have the same names. If "store" was renamed, its tables (store_…) would be made a second time, and empty.
Give it back the name "store" in defineModule(). To keep the new one: name the tables in the models and migrations (table: "store_…"), then run "quintet migrate fake shop" and "quintet migrate prune store".
If they have nothing to do with each other, forget the old one: quintet migrate prune store`,
  });
});

test("a database ahead of the code is told where nothing has to be done, and refused where something has", async () => {
  await using project = await shopProject();
  await project.migrate("up");
  await project.database.execute(
    "INSERT INTO quintet_migrations (module, name, applied_at) VALUES ('shop', '0002_later', '')",
  );

  assert.match(
    await project.migrate("up"),
    /^Nothing to apply\.\nwarning: shop\.0002_later was applied before/,
  );
  assert.match(
    await project.migrate("status"),
    /^shop\n \[x\] 0001_initial\n \[x\] 0002_later \(no such file\)\nwarning: The database is ahead of the code: shop\.0002_later was applied, and there is no such file\.$/,
  );
  await assert.rejects(project.migrate("down", ["shop"]), {
    code: "db.migration-history",
    message: `The database is ahead of the code: it remembers shop.0002_later, and there is no such file. shop.0001_initial can't be run on what that has made of the tables.
Get the code that has the file, and undo it there: quintet migrate down shop
If it was squashed into one that is here, run quintet migrate up with that code first.
If it is gone for good and the tables are as the files here say: quintet migrate prune shop`,
  });
});

test("make writes an empty migration, on all ends", async () => {
  await using project = await shopProject({ "0002_longer": longer, "0002_price": price });

  await project.migrate("make", ["shop"], { empty: true, name: "fill" });

  assert.match(
    await project.read("shop", "0003_fill.ts"),
    /dependsOn: \[\n {4}\["shop", "0002_longer"\],\n {4}\["shop", "0002_price"\],\n {2}\],\n {2}operations: \[\],/,
  );
  await assert.rejects(project.migrate("make", [], { empty: true }), {
    message: "Say for which module: quintet migrate make <module> --empty",
  });
  await assert.rejects(project.migrate("make", ["shop"], { empty: true, check: true }), {
    message: "--check and --empty exclude each other.",
  });
  await assert.rejects(project.migrate("make", [], { safe: true, update: true }), {
    message:
      /^--safe and --update exclude each other\.\n.*delete its file, and run quintet migrate make --safe$/,
  });
});

test("make prints JSON for programs", async () => {
  await using project = await shopProject();
  class Book extends Model({ title: string({ maxLength: 50 }), notes: text({ optional: true }) }) {}
  const app = project.app({ shop: [Book] });
  const entry = {
    module: "shop",
    name: "0002_book_notes",
    operations: [{ symbol: "+", description: "Add field notes to Book", isReversible: true }],
  };

  const printed = await runCommand(app, "migrate make", {}, { json: true });

  const [made] = JSON.parse(printed) as [{ readonly file: string }];
  assert.match(made.file, /shop\/migrations\/0002_book_notes\.ts$/);
  assert.deepEqual({ ...made, file: "" }, { ...entry, file: "" });
  assert.equal(await runCommand(app, "migrate make", {}, { json: true }), "[]");
});

test("check prints JSON for programs", async () => {
  const removal = file("removeField", '"Book", "title"', "0001_initial");
  const accepted = removal.replace("operations:", 'acceptsDowntime: "at night", operations:');
  await using project = await shopProject({ "0002_gone": accepted });
  await project.migrate("up", ["shop", "0001"]);

  const [danger] = JSON.parse(await project.migrate("check", [], { json: true }));

  const { message, instead, ...rest } = danger;
  assert.deepEqual(rest, {
    migration: "shop.0002_gone",
    position: 1,
    operation: "Remove field title from Book",
    table: "shop_book",
    rows: 0,
    danger: "breaks-previous-release",
    accepted: "at night",
  });
  assert.match(message, /title/);
  assert.ok(instead.length > 0);
});

test("names with line ends and escape sequences stay on their line, and are seen", async () => {
  const name = "by\n✔ 9 migrations applied.\u001b[2J";
  const shown = String.raw`by\u000a✔ 9 migrations applied.\u001b[2J`;
  const index = JSON.stringify({ name, fields: ["title"] });
  await using project = await shopProject({
    "0002_odd": file("addIndex", `"Book", ${index}`, "0001_initial"),
  });
  await project.migrate("up", ["shop", "0001"]);
  const history = "INSERT INTO quintet_migrations (module, name, applied_at) VALUES (?, ?, ?)";
  const columns = ["shop", name, "2026-01-01 00:00:00"];

  assert.ok((await project.migrate("plan")).endsWith(`\n       + Create index ${shown} on Book`));
  await project.database.execute(history, columns);
  assert.ok((await project.migrate("status")).includes(` [x] ${shown} (no such file)`));
  await assert.rejects(project.migrate("up"), (error: Error) => error.message.includes(`shop.${shown},`));
  assert.match(
    await project.migrate("prune", ["shop"]),
    /^ {2}shop\.by\\u000a✔ 9 migrations applied\.\\u001b\[2J\n/,
  );
});

test("up has applied what it has, also where the models can't be compared with the migrations", async () => {
  await using project = await migrationProject();
  await project.write(
    "shop",
    "0001_initial.ts",
    `import { createModel, migration } from "quintet/db";
export default migration({
  operations: [
    createModel("Alpha", { table: "letters", fields: { id: { type: "auto", primaryKey: true } } }),
    createModel("Part", { fields: { id: { type: "auto", primaryKey: true }, letter: { type: "belongsTo", to: "shop.Alpha", onDelete: "cascade" } } }),
  ],
});`,
  );
  class Letter extends Model({ note: text() }) {
    static override meta() {
      return this.options({ table: "letters" });
    }
  }
  class Part extends Model({
    get letter() {
      return belongsTo(() => Letter, { onDelete: "cascade" });
    },
  }) {}
  const app = project.app({ shop: [Letter, Part] });

  const told = await runCommand(app, "migrate up");

  assert.match(
    told,
    /^ {2}shop\.0001_initial .*\n1 migration applied\.\nwarning: The models can't be compared with the migrations: These changes need each other in a circle:\n/,
  );
  assert.match(await runCommand(app, "migrate status"), /\[x\] 0001_initial/);
});

test("make --update never gives a migration the name of another one", async () => {
  const longer = file("alterField", '"Book", "title", { type: "string", maxLength: 90 }', "0001_initial");
  const added = file("addField", '"Book", "notes", { type: "text", nullable: true }', "0002_longer");
  await using project = await shopProject({ "0002_longer": longer, "0002_notes": added });
  class Book extends Model({ title: string({ maxLength: 90 }), notes: text() }) {}
  const update = (options: Record<string, string>) =>
    runCommand(
      project.app({ shop: [Book] }),
      "migrate make",
      {},
      { update: true, fill: ['Book.notes=""'], ...options },
    );

  await assert.rejects(update({ name: "longer" }), {
    code: "db.migration-update",
    message:
      /0002_notes\.ts can't get the name 0002_longer: another migration of "shop" has it\.\nSay another one with --name, or leave it out\.$/,
  });

  assert.deepEqual(await project.files("shop"), ["0001_initial.ts", "0002_longer.ts", "0002_notes.ts"]);
  assert.equal(await project.read("shop", "0002_longer.ts"), longer);
});

test("a reference to a model that isn't there is told by check too, with its place and what was meant", async () => {
  const author =
    '"Book", "author", { type: "belongsTo", to: "shop.Bok", onDelete: "cascade", nullable: true }';
  await using project = await shopProject({ "0002_author": file("addField", author, "0001_initial") });
  await project.migrate("up", ["shop", "0001"]);

  for (const command of ["check", "up"])
    await assert.rejects(project.migrate(command), {
      code: "db.migration-failed",
      message:
        /^Migration shop\.0002_author failed at operation 1 \(Add field author to Book\): shop\.Book\.author refers to the model "shop\.Bok", which does not exist at this point of the migrations\. Did you mean "shop\.Book"\?\n.* in shop\/migrations\/0002_author\.ts/,
    });
});

test("make --update puts changes into the last migration, as long as nobody has it", async () => {
  await using project = await shopProject();
  class Book extends Model({ title: string({ maxLength: 50 }), notes: text({ optional: true }) }) {}
  class Later extends Model({
    title: string({ maxLength: 50 }),
    price: decimal({ digits: 8, places: 2, default: "0.00" }),
  }) {}
  Object.defineProperty(Later, "name", { value: "Book" });
  await runCommand(project.app({ shop: [Book] }), "migrate make");

  const options = { update: true, renames: false };
  const told = await runCommand(project.app({ shop: [Later] }), "migrate make", {}, options);

  assert.match(
    told,
    /0002_book_price\.ts\n {2}\+ Add field price to Book\n {2}in the place of 0002_book_notes\.ts\n/,
  );
  assert.deepEqual(await project.files("shop"), ["0001_initial.ts", "0002_book_price.ts"]);
  assert.match(
    await project.read("shop", "0002_book_price.ts"),
    /operations: \[addField\("Book", "price", \{/,
  );
  assert.doesNotMatch(await project.read("shop", "0002_book_price.ts"), /notes/);

  await project.migrate("up");
  class Longer extends Model({ title: text(), price: decimal({ digits: 8, places: 2, default: "0.00" }) }) {}
  Object.defineProperty(Longer, "name", { value: "Book" });
  await assert.rejects(runCommand(project.app({ shop: [Longer] }), "migrate make", {}, { update: true }), {
    code: "db.migration-update",
    message:
      /0002_book_price\.ts can't be updated: it is applied on the database "default"\.\nUndo it first \(quintet migrate down shop\), or write a new one without --update\.$/,
  });
  await project.migrate("down", ["shop"]);
  await project.write(
    "shop",
    "0002_book_price.ts",
    `// Told by Ann.\n${await project.read("shop", "0002_book_price.ts")}`,
  );
  await assert.rejects(runCommand(project.app({ shop: [Longer] }), "migrate make", {}, { update: true }), {
    message:
      /0002_book_price\.ts was edited by hand, and would be written anew\.\nWrite a new one without --update, and move its operations there\.$/,
  });
});
