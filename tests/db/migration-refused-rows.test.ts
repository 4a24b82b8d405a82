import assert from "node:assert/strict";
import { forEachDatabase } from "./databases.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

/* Rows that are there don't fit what a migration makes: it says which, and nothing of them is lost. */

const initial = `import { createModel, migration } from "quintet/db";
export default migration({
  operations: [createModel("Book", { fields: { id: { type: "auto", primaryKey: true }, title: { type: "string", maxLength: 30, nullable: true } } })],
});`;
const more = (operation: string, options = "") => `import * as db from "quintet/db";
export default db.migration({ dependsOn: [["shop", "0001_initial"]], ${options} operations: [db.${operation}] });`;

interface Refusal {
  readonly title: string;
  readonly operation: string;
  /** What is said everywhere, or by each kind of database. */
  readonly says: RegExp | Readonly<Record<"sqlite" | "postgres" | "mysql", RegExp>>;
}

const refusals: readonly Refusal[] = [
  {
    title: "a required field that nothing fills",
    operation: `addField("Book", "pages", { type: "integer" })`,
    says: /Rows that are there have no value for the column "pages", .*\n.*addField\(…, \{ fill \}\)/,
  },
  {
    title: "a field that becomes required, and NULL",
    operation: `alterField("Book", "title", { type: "string", maxLength: 30 })`,
    says: /Rows that are there have no value for the column "title", .*\n.*alterField\(…, \{ fill \}\)/,
  },
  {
    title: "a field of numbers that is filled with a text",
    operation: `addField("Book", "pages", { type: "integer" }, { fill: "abc" })`,
    says: {
      sqlite: /can't be given "abc" as "pages" of "shop_book": it is no number\./,
      postgres: /invalid input syntax for type integer: "abc"/,
      mysql: /Invalid default value for 'pages'/,
    },
  },
  {
    title: "a text that becomes a number, and isn't one",
    operation: `alterField("Book", "title", { type: "integer", nullable: true })`,
    says: {
      sqlite: /The column "title" of "shop_book" can't become one of numbers: a row has "abc"\./,
      postgres: /invalid input syntax for type integer: "abc"/,
      mysql: /Truncated incorrect INTEGER value: 'abc'/,
    },
  },
  {
    title: "a unique rule, and values that rows share",
    operation: `addConstraint("Book", { type: "unique", name: "one_title", fields: ["title"] })`,
    says: {
      sqlite: /Another row has the same value [\s\S]*\nKey \(title\): 2 rows have \(abc\)\.\n/,
      postgres: /Another row has the same value [\s\S]*\nKey \(title\)=\(abc\) is duplicated\.\n/,
      mysql:
        /Another row has the same value [\s\S]*\nThe server said: Duplicate entry 'abc' for key 'one_title'\.\n/,
    },
  },
  {
    title: "a field that becomes unique, and values that rows share",
    operation: `alterField("Book", "title", { type: "string", maxLength: 30, nullable: true, unique: true })`,
    says: {
      sqlite: /\(shop_book: title must be unique\)\.[\s\S]*\nKey \(title\): 2 rows have \(abc\)\.\n/,
      postgres: /Key \(title\)=\(abc\) is duplicated\.\n/,
      mysql: /Duplicate entry 'abc'/,
    },
  },
  {
    title: "a relation to a row that is not there",
    operation: `addField("Book", "of", { type: "belongsTo", to: "shop.Book", onDelete: "cascade" }, { fill: 77 })`,
    says: {
      sqlite: /row 1 of "shop_book" would refer to a row of "shop_book" that does not exist/,
      postgres: /Key \(of_id\)=\(77\) is not present in table "shop_book"\./,
      mysql: /The server said: .*FOREIGN KEY \("of_id"\) REFERENCES "shop_book" \("id"\)/,
    },
  },
];

forEachDatabase((kind) => {
  if (kind.name === "SQLite in a file") return; // the same database
  const { test } = kind;

  for (const { title, operation, says } of refusals)
    test(title, async () => {
      await using project = await projectWith(operation);
      const expected = "source" in says ? says : says[kind.dialect];

      await assert.rejects(project.up(), (error: Error) => {
        assert.match(error.message, /^Migration shop\.0002_more failed/);
        assert.match(error.message, expected);
        return true;
      });
      const rows = await project.database.query("SELECT title FROM shop_book ORDER BY id");
      assert.deepEqual(rows, [["abc"], ["abc"], [null]]);
    });

  test("values with line ends and escape sequences can't fake a line of an error", async () => {
    const unique = `addConstraint("Book", { type: "unique", name: "one_title", fields: ["title"] })`;
    for (const operation of [unique, `alterField("Book", "title", { type: "integer", nullable: true })`]) {
      await using project = await projectWith(operation);
      const parameters = kind.dialect === "postgres" ? "$1" : "?";
      await project.database.execute("DELETE FROM shop_book");
      for (let copy = 0; copy < 2; copy++)
        await project.database.execute(`INSERT INTO shop_book (title) VALUES (${parameters})`, [
          "a\n✔ done\u001b[2J",
        ]);

      await assert.rejects(project.up(), (error: Error) => {
        // MariaDB writes escapes of its own, SQLite's values stand in JSON.
        assert.match(error.message, /a\\(?:u000a|n)✔ done\\(?:u001b|001B)\[2J/);
        assert.ok(!error.message.includes("\u001b"));
        return true;
      });
    }
  });

  test("a rule in steps that rows refuse is undone, and what was done before it", async () => {
    for (const rule of [
      `addConstraint("Book", { type: "unique", name: "one_title", fields: ["title"] }, { concurrently: true })`,
      `alterField("Book", "title", { type: "string", maxLength: 30 }, { concurrently: true })`,
    ]) {
      const operations = `addIndex("Book", { name: "by_title", fields: ["title"] }, { concurrently: true }), db.${rule}`;
      await using project = await projectWith(operations, "transaction: false,");
      const before = await project.schema();
      await assert.rejects(project.up(), /Rows that are there/);

      assert.match(await project.down(), /\n1 migration undone\.$/);

      assert.deepEqual(await project.schema(), before);
      await assert.rejects(project.up(), /Rows that are there/);
      await project.database.execute("DELETE FROM shop_book WHERE title IS NULL OR id = 2");
      await project.up();
    }
  });

  // SQLite keeps texts of any length.
  for (const operation of [
    `alterField("Book", "title", { type: "string", maxLength: 2, nullable: true })`,
    `alterField("Book", "title", { type: "string", maxLength: 2, nullable: true, columnType: "char(2)" })`,
  ])
    test(`a text that is too long is never cut: ${operation}`, async () => {
      await using project = await projectWith(operation);
      const run = project.up();

      if (kind.dialect === "sqlite") await run;
      else
        await assert.rejects(
          run,
          /value too long for type|Data truncated for column 'title'|"title" are too long/,
        );
      const rows = await project.database.query("SELECT title FROM shop_book ORDER BY id");
      assert.deepEqual(rows, [["abc"], ["abc"], [null]]);
    });

  async function projectWith(operation: string, options = "") {
    const project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", initial);
    await project.write("shop", "0002_more.ts", more(operation, options));
    const app = project.app({ shop: [] });
    await runCommand(app, "migrate up", { module: "shop", migration: "0001" });
    for (const title of ["'abc'", "'abc'", "NULL"])
      await project.database.execute(`INSERT INTO shop_book (title) VALUES (${title})`);
    return Object.assign(project, {
      up: () => runCommand(app, "migrate up", { module: "shop" }),
      down: () => runCommand(app, "migrate down", { module: "shop" }),
    });
  }
});
