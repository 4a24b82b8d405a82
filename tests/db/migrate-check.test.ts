import assert from "node:assert/strict";
import { test as nodeTest } from "node:test";
import {
  addConstraint,
  addIndex,
  beginAlterField,
  belongsTo,
  createModel,
  finishAlterField,
  integer,
  Model,
  migration,
  type Operation,
  string,
  uuid,
} from "quintet/db";
import { statesWithin } from "../../src/db/migrations/graph/apply-migration.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { checkMigrations } from "../../src/db/migrations/safety/check-migrations.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { testDatabases } from "./databases.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

const postgres = testDatabases.find(({ dialect }) => dialect === "postgres");
const test = (name: string, work: () => Promise<void>) =>
  void nodeTest(name, { skip: postgres?.skip ?? true }, work);

const initial = `import { createModel, migration } from "quintet/db";

export default migration({
  operations: [
    createModel("Book", {
      fields: {
        id: { type: "auto", primaryKey: true },
        title: { type: "string", maxLength: 100 },
        pages: { type: "integer" },
      },
    }),
  ],
});
`;
const second = (operation: string, options = "") => `import * as db from "quintet/db";

export default db.migration({
  dependsOn: [["shop", "0001_initial"]],
  ${options}
  operations: [${operation}],
});
`;

/** A project whose database has the first migration and that many books. */
async function project(rows: number) {
  const made = await migrationProject(postgres);
  await made.write("shop", "0001_initial.ts", initial);
  await runCommand(made.app({ shop: [] }), "migrate up");
  await made.database.execute(
    `INSERT INTO shop_book (title, pages) SELECT 'Book ' || n, n FROM generate_series(1, ${rows}) n`,
  );
  return made;
}

async function checked(operation: string, options?: string, rows = 10_000) {
  await using made = await project(rows);
  await made.write("shop", "0002_step.ts", second(operation, options));
  return await runCommand(made.app({ shop: [] }), "migrate check").catch((error: Error) => error);
}

test("an index on a large table is a danger, with file, operation, rows and the way around", async () => {
  await using made = await project(10_000);
  await made.write(
    "shop",
    "0002_step.ts",
    second(`db.addIndex("Book", { name: "pages_idx", fields: ["pages"] })`),
  );
  const app = made.app({ shop: [] });

  const check = runCommand(app, "migrate check");
  await assert.rejects(check, {
    message:
      /^1 danger for tables in use\.\n.*delete its file, and run quintet migrate make --safe\n.*acceptsDowntime/,
  });

  await made.write(
    "shop",
    "0002_step.ts",
    second(`db.addIndex("Book", { name: "pages_idx", fields: ["pages"] })`),
  );
});

test("an accepted danger is told, and is none", async () => {
  const index = `db.addIndex("Book", { name: "pages_idx", fields: ["pages"] })`;

  assert.match(String(await checked(index)), /^CommandError: 1 danger|1 danger/);
  assert.equal(
    String(await checked(index, `acceptsDowntime: "at night",`)).replace(/^.*(?=shop\/migrations)/, ""),
    'shop/migrations/0002_step.ts, operation 1: Create index pages_idx on Book\n  Everybody who writes "shop_book" waits while all rows are sorted into an index for "pages_idx" (10,000 rows): SHARE.\n  Accepted: at night\nAll dangers are accepted.',
  );
});

test("a backfill that would be computed twice, were it undone and applied again, is warned of", async () => {
  const backfilled = (set: string, where = ', where: { op: "gt", of: [{ field: "id" }, { value: 5 }] }') =>
    checked(`db.backfill("Book", { set: { pages: ${set} }${where} })`, "transaction: false,", 1);
  const pages = '{ field: "pages" }';
  const added = `{ op: "+", of: [${pages}, { value: 1 }] }`;

  assert.match(
    String(await backfilled(`{ op: "abs", of: [${added}] }`)),
    /^warning: .*shop\/migrations\/0002_step\.ts, operation 1: Backfill pages of Book\n {2}It computes "pages" of what stands there, [\s\S]*\nNo danger\.$/,
  );
  assert.match(String(await backfilled(`{ sql: ["", " + 1"], of: [${pages}] }`)), /^warning: /);
  for (const once of [
    await backfilled(added, ""), // of rows without a value
    await backfilled(added, `, where: { op: "lt", of: [${pages}, { value: 5 }] }`),
    await backfilled(`{ op: "abs", of: [${pages}] }`),
    await backfilled('{ op: "+", of: [{ field: "id" }, { value: 1 }] }'),
  ])
    assert.equal(once, "No danger.");
});

