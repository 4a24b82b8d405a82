import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { createModel, type FieldState } from "quintet/db";
import { arrangeChanges } from "../../src/db/migrations/detect/arrange-changes.ts";
import { detectChanges } from "../../src/db/migrations/detect/detect-changes.ts";
import { type Questioner, silentQuestioner } from "../../src/db/migrations/detect/questioner.ts";
import { writeMigration } from "../../src/db/migrations/files/write-migration.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { ModelState } from "../../src/db/schema/model-state.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";

const id: FieldState = { type: "auto", primaryKey: true };
const name: FieldState = { type: "string", maxLength: 100 };

function model(
  label: string,
  fields: Record<string, FieldState> = {},
  more: Partial<ModelState> = {},
): ModelState {
  const [module = "", modelName = ""] = label.split(".");
  return { module, name: modelName, fields: { id, ...fields }, indexes: [], constraints: [], ...more };
}

function to(label: string, more: Partial<FieldState> = {}): FieldState {
  return { type: "belongsTo", to: label, onDelete: "cascade", ...more };
}

const nothing = new MigrationGraph([]);

/** The migrations from the models before to those after, applied to a history of the models before. */
async function changes(
  before: readonly ModelState[],
  after: readonly ModelState[],
  questioner: Questioner = silentQuestioner,
) {
  const first = arrangeChanges(
    await detectChanges(new SchemaState(), new SchemaState(before), silentQuestioner),
    nothing,
  );
  const graph = new MigrationGraph(first);
  const migrations = arrangeChanges(
    await detectChanges(graph.state(), new SchemaState(after), questioner),
    graph,
  );
  const whole = new MigrationGraph([...first, ...migrations]);
  assert.deepEqual(
    sorted(whole.state()),
    sorted(new SchemaState(after)),
    "the migrations lead to the models",
  );
  return migrations;
}

