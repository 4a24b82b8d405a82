import assert from "node:assert/strict";
import { integer, Model, setDefaultDatabase, string } from "quintet/db";
import { modelNamed } from "../../src/db/models/model-registry.ts";
import { forEachDatabase } from "./databases.ts";
import { migrationProject, runCommand } from "./migration-project.ts";

/* Models of the past, declared in the migration that uses them. */

const initial = `
import { createModel, migration } from "quintet/db";
export default migration({
  operations: [
    createModel("Author", { fields: { id: { type: "auto", primaryKey: true }, name: { type: "string", maxLength: 100 } } }),
    createModel("Book", {
      fields: {
        id: { type: "auto", primaryKey: true },
        title: { type: "string", maxLength: 100 },
        author: { type: "belongsTo", to: "shop.Author", onDelete: "cascade" },
        price: { type: "decimal", digits: 8, places: 2, default: "0.00" },
      },
    }),
  ],
});`;

const filled = `
import { belongsTo, decimal, migration, Model, runCode, string } from "quintet/db";

class Author extends Model({ name: string({ maxLength: 100 }) }) {}
class Book extends Model({
  title: string({ maxLength: 100 }),
  price: decimal({ digits: 8, places: 2, default: "0.00" }),
  get author() { return belongsTo(() => Author, { onDelete: "cascade" }); },
}) {}

export default migration({
  dependsOn: [["shop", "0001_initial"]],
  operations: [
    runCode({
      models: { Author, Book },
      async forward() {
        const author = await Author.create({ name: "Ursula" });
        await Book.createMany([{ title: "Lathe", author }, { title: "Tehanu", author }]);
      },
      async backward() {
        for await (const book of Book.include("author").stream()) if (book.author.name === "Ursula") await book.delete();
        await Author.where({ name: "Ursula" }).delete();
      },
    }),
  ],
});`;

/** What `make --empty --with Book,people.Book` writes: what they refer to with its key alone. */
const written = `import { belongsTo, decimal, migration, Model, runCode, string } from "quintet/db";

// The models as they are at this point of the history. What the code doesn't need may be deleted.
class Author extends Model({}) {}

class Book extends Model({
  title: string({ maxLength: 100 }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
  price: decimal({ digits: 8, places: 2, default: "0.00" }),
}) {}

class PeopleAuthor extends Model({}) {
  static override meta() {
    return this.options({
      module: "people",
      table: "people_author",
    });
  }
}

class PeopleBook extends Model({
  title: string({ maxLength: 100 }),
  get author() {
    return belongsTo(() => PeopleAuthor, { onDelete: "cascade" });
  },
  price: decimal({ digits: 8, places: 2, default: "0.00" }),
}) {
  static override meta() {
    return this.options({
      module: "people",
      table: "people_book",
    });
  }
}

export default migration({
  dependsOn: [
    ["shop", "0001_initial"],
    ["people", "0001_initial"],
  ],
  operations: [
    runCode({
      models: { Author, Book, "people.Author": PeopleAuthor, "people.Book": PeopleBook },
      forward: async () => {
        // What "quintet migrate up" does with the rows.
      },
      backward: async () => {
        // What "quintet migrate down" does with them.
      },
    }),
  ],
});
`;

/** What the models are today: other fields, another name for the title, and a hook that must not be called. */
class Author extends Model({ name: string({ maxLength: 100 }) }) {
  override beforeSave(): void {
    throw new Error("The hook of today's model was called.");
  }
}
class Book extends Model({ heading: string({ maxLength: 100 }), stock: integer({ default: 0 }) }) {}

const rows =
  'SELECT b."title", a."name" FROM "shop_book" b JOIN "shop_author" a ON a."id" = b."author_id" ORDER BY b."id"';