test("the steps that are safe, and small tables, are no danger", async () => {
  const index = `db.addIndex("Book", { name: "pages_idx", fields: ["pages"] }`;

  assert.equal(await checked(`${index}, { concurrently: true })`, "transaction: false,"), "No danger.");
  assert.equal(await checked(`${index})`, "", 9_999), "No danger.");
  assert.equal(await checked(`db.beginRenameField("Book", "title", "heading")`), "No danger.");
  assert.equal(await checked(`db.runCode({ forward() {} })`), "No danger.");
});

test("what breaks the release that runs is a danger on any table", async () => {
  for (const operation of [
    `db.renameField("Book", "title", "heading")`,
    `db.removeField("Book", "title")`,
    `db.addField("Book", "price", { type: "integer" }, { fill: 0 })`,
    `db.alterField("Book", "title", { type: "string", maxLength: 10 })`,
    `db.deleteModel("Book")`,
    `db.beginRenameField("Book", "title", "heading"), db.finishRenameField("Book", "title", "heading")`,
    `db.removeField("Book", "pages"), db.runCode({ forward() {} })`,
  ])
    assert.match(String(await checked(operation, "", 5)), /[12] dangers? for tables in use/, operation);
  const withDefault = `db.addField("Book", "price", { type: "integer", dbDefault: { value: 0 } })`;
  assert.equal(await checked(withDefault, "", 5), "No danger.");
});

/** What is said of a migration after one that makes `shop_book` with 20,000 rows. */
async function dangersOf(kind: "mysql" | "postgres", ...operations: Operation[]) {
  const id = { type: "auto", primaryKey: true } as const;
  const book = createModel("Book", { fields: { id, pages: { type: "integer" } } });
  const named = { module: "shop", name: "0002_step", dependsOn: [] };
  const before = statesWithin(new SchemaState(), { ...named, operations: [book] }).at(-1)!;
  const step = { ...migration({ operations }), ...named };
  return checkMigrations([step], before, kind, async () => 20_000);
}

nodeTest("a check on MariaDB writes the table anew, and there is no way around", async () => {
  const condition = { op: "gte", of: [{ field: "pages" }, { value: 0 }] } as const;
  const check = { type: "check", name: "book_pages", condition } as const;
  const waysAround = (dangers: Awaited<ReturnType<typeof dangersOf>>) =>
    dangers.filter(({ danger }) => danger !== "breaks-previous-release").map(({ instead }) => instead);

  assert.deepEqual(waysAround(await dangersOf("postgres", addConstraint("Book", check))), [
    "Say { validate: false }, and validateConstraint() in the next migration.",
  ]);
  for (const options of [undefined, { validate: false }] as const)
    assert.deepEqual(waysAround(await dangersOf("mysql", addConstraint("Book", check, options))), [
      "MariaDB and MySQL make a check by writing the table anew, also with { validate: false }: do it while few write, or accept it.",
    ]);
});

nodeTest(
  "the end of another type in steps breaks a release that knows nothing of its beginning",
  async () => {
    const bigger = { type: "bigInteger" } as const;
    const dangers = await dangersOf(
      "postgres",
      beginAlterField("Book", "pages", bigger),
      finishAlterField("Book", "pages", bigger),
    );

    assert.deepEqual(
      dangers.map(({ message }) => message),
      ["The release that runs now breaks: it reads and writes integer, and finds bigInteger."],
    );
  },
);

