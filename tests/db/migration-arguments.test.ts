import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterOptions,
  alterPrimaryKey,
  alterTable,
  backfill,
  beginAlterField,
  beginRenameField,
  copyField,
  createModel,
  deleteModel,
  finishAlterField,
  finishRenameField,
  removeConstraint,
  removeField,
  renameField,
  renameIndex,
  renameModel,
  renameTable,
  runCode,
  runSql,
  separate,
  validateConstraint,
} from "quintet/db";

/*
 * Functions of operations that were called in a wrong way, as in a file that was edited by hand. The compiler refuses all of
 * these calls; Node runs them.
 */

const functions = {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterOptions,
  alterPrimaryKey,
  alterTable,
  backfill,
  finishRenameField,
  finishAlterField,
  copyField,
  beginRenameField,
  beginAlterField,
  createModel,
  deleteModel,
  removeConstraint,
  removeField,
  renameField,
  renameIndex,
  renameModel,
  renameTable,
  runCode,
  runSql,
  separate,
  validateConstraint,
};

type AnyFunction = (...args: readonly unknown[]) => unknown;

const integer = { type: "integer" };
const mistakes: readonly (readonly [
  name: keyof typeof functions,
  args: readonly unknown[],
  problem: string,
])[] = [
  ["createModel", [{ name: "Book" }], `the model's name is {"name":"Book"}, and must be a text.`],
  [
    "createModel",
    ["shop.Book", { fields: {} }],
    `the model's name is "shop.Book", and must be the name alone: a migration changes models of its own module.`,
  ],
  ["createModel", ["Book", {}], '"fields" of its description is missing.'],
  [
    "createModel",
    ["Book", { fields: { id: { type: "auto", primarykey: true } } }],
    '"fields.id.primarykey" of its description means nothing there. Did you mean "primaryKey"?',
  ],
  [
    "createModel",
    ["Book", { fields: {} }],
    '"fields" of its description names no primary key, by which rows are told apart.',
  ],
  [
    "createModel",
    [
      "Book",
      {
        fields: { isbn: integer },
        constraints: [{ type: "unique", name: "one", fields: ["isbn"], where: { field: "isbn" } }],
      },
    ],
    '"fields" of its description names no primary key, by which rows are told apart.',
  ],
  [
    "createModel",
    [
      "Slot",
      {
        fields: { tenant: { ...integer, primaryKey: true }, number: { ...integer, primaryKey: true } },
        primaryKey: ["number", "tenat"],
      },
    ],
    '"primaryKey" of its description is number, tenat, and the fields with primaryKey: true are tenant, number.',
  ],
  ["alterPrimaryKey", ["Book", "id"], 'the order is "id", and must be a list of names of fields.'],
  ["deleteModel", [], "the model's name is missing."],
  ["renameModel", ["Book"], "the new name is missing."],
  ["renameTable", ["Book", 5], "the table is 5, and must be a text."],
  [
    "alterTable",
    ["Book", { coment: "x" }],
    '"coment" of the second argument means nothing there. Did you mean "comment"?',
  ],
  ["alterOptions", ["Book", false], "the second argument is false, and must be an object."],
  [
    "addField",
    ["Book", "price", "integer"],
    'the field is "integer", and must be a field: { type: "integer" }.',
  ],
  ["addField", ["Book", "price", {}], '"type" of the field is missing.'],
  [
    "addField",
    ["Book", "price", { ...integer, nulable: true }],
    '"nulable" of the field means nothing there. Did you mean "nullable"?',
  ],
  [
    "addField",
    ["Book", "price", { ...integer, fill: 0 }],
    '"fill" of the field stands behind the field: { fill: … }.',
  ],
  [
    "addField",
    ["Book", "price", integer, { fil: 0 }],
    '"fil" of the options means nothing there. Did you mean "fill"?',
  ],
  [
    "addField",
    ["Book", "author", { type: "belongsTo", to: "Author" }],
    '"to" of the field is "Author", and must be the model with its module: "shop.Author".',
  ],
  [
    "addField",
    ["Book", "author", { type: "belongsTo", to: undefined, onDelete: "cascade" }],
    '"to" of the field is missing: the model with its module, such as "shop.Author".',
  ],
  ["beginRenameField", ["Book", "title"], "the new name is missing."],
  ["finishRenameField", ["Book", "title"], "the new name is missing."],
  [
    "beginAlterField",
    ["Book", "pages", "integer"],
    'the field is "integer", and must be a field: { type: "integer" }.',
  ],
  ["finishAlterField", ["Book", "pages"], "the field is missing."],
  ["copyField", ["Book", ["pages"]], `the field's name is ["pages"], and must be a text.`],
  [
    "copyField",
    ["Book", "pages", { batchsize: 5 }],
    '"batchsize" of the options means nothing there. Did you mean "batchSize"?',
  ],
  [
    "alterField",
    ["Book", "price", { type: "string", maxLength: "9" }],
    '"maxLength" of the field is "9", and must be a number.',
  ],
  ["removeField", ["Book"], "the field's name is missing."],
  ["renameField", ["Book", "title"], "the new name is missing."],
  ["addIndex", ["Book", { fields: ["title"] }], '"name" of the index is missing.'],
  [
    "addIndex",
    ["Book", { name: "by_title", fields: "title" }],
    '"fields" of the index is "title", and must be a list of names of fields.',
  ],
  ["renameIndex", ["Book", "by_title", null], "the new name is null, and must be a text."],
  [
    "addConstraint",
    ["Book", { type: "unik", name: "one", fields: ["title"] }],
    '"type" of the constraint is "unik". It must be one of unique, check.',
  ],
  [
    "addConstraint",
    ["Book", { type: "check", name: "positive", condition: "price > 0" }],
    '"condition" of the constraint is "price > 0", and must be { field: … }, { value: … }, { op: …, of: […] } or { sql: […], of: […] }.',
  ],
  ["removeConstraint", ["Book", ["one"]], `the constraint's name is ["one"], and must be a text.`],
  ["validateConstraint", ["Book"], "the name of a check or a field is missing."],
  ["runSql", [5], "what runs forward is 5, and must be a list of statements."],
  [
    "runSql",
    [["UPDATE shop_book SET price = ?", 20]],
    '"1" of what runs forward is 20, and must be a statement, or one with its parameters: ["UPDATE …", [20]].',
  ],
  ["runCode", [() => {}], "its argument is a function, and must be an object: { async forward() { … } }."],
  [
    "runCode",
    [{ forward() {}, backward: true }],
    '"backward" of its argument is true, and must be a function.',
  ],
  [
    "runCode",
    [{ models: ["Book"], forward() {} }],
    '"models" of its argument is ["Book"], and must be an object of model classes.',
  ],
  ["separate", [[]], "its argument is [], and must be an object."],
  [
    "separate",
    [{ state: [integer] }],
    '"state.0" of its argument is {"type":"integer"}, and must be an operation.',
  ],
  [
    "backfill",
    ["Book", { set: { price: 0 } }],
    '"set.price" of the second argument is 0, and must be { field: … }, { value: … }, { op: …, of: […] } or { sql: […], of: […] }.',
  ],
];