/** The state with its fields in alphabetical order: a new field comes last, wherever the model declares it. */
function sorted(state: SchemaState): unknown {
  const models = [...state.models.values()].map((item) => ({
    ...item,
    fields: Object.fromEntries(Object.entries(item.fields).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }));
  return new SchemaState(models).toJSON();
}

function described(migrations: readonly Migration[]): unknown {
  return migrations.map(({ module, name: title, dependsOn, operations }) => ({
    [`${module}.${title}`]: operations.map((operation) => operation.describe()),
    ...(dependsOn.length > 0 && { after: dependsOn.map((item) => item.join(".")) }),
  }));
}

test("a new module gets an initial migration, with each model after those that it refers to", async () => {
  const migrations = await changes(
    [],
    [model("shop.Book", { author: to("shop.Author") }), model("shop.Author", { name })],
  );

  assert.deepEqual(described(migrations), [
    { "shop.0001_initial": ["Create model Author", "Create model Book"] },
  ]);
});

test("models that refer to each other are created without the field that closes the circle", async () => {
  const rule = { type: "unique", name: "one", fields: ["best"] } as const;
  const migrations = await changes(
    [],
    [
      model("shop.Author", { best: to("shop.Book") }),
      model("shop.Book", { author: to("shop.Author"), best: to("shop.Author") }, { constraints: [rule] }),
    ],
  );

  assert.deepEqual(described(migrations), [
    {
      "shop.0001_initial": ["Create model Author", "Create model Book", "Add field best to Author"],
    },
  ]);
});

test("modules that refer to each other get as few migrations as possible, and depend on each other", async () => {
  const migrations = await changes(
    [],
    [
      model("a.First", { b: to("b.Second") }),
      model("b.Second", { a: to("a.First") }),
      model("c.Third", { a: to("a.First") }),
    ],
  );

  assert.deepEqual(described(migrations), [
    { "a.0001_initial": ["Create model First"] },
    { "b.0001_initial": ["Create model Second"], after: ["a.0001_initial"] },
    { "c.0001_initial": ["Create model Third"], after: ["a.0001_initial"] },
    { "a.0002_initial": ["Add field b to First"], after: ["a.0001_initial", "b.0001_initial"] },
  ]);
});

test("a relation to a model that another module has already depends on that module's last migration", async () => {
  const user = model("auth.User");
  const migrations = await changes(
    [user, model("shop.Book")],
    [user, model("shop.Book", { owner: to("auth.User", { nullable: true }) })],
  );

  assert.deepEqual(described(migrations), [
    {
      "shop.0002_book_owner": ["Add field owner to Book"],
      after: ["auth.0001_initial", "shop.0001_initial"],
    },
  ]);
});

test("fields, indexes and constraints that changed are found, and named after the change", async () => {
  const migrations = await changes(
    [model("shop.Book", { title: name, old: name }, { indexes: [{ name: "by_old", fields: ["old"] }] })],
    [
      model(
        "shop.Book",
        { title: { ...name, maxLength: 200 }, slug: { type: "string", nullable: true } },
        { indexes: [{ name: "by_title", fields: ["-title"] }], table: "books" },
      ),
    ],
  );

  assert.deepEqual(described(migrations), [
    {
      "shop.0002_remove_book_by_old_remove_book_old_book_slug_and_more": [
        "Remove index by_old from Book",
        "Remove field old from Book",
        "Add field slug to Book",
        "Alter field title on Book",
        "Create index by_title on Book",
        "Rename the table of Book to books",
      ],
      after: ["shop.0001_initial"],
    },
  ]);
});

test("models are deleted after those that refer to them, also where they refer to each other", async () => {
  const migrations = await changes(
    [
      model("shop.Author", { best: to("shop.Book") }),
      model("shop.Book", { author: to("shop.Author") }),
      model("shop.Tag"),
    ],
    [model("shop.Tag")],
  );

  assert.deepEqual(described(migrations), [
    {
      "shop.0002_remove_book_author_delete_author_delete_book": [
        "Remove field author from Book",
        "Delete model Author",
        "Delete model Book",
      ],
      after: ["shop.0001_initial"],
    },
  ]);
});

test("a model of another module is deleted after the field that refers to it", async () => {
  const migrations = await changes(
    [model("a.First"), model("b.Second", { a: to("a.First") }), model("a.Other")],
    [model("b.Second"), model("a.Other")],
  );

  assert.deepEqual(described(migrations), [
    { "b.0002_remove_second_a": ["Remove field a from Second"], after: ["b.0001_initial"] },
    { "a.0002_delete_first": ["Delete model First"], after: ["a.0001_initial", "b.0002_remove_second_a"] },
  ]);
});

test("the comment and the place of a table are part of its migrations", async () => {
  const [created] = arrangeChanges(
    await detectChanges(
      new SchemaState(),
      new SchemaState([model("shop.Book", {}, { comment: "All books", onlyOn: "postgres" })]),
      silentQuestioner,
    ),
    nothing,
  );
  const migrations = await changes(
    [model("shop.Book", {}, { comment: "All books", tablespace: "fast" })],
    [model("shop.Book", {}, { comment: "Every book" })],
  );

  assert.deepEqual(created?.operations[0]?.args[1], {
    fields: { id },
    onlyOn: "postgres",
    comment: "All books",
  });
  assert.deepEqual(described(migrations), [
    {
      "shop.0002_alter_book_table": ["Change the comment or the place of the table of Book"],
      after: ["shop.0001_initial"],
    },
  ]);
});

test("what a field is computed of comes before it, and goes after it is computed of something else", async () => {
  const number: FieldState = { type: "integer", nullable: true };
  const computedOf = (field: string): FieldState => ({
    ...number,
    generated: { expression: { op: "+", of: [{ field }, { value: 1 }] }, stored: true },
  });

  const migrations = await changes(
    [model("shop.Book", { a: number, b: computedOf("a"), c: number, d: computedOf("c") })],
    [model("shop.Book", { b: computedOf("e"), e: number })],
  );

  assert.deepEqual(
    migrations[0]?.operations.map((operation) => operation.describe()),
    [
      "Remove field d from Book",
      "Add field e to Book",
      "Remove field c from Book",
      "Alter field b on Book",
      "Remove field a from Book",
    ],
  );
});

test("a model that other kinds of databases have is said anew", async () => {
  const migrations = await changes(
    [model("shop.Book"), model("shop.Tag", {}, { onlyOn: "postgres" })],
    [model("shop.Book", {}, { onlyOn: ["sqlite", "mysql"] }), model("shop.Tag")],
  );

  assert.deepEqual(described(migrations), [
    {
      "shop.0002_alter_book_databases_alter_tag_databases": [
        "Have the table of Book on sqlite and mysql",
        "Have the table of Tag on every database",
      ],
      after: ["shop.0001_initial"],
    },
  ]);
});

test("what was renamed is renamed, when the answer is yes", async () => {
  const yes: Questioner = {
    ...silentQuestioner,
    isModelRenamed: async (_from, _to, likeness) => likeness === "same",
    isFieldRenamed: async (_model, _from, _to, likeness) => likeness === "same",
  };
  const before = [
    model("shop.Author", { name }),
    model("shop.Book", { title: name, author: to("shop.Author") }),
  ];
  const after = [
    model("shop.Writer", { name }),
    model("shop.Book", { heading: name, author: to("shop.Writer") }),
  ];

  const renamed = await changes(before, after, yes);
  const replaced = await changes(before, after);

  assert.deepEqual(described(renamed), [
    {
      "shop.0002_rename_author_writer_rename_title_book_heading": [
        "Rename model Author to Writer",
        "Rename field title on Book to heading",
      ],
      after: ["shop.0001_initial"],
    },
  ]);
  assert.deepEqual(
    replaced.flatMap(({ operations }) => operations.map((operation) => operation.symbol)),
    ["+", "-", "+", "~", "-"],
  );
});

test("a migration of one module brings those that it needs, and no others", async () => {
  const planned = await detectChanges(
    new SchemaState(),
    new SchemaState([model("a.First"), model("b.Second", { a: to("a.First") }), model("c.Third")]),
    silentQuestioner,
  );

  const migrations = arrangeChanges(planned, nothing, { modules: ["b"], name: "start" });

  assert.deepEqual(
    migrations.map((migration) => `${migration.module}.${migration.name}`),
    ["a.0001_start", "b.0001_start"],
  );
});

test("a written migration is laid out as the formatter would, and the same each time", () => {
  const migration: Migration = {
    module: "shop",
    name: "0001_initial",
    dependsOn: [
      ["auth", "0001_initial"],
      ["contenttypes", "0001_initial"],
    ],
    operations: [
      createModel("Book", {
        fields: {
          id,
          title: { type: "string", maxLength: 200, default: `it's "new"` },
          "odd-name": { type: "json", default: { list: [1, 2, 3], "a b": null, nested: [{ a: 1 }] } },
          owner: to("auth.User", {
            nullable: true,
            column: "the_owner_of_this_book_id",
            index: false,
            unique: true,
          }),
        },
        indexes: [
          { name: "one", fields: ["-title"] },
          { name: "two", fields: ["title"] },
        ],
        constraints: [
          { type: "check", name: "t", condition: { op: "ne", of: [{ field: "title" }, { value: '"' }] } },
        ],
      }),
      createModel("Tag", { fields: { id } }),
    ],
  };

  const text = writeMigration(migration);
  const formatted = execFileSync("biome", ["format", "--stdin-file-path=shop/migrations/0001_initial.ts"], {
    input: text,
    encoding: "utf8",
  });

  assert.equal(text, formatted);
  assert.equal(writeMigration(migration), text);
});
