import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterPrimaryKey,
  backfill,
  beginRenameField,
  copyField,
  createModel,
  deleteModel,
  type FieldState,
  type Operation,
  removeField,
  renameField,
  renameModel,
  renameTable,
  runCode,
  runSql,
} from "quintet/db";
import { optimizeOperations } from "../../src/db/migrations/optimize/optimize-operations.ts";
import { settleSteps } from "../../src/db/migrations/optimize/settle-steps.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { checkState, walkedModule, walkOperations } from "./migration-walk.ts";

const id: FieldState = { type: "auto", primaryKey: true };
const text: FieldState = { type: "string", maxLength: 50 };
const number: FieldState = { type: "integer" };

function to(model: string): FieldState {
  return { type: "belongsTo", to: `shop.${model}`, onDelete: "cascade" };
}

/** What the operations were made with. */
function optimized(...operations: readonly Operation[]): readonly unknown[] {
  return optimizeOperations(operations, "shop").map(({ kind, args }) => [kind, ...args]);
}

test("steps stay where their end is not among them, and backfills where SQL may have written rows", () => {
  const kinds = (...operations: readonly Operation[]) => settleSteps(operations).map(({ kind }) => kind);
  const created = createModel("Book", { fields: { id, title: text, pages: number } });
  const begun = [beginRenameField("Book", "title", "heading"), copyField("Book", "heading")];
  const filled = backfill("Book", { set: { pages: { value: 0 } } });

  assert.deepEqual(kinds(created, ...begun), ["createModel", "beginRenameField", "copyField"]);
  assert.deepEqual(kinds(created, filled), ["createModel"]);
  const inserted = runSql("INSERT INTO shop_book (title) VALUES ('Tea')");
  assert.deepEqual(kinds(created, inserted, filled), ["createModel", "runSql", "backfill"]);
  assert.deepEqual(kinds(filled), ["backfill"]);
});

test("a model that is created, changed and deleted leaves nothing", () => {
  assert.deepEqual(
    optimized(
      createModel("Book", { fields: { id, title: text } }),
      addIndex("Book", { name: "by_title", fields: ["title"] }),
      renameField("Book", "title", "heading"),
      deleteModel("Book"),
    ),
    [],
  );
});

test("a new model takes in changes of its key, and their order, but is never without a key", () => {
  const part: FieldState = { type: "integer", primaryKey: true };

  assert.deepEqual(
    optimized(
      createModel("Slot", { fields: { tenant: part, number: part } }),
      alterPrimaryKey("Slot", ["number", "tenant"]),
      addField("Slot", "box", part),
      renameField("Slot", "tenant", "owner"),
    ),
    [
      [
        "createModel",
        "Slot",
        { fields: { owner: part, number: part, box: part }, primaryKey: ["number", "owner", "box"] },
      ],
    ],
  );
  assert.deepEqual(
    optimized(
      createModel("Book", { fields: { id, title: text } }),
      removeField("Book", "id"),
      addField("Book", "isbn", { ...text, primaryKey: true }),
    ),
    [["createModel", "Book", { fields: { title: text, isbn: { ...text, primaryKey: true } } }]],
  );
});

test("a new model takes in what is added to it, and indexes follow renamed fields", () => {
  assert.deepEqual(
    optimized(
      createModel("Book", { fields: { id, title: text } }),
      addIndex("Book", { name: "by_title", fields: ["-title"] }),
      renameField("Book", "title", "heading"),
      addField("Book", "pages", number, { fill: 0 }),
      renameModel("Book", "Novel"),
    ),
    [
      [
        "createModel",
        "Novel",
        {
          fields: { id, heading: text, pages: number },
          indexes: [{ name: "by_title", fields: ["-heading"] }],
        },
      ],
    ],
  );
});

test("a model moves behind one that it refers to, and stays before one that refers to it", () => {
  const author = createModel("Author", { fields: { id } });
  const book = createModel("Book", { fields: { id } });

  assert.deepEqual(optimized(book, author, addField("Book", "author", to("Author"))), [
    ["createModel", "Author", { fields: { id } }],
    ["createModel", "Book", { fields: { id, author: to("Author") } }],
  ]);
  assert.deepEqual(
    optimized(
      author,
      createModel("Book", { fields: { id, author: to("Author") } }),
      addField("Author", "name", text),
    ),
    [
      ["createModel", "Author", { fields: { id, name: text } }],
      ["createModel", "Book", { fields: { id, author: to("Author") } }],
    ],
  );
});