for (const [name, args, problem] of mistakes) {
  test(`${name}(${args.map((value) => JSON.stringify(value) ?? "…").join(", ")}) is refused`, () => {
    assert.throws(
      () => (functions[name] as AnyFunction)(...args),
      (error: Error & { readonly code?: string }) => {
        assert.equal(error.code, "db.migration-file");
        const [first, next] = error.message.split("\n");
        assert.equal(first, `${name}(): ${problem}`);
        assert.match(next!, new RegExp(`^Write: ${name}\\(.*\\)\\.$`));
        return true;
      },
    );
  });
}

test("a model may have a key of several fields, or a unique constraint in the place of one", () => {
  const fields = { tenant: { type: "integer" }, number: { type: "integer" } } as const;
  const part = { type: "integer", primaryKey: true } as const;
  const rule = { type: "unique", name: "one", fields: ["tenant", "number"] } as const;

  assert.equal(createModel("Slot", { fields: { tenant: part, number: part } }).kind, "createModel");
  assert.equal(createModel("Slot", { fields, constraints: [rule] }).kind, "createModel");
});

test("what others hang on a field is let through", () => {
  const field = { type: "integer", default: 0, ourOwnNote: "kept" } as const;

  assert.deepEqual(addField("Book", "price", field).args, ["Book", "price", field]);
});