nodeTest("the last file of a sequence breaks nobody once the others are applied", async () => {
  const id = { type: "auto", primaryKey: true } as const;
  const book = createModel("Book", { fields: { id, pages: { type: "integer" } } });
  const unique = { type: "unique", name: "book_pages", fields: ["pages"] } as const;
  const index = { name: "book_pages_idx", fields: ["pages"] };
  const online = { concurrently: true } as const;
  const backfilled = {
    ...migration({ transaction: false, operations: [addIndex("Book", index, online)] }),
    module: "shop",
    name: "0002_rule_backfill",
  };
  const contract = {
    ...migration({ transaction: false, operations: [addConstraint("Book", unique, online)] }),
    module: "shop",
    name: "0003_rule_contract",
    dependsOn: [["shop", "0002_rule_backfill"] as const],
  };
  const [, made, filled] = statesWithin(new SchemaState(), {
    ...backfilled,
    operations: [book, ...backfilled.operations],
  }) as [SchemaState, SchemaState, SchemaState];
  const dangersOfAll = async (migrations: readonly Migration[], before: SchemaState) =>
    (await checkMigrations(migrations, before, "postgres")).map(({ message }) => message);

  assert.deepEqual(await dangersOfAll([backfilled, contract], made), [
    'The release that runs now breaks: it may write rows that the new rule for "book_pages" refuses.',
  ]);
  assert.deepEqual(await dangersOfAll([contract], filled), []);
});

class Book extends Model({
  heading: string({ maxLength: 100 }),
  pages: integer({ positive: false }),
  price: integer({ default: 0 }),
}) {}

test("make --safe writes expand, backfill and contract, which end in the models and are no danger one by one", async () => {
  await using made = await project(20_000);
  const app = made.app({ shop: [Book] });

  const making = { safe: true, rename: ["Book.title:heading"], name: "shape" };
  const said = await runCommand(app, "migrate make", {}, making);

  assert.match(
    said,
    /Before the new release runs:\n {4}quintet migrate up shop 0003_shape_backfill\n {2}When nobody runs the one before any more:\n {4}quintet migrate up$/,
  );
  assert.deepEqual(await made.files("shop"), [
    "0001_initial.ts",
    "0002_shape_expand.ts",
    "0003_shape_backfill.ts",
    "0004_shape_contract.ts",
  ]);
  assert.match(
    await made.read("shop", "0003_shape_backfill.ts"),
    /transaction: false,\n {2}operations: \[copyField\("Book", "heading"\)\]/,
  );
  const together = await runCommand(app, "migrate check").catch(String);
  assert.match(together, /2 dangers/); // the old name goes, and the default that the release before needs
  assert.equal(await runCommand(app, "migrate check", { module: "shop", migration: "0003" }), "No danger.");
  await runCommand(app, "migrate up", { module: "shop", migration: "0003" });
  assert.equal(await runCommand(app, "migrate check"), "No danger.");
  await runCommand(app, "migrate up");
  await runCommand(app, "migrate make", {}, { check: true });
  await made.database.execute("INSERT INTO shop_book (heading, pages, price) VALUES ('New', 1, 2)");
});

test("make --safe lets both releases write rows while a required field goes, and one with a value for each row comes", async () => {
  await using made = await project(10_000);
  class Book extends Model({
    title: string({ maxLength: 100 }),
    code: uuid({ default: "v4", unique: true }),
    rating: integer({ default: 5 }),
  }) {}
  const app = made.app({ shop: [Book] });
  const inserted = (columns: string) => made.database.execute(`INSERT INTO shop_book ${columns}`);

  await runCommand(app, "migrate make", {}, { safe: true, name: "shape", renames: false });

  assert.equal(await runCommand(app, "migrate check", { module: "shop", migration: "0003" }), "No danger.");
  await runCommand(app, "migrate up", { module: "shop", migration: "0003" });
  await inserted("(title, pages) VALUES ('of the old release', 1)");
  await inserted("(title, rating, code) VALUES ('of the new one', 4, gen_random_uuid())");
  await runCommand(app, "migrate up");
  await runCommand(app, "migrate make", {}, { check: true });
  const codes = await made.database.query("SELECT COUNT(DISTINCT code) FROM shop_book");
  assert.deepEqual(codes, [[10_002]]);

  class Shorter extends Model({
    title: string({ maxLength: 100 }),
    code: uuid({ default: "v4", unique: true }),
  }) {}
  Object.defineProperty(Shorter, "name", { value: "Book" });
  const next = made.app({ shop: [Shorter] });
  await runCommand(next, "migrate make", {}, { safe: true, name: "next" });
  await runCommand(next, "migrate up", { module: "shop", migration: "0005" });
  await inserted("(title, code) VALUES ('of the newest', gen_random_uuid())");
  const rating = await made.database.query("SELECT rating FROM shop_book WHERE title = 'of the newest'");
  assert.deepEqual(rating, [[5]], "the release before reads what it knows as the default");
});