test("of models that refer to each other, one gets its field afterwards", () => {
  assert.deepEqual(
    optimized(
      createModel("Book", { fields: { id } }),
      createModel("Author", { fields: { id } }),
      addField("Book", "author", to("Author")),
      addField("Author", "best", to("Book")),
    ),
    [
      ["createModel", "Author", { fields: { id } }],
      ["createModel", "Book", { fields: { id, author: to("Author") } }],
      ["addField", "Author", "best", to("Book")],
    ],
  );
});

test("a model isn't renamed in front of one that knows it by its old name", () => {
  const operations = [
    createModel("Author", { fields: { id } }),
    createModel("Book", { fields: { id, author: to("Author") } }),
    renameModel("Author", "Writer"),
  ];

  assert.equal(optimizeOperations(operations, "shop").length, 3);
});

test("a new model takes in what is added to it behind models that are deleted, or get another table", () => {
  const book = createModel("Book", { fields: { id } });
  const whole = ["createModel", "Book", { fields: { id, isbn: text } }];
  const add = addField("Book", "isbn", text);

  assert.deepEqual(optimized(book, deleteModel("Author"), add), [whole, ["deleteModel", "Author"]]);
  assert.deepEqual(optimized(book, renameTable("Author", "writers"), add), [
    ["renameTable", "Author", "writers"],
    whole,
  ]);
});

test("a field that others may refer to is renamed in front of models that are deleted, and not removed there", () => {
  const alter = alterField("Book", "isbn", number, { fill: 0 });
  const gone = deleteModel("Author");

  assert.deepEqual(optimized(alter, gone, renameField("Book", "isbn", "ean")), [
    ["renameField", "Book", "isbn", "ean"],
    ["alterField", "Book", "ean", number, { fill: 0 }],
    ["deleteModel", "Author"],
  ]);
  assert.equal(optimized(alter, gone, removeField("Book", "isbn")).length, 3);
});

test("rules of a model that is deleted needn't be made before", () => {
  assert.deepEqual(
    optimized(
      addIndex("Book", { name: "by_title", fields: ["title"] }),
      addConstraint("Book", { type: "unique", name: "one", fields: ["title"] }),
      deleteModel("Book"),
    ),
    [["deleteModel", "Book"]],
  );
});

test("renames there and back are none", () => {
  assert.deepEqual(
    optimized(
      renameField("Book", "a", "b"),
      renameField("Book", "b", "c"),
      renameField("Book", "c", "a"),
      renameModel("Book", "Novel"),
      renameModel("Novel", "Book"),
    ),
    [],
  );
});

test("what rows get in a new field is kept, and where its type changes, both steps are", () => {
  const field = { ...text, maxLength: 80 };

  assert.deepEqual(
    optimized(addField("Book", "isbn", text, { fill: "?" }), alterField("Book", "isbn", field)),
    [["addField", "Book", "isbn", field, { fill: "?" }]],
  );
  assert.equal(
    optimized(addField("Book", "isbn", text, { fill: "?" }), alterField("Book", "isbn", number)).length,
    2,
  );
});

test("nothing passes code of the app's own, apart from what it says may be left out", () => {
  const add = addField("Book", "isbn", text);
  const remove = removeField("Book", "isbn");

  assert.equal(optimized(add, runCode({ forward() {} }), remove).length, 3);
  assert.equal(optimized(add, runSql("SELECT 1"), remove).length, 3);
  assert.deepEqual(optimized(add, runCode({ forward() {}, elidable: true }), remove), []);
  assert.deepEqual(optimized(add, runSql("SELECT 1", "", { elidable: true }), remove), []);
});

test("a random history has the same end when it is optimized, and no more operations", () => {
  const lengths = { before: 0, after: 0 };
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 60, maxLength: 360, size: "max" }), (choices) => {
      const { operations, end } = walkOperations(choices);

      const shorter = optimizeOperations(operations, walkedModule);

      let state = new SchemaState();
      for (const operation of shorter) {
        state = operation.apply(state, walkedModule);
        checkState(state);
      }
      assert.deepEqual(comparable(state), comparable(end));
      assert.ok(shorter.length <= operations.length);
      assert.deepEqual(optimizeOperations(shorter, walkedModule), shorter);
      lengths.before += operations.length;
      lengths.after += shorter.length;
    }),
    { numRuns: 400, seed: 20260801 },
  );
  // Random histories use few names, so that a good part of them must cancel out.
  assert.ok(lengths.after < lengths.before * 0.7, `${lengths.before} operations became ${lengths.after}`);
});

/** The order in which indexes and constraints were added is no difference. */
function comparable(state: SchemaState): unknown {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return [...state.models.values()].toSorted(byName).map((model) => ({
    ...model,
    indexes: model.indexes.toSorted(byName),
    constraints: model.constraints.toSorted(byName),
  }));
}
