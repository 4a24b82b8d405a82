import { MigrationFileError } from "../errors.ts";
import {
  callable,
  either,
  kind,
  listOf,
  number,
  object,
  type Problem,
  recordOf,
  type Shape,
  text,
  truth,
} from "./shapes.ts";
import {
  condition,
  constraint,
  description,
  field,
  fieldOptions,
  index,
  modelName,
  online,
  onlyOn,
  tableOptions,
} from "./state-shapes.ts";

/*
 * Migration files are edited by hand, and Node runs them without a look at their types. What the functions of operations
 * are called with is looked at when a file is loaded: a wrong word in a field would make a column that nobody meant, on a
 * database that takes any.
 */

/** An argument of a function, by what it is called in a sentence. */
type Argument = readonly [called: string, shape: Shape, presence?: "optional"];

/**
 * Makes sure that a function of operations was called with what it takes.
 * @throws {@link MigrationFileError} that names the argument, what it was, and how the function is called.
 */
export function checkArguments(name: string, args: readonly unknown[]): void {
  const call = calls[name];
  if (call === undefined) return;
  for (const [position, [called, shape, presence]] of call.takes.entries()) {
    const value = args[position];
    if (value === undefined && presence === "optional") continue;
    const problem = value === undefined ? { path: [], text: "is missing" } : shape(value);
    if (problem !== undefined)
      throw new MigrationFileError(`${name}(): ${sentence(called, problem)}\nWrite: ${call.example}.`);
  }
}

/** `the field is 5, and must be …`, or `"type" of the field is …`. */
function sentence(called: string, { path, text }: Problem): string {
  const subject = path.length === 0 ? called : `"${path.join(".")}" of ${called}`;
  return `${subject} ${text}${text.endsWith("?") ? "" : "."}`;
}

const code = object("an object: { async forward() { … } }", {
  models: recordOf(callable, "model classes"),
  "forward!": callable,
  backward: callable,
  elidable: truth,
  touches: listOf(text, "names of models"),
});

const statement = either(
  text,
  kind('a statement, or one with its parameters: ["UPDATE …", [20]]', isStatementWithParameters),
);
const statements = either(
  kind("a text", (value) => typeof value === "string"),
  listOf(statement, "statements"),
);

function isStatementWithParameters(value: unknown): boolean {
  if (!Array.isArray(value) || typeof value[0] !== "string") return false;
  return value.length === 1 || (value.length === 2 && Array.isArray(value[1]));
}

const operation = kind(
  "an operation",
  (value) => typeof (value as { readonly apply?: unknown } | null)?.apply === "function",
);
const operations = listOf(operation, "operations");

const model: Argument = ["the model's name", modelName];
const options = (shapes: Readonly<Record<string, Shape>>): Argument => [
  "the options",
  object("an object", shapes),
  "optional",
];

/** What the functions take, in their order, and what a call looks like. */
const calls: Readonly<Record<string, { readonly takes: readonly Argument[]; readonly example: string }>> = {
  createModel: {
    takes: [model, ["its description", description]],
    example: 'createModel("Book", { fields: { id: { type: "auto", primaryKey: true } } })',
  },
  deleteModel: { takes: [model], example: 'deleteModel("Book")' },
  renameModel: { takes: [model, ["the new name", modelName]], example: 'renameModel("Book", "Novel")' },
  renameTable: { takes: [model, ["the table", text, "optional"]], example: 'renameTable("Book", "books")' },
  alterTable: {
    takes: [model, ["the second argument", object("an object", tableOptions)]],
    example: 'alterTable("Book", { comment: "…" })',
  },
  alterOnlyOn: {
    takes: [model, ["the kinds of databases", onlyOn, "optional"]],
    example: 'alterOnlyOn("Book", ["postgres", "sqlite"])',
  },
  alterPrimaryKey: {
    takes: [model, ["the order", listOf(text, "names of fields")]],
    example: 'alterPrimaryKey("Book", ["tenant", "number"])',
  },
  alterOptions: {
    takes: [model, ["the second argument", object("an object", { managed: truth })]],
    example: 'alterOptions("Book", { managed: false })',
  },
  addField: {
    takes: [model, ["the field's name", text], ["the field", field], options(fieldOptions)],
    example: 'addField("Book", "price", { type: "integer" }, { fill: 0 })',
  },
  removeField: { takes: [model, ["the field's name", text]], example: 'removeField("Book", "price")' },
  alterField: {
    takes: [model, ["the field's name", text], ["the field", field], options(fieldOptions)],
    example: 'alterField("Book", "title", { type: "text" })',
  },
  renameField: {
    takes: [model, ["the field's name", text], ["the new name", text]],
    example: 'renameField("Book", "title", "heading")',
  },
  beginRenameField: {
    takes: [model, ["the field's name", text], ["the new name", text]],
    example: 'beginRenameField("Book", "title", "heading")',
  },
  finishRenameField: {
    takes: [model, ["the field's name before", text], ["the new name", text]],
    example: 'finishRenameField("Book", "title", "heading")',
  },
  beginAlterField: {
    takes: [model, ["the field's name", text], ["the field", field]],
    example: 'beginAlterField("Book", "pages", { type: "bigInteger" })',
  },
  finishAlterField: {
    takes: [model, ["the field's name", text], ["the field", field]],
    example: 'finishAlterField("Book", "pages", { type: "bigInteger" })',
  },
  copyField: {
    takes: [model, ["the field's name", text], options({ batchSize: number, pauseMs: number })],
    example: 'copyField("Book", "heading", { batchSize: 5000 })',
  },
  addIndex: {
    takes: [model, ["the index", index], options(online)],
    example: 'addIndex("Book", { name: "by_title", fields: ["title"] })',
  },
  removeIndex: {
    takes: [model, ["the index's name", text], options(online)],
    example: 'removeIndex("Book", "by_title")',
  },
  renameIndex: {
    takes: [model, ["the index's name", text], ["the new name", text]],
    example: 'renameIndex("Book", "by_title", "by_heading")',
  },
  addConstraint: {
    takes: [model, ["the constraint", constraint], options(online)],
    example: 'addConstraint("Book", { type: "unique", name: "one_title", fields: ["title"] })',
  },
  removeConstraint: {
    takes: [model, ["the constraint's name", text], options(online)],
    example: 'removeConstraint("Book", "one_title")',
  },
  alterConstraint: {
    takes: [model, ["the constraint's name", text], ["the constraint", constraint]],
    example: 'alterConstraint("Book", "one_title", { type: "unique", name: "one_title", fields: ["title"] })',
  },
  validateConstraint: {
    takes: [model, ["the name of a check or a field", text]],
    example: 'validateConstraint("Book", "pages_positive")',
  },
  runSql: {
    takes: [
      ["what runs forward", statements],
      ["what runs backward", statements, "optional"],
      options({ state: operations, elidable: truth, touches: listOf(text, "names of models") }),
    ],
    example: 'runSql("UPDATE …", "UPDATE …")',
  },
  runCode: { takes: [["its argument", code]], example: "runCode({ async forward() { … } })" },
  separate: {
    takes: [["its argument", object("an object", { database: operations, state: operations })]],
    example: "separate({ state: [ … ] })",
  },
  backfill: {
    takes: [
      model,
      [
        "the second argument",
        object("an object: { set: { … } }", {
          "set!": recordOf(condition, "fields"),
          where: condition,
          batchSize: number,
          pauseMs: number,
        }),
      ],
    ],
    example: 'backfill("Book", { set: { price: { value: "0.00" } } })',
  },
};