test("make --safe gives a required relation its index before the new release looks for rows by it", async () => {
  await using made = await project(10_000);
  class Book extends Model({
    title: string({ maxLength: 100 }),
    pages: integer(),
    get first() {
      return belongsTo(() => Book, { onDelete: "protect" });
    },
  }) {}
  const app = made.app({ shop: [Book] });

  await runCommand(app, "migrate make", {}, { safe: true, name: "first", fill: ["Book.first=1"] });
  assert.equal(await runCommand(app, "migrate check", { module: "shop", migration: "0003" }), "No danger.");
  await runCommand(app, "migrate up", { module: "shop", migration: "0003" });
  const indexes = () =>
    made.database.query(
      "SELECT indexname FROM pg_indexes WHERE tablename = 'shop_book' AND indexdef LIKE '%(first_id)'",
    );
  const between = await indexes();
  await runCommand(app, "migrate up");

  assert.equal(between.length, 1);
  assert.deepEqual(await indexes(), between);
  await runCommand(app, "migrate make", {}, { check: true });
});

test("make --safe fills rows that the release before writes until its end", async () => {
  await using made = await project(10);
  class Nullable extends Model({
    title: string({ maxLength: 100 }),
    pages: integer(),
    isbn: string({ nullable: true }),
  }) {}
  class Required extends Model({ title: string({ maxLength: 100 }), pages: integer(), isbn: string() }) {}
  for (const model of [Nullable, Required]) Object.defineProperty(model, "name", { value: "Book" });
  await runCommand(made.app({ shop: [Nullable] }), "migrate make");
  await runCommand(made.app({ shop: [Nullable] }), "migrate up");
  const app = made.app({ shop: [Required] });

  await runCommand(app, "migrate make", {}, { safe: true, name: "isbn", fill: ["Book.isbn=none"] });
  await runCommand(app, "migrate up", { module: "shop", migration: "0003" });
  await made.database.execute("INSERT INTO shop_book (title, pages) VALUES ('of the old release', 1)");
  await runCommand(app, "migrate up");

  const isbns = await made.database.query("SELECT isbn, COUNT(*) FROM shop_book GROUP BY isbn");
  assert.deepEqual(isbns, [["none", 11]]);
});

test("make --safe leaves fields that exchange their names to one migration, because no release knows both", async () => {
  await using made = await project(1);
  class Book extends Model({ title: integer(), pages: string({ maxLength: 100 }) }) {}
  const app = made.app({ shop: [Book] });

  await runCommand(app, "migrate make", {}, { safe: true, rename: ["Book.title:pages", "Book.pages:title"] });

  assert.equal((await made.files("shop")).length, 2);
  await runCommand(app, "migrate up");
  await runCommand(app, "migrate make", {}, { check: true });
});

test("a type that is named for the database is another type there, and nothing elsewhere", async () => {
  const title = (columnType: string) =>
    `db.alterField("Book", "title", { type: "string", maxLength: 100, columnType: ${columnType} })`;

  const here = await checked(title('{ postgres: "char(100)" }'));
  const elsewhere = await checked(title('{ mysql: "char(100)" }'));

  assert.match(String(here), /1 danger for tables in use/);
  assert.doesNotMatch(String(elsewhere), /danger for tables/);
});