forEachDatabase((kind) => {
  const { test, dialect } = kind;
  const sql = (text: string) => (dialect === "mysql" ? text.replaceAll('"', "`") : text);

  test("code of a migration uses models as they were, forward and backward", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", initial);
    await project.write("shop", "0002_filled.ts", filled);
    const app = project.app({ shop: [Author, Book] });

    await runCommand(app, "migrate up", { module: "shop" });
    const afterwards = await project.database.query(sql(rows));
    await runCommand(app, "migrate down", { module: "shop", migration: "0001" });
    const undone = await project.database.query(sql('SELECT count(*) FROM "shop_author"'));
    await runCommand(app, "migrate up", { module: "shop" }); // the same classes once more

    assert.deepEqual(afterwards, [
      ["Lathe", "Ursula"],
      ["Tehanu", "Ursula"],
    ]);
    assert.equal(Number(undone[0]![0]), 0);
    assert.equal((await project.database.query(sql(rows))).length, 2);
    assert.equal(modelNamed("shop.Book"), Book, "what has the name is the app's model");
  });

  test("models of a migration are asked on the database that is migrated", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", initial);
    await project.write("shop", "0002_filled.ts", filled);
    setDefaultDatabase(undefined);

    await runCommand(project.app({ shop: [Author, Book] }), "migrate up", { module: "shop" });

    assert.equal((await project.database.query(sql(rows))).length, 2);
  });

  test("a query may be asked again after its table was changed", async () => {
    const counted = (name: string, before: string, field: string) => `
      import { alterField, integer, migration, Model, runCode } from "quintet/db";
      class Box extends Model({ size: ${field} }) {}
      export default migration({
        dependsOn: [["shop", "${before}"]],
        operations: [
          alterField("Box", "size", { type: "${name}" }),
          runCode({ models: { Box }, async forward() { await Box.create({ size: 3 }); for (const box of await Box.all()) box.size.toFixed(); } }),
        ],
      });`;
    await using project = await migrationProject(kind);
    await project.write(
      "shop",
      "0001_initial.ts",
      `import { createModel, migration } from "quintet/db";
       export default migration({ operations: [createModel("Box", { fields: { id: { type: "auto", primaryKey: true }, size: { type: "smallInteger" } } })] });`,
    );
    await project.write("shop", "0002_a.ts", counted("integer", "0001_initial", "integer()"));
    await project.write(
      "shop",
      "0003_b.ts",
      counted("bigInteger", "0002_a", "bigInteger()").replace("integer, ", "bigInteger, "),
    );

    await runCommand(project.app({ shop: [] }), "migrate up", { module: "shop" });

    const [count] = await project.database.query(sql('SELECT count(*) FROM "shop_box"'));
    assert.equal(Number(count![0]), 2);
  });

  test("a class that the code doesn't list is told, since it has no table", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", initial);
    await project.write("shop", "0002_fill.ts", filled.replace("models: { Author, Book },", ""));

    await assert.rejects(runCommand(project.app({ shop: [] }), "migrate up"), {
      message:
        /failed at operation 1 \(Run code\): The code asks for the table "author", which no model has at this point of the migrations\.\nList the classes that it uses, so that they get their tables: runCode\(\{ models: \{ Book \}, … \}\)\./,
    });
  });

  for (const [what, declared, message] of [
    [
      "another type",
      "title: integer(),",
      /failed at operation 1 \(Run code\): shop\.Book\.title is declared otherwise than it is at this point of the migrations: "type" is "integer" in the class, and "string" there\.\nWrite it as it was: title: string\(\{ maxLength: 100 \}\),\n/,
    ],
    [
      "a field that comes later",
      "heading: string({ maxLength: 100 }),",
      /shop\.Book\.heading is declared, and the model has no such field at this point of the migrations\.\nFields: id, title, author, price\./,
    ],
    [
      "a relation to a class that isn't listed",
      "get author() { return belongsTo(() => Author, {}); },",
      /shop\.Book\.author refers to the class Author, which is not among the models of the code\.\nAdd it: models: \{ Book, Author \}/,
    ],
    [
      "a relation that was something else",
      'author: integer({ column: "author_id" }),',
      /"type" is "integer" in the class, and "belongsTo" there\.\nWrite it as it was: get author\(\) \{ return belongsTo\(\(\) => Author, \{ onDelete: "cascade" \}\); \},\n/,
    ],
  ] as const) {
    test(`${what} than the history's is refused before the code runs`, async () => {
      await using project = await migrationProject(kind);
      await project.write("shop", "0001_initial.ts", initial);
      await project.write(
        "shop",
        "0002_wrong.ts",
        `import { belongsTo, integer, migration, Model, runCode, string } from "quintet/db";
         class Author extends Model({ name: string({ maxLength: 100 }) }) {}
         class Book extends Model({ ${declared} }) {}
         export default migration({
           dependsOn: [["shop", "0001_initial"]],
           operations: [runCode({ models: { Book }, async forward(database) { await database.query("nonsense"); } })],
         });`,
      );

      await assert.rejects(runCommand(project.app({ shop: [] }), "migrate up", { module: "shop" }), {
        message,
      });
    });
  }

  test("make writes the models that code will use, and what it wrote runs", async () => {
    await using project = await migrationProject(kind);
    await project.write("shop", "0001_initial.ts", initial);
    await project.write("people", "0001_initial.ts", initial.replaceAll("shop.", "people."));
    const app = project.app({ shop: [], people: [] });

    await runCommand(
      app,
      "migrate make",
      { module: "shop" },
      { empty: true, name: "fill", with: ["Book", "people.Book"] },
    );
    await assert.rejects(
      runCommand(app, "migrate make", { module: "shop" }, { empty: true, with: ["Bok"] }),
      /There is no model "shop\.Bok" at the end of the migrations\. Did you mean "shop\.Book"\?\nModels of "shop": Author, Book\./,
    );
    await assert.rejects(runCommand(app, "migrate make", {}, { with: ["Book"] }), /add --empty/);
    await runCommand(app, "migrate up");

    assert.equal(await project.read("shop", "0002_fill.ts"), written);
  });
});
