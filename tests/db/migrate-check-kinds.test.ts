import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  addConstraint,
  addField,
  addIndex,
  alterConstraint,
  alterField,
  alterOnlyOn,
  alterOptions,
  alterPrimaryKey,
  alterTable,
  backfill,
  beginAlterField,
  beginRenameField,
  copyField,
  createModel,
  deleteModel,
  type FieldState,
  finishAlterField,
  finishRenameField,
  migration,
  type Operation,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameIndex,
  renameModel,
  renameTable,
  runCode,
  runSql,
  separate,
  validateConstraint,
} from "quintet/db";
import { statesWithin } from "../../src/db/migrations/graph/apply-migration.ts";
import { checkMigrations } from "../../src/db/migrations/safety/check-migrations.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";

/*
 * What migrate check says of every kind of operation on every database, for a table of 20,000 rows that a release uses. A
 * kind that is new has no verdict here, and the last test fails.
 */

const id: FieldState = { type: "auto", primaryKey: true };
const text = (maxLength: number): FieldState => ({ type: "string", maxLength });
const integer: FieldState = { type: "integer" };
const author: FieldState = { type: "belongsTo", to: "shop.Author", onDelete: "cascade", index: false };
const positive = { op: "gte", of: [{ field: "pages" }, { value: 0 }] } as const;
const check = { type: "check", name: "book_pages", condition: positive } as const;
const unique = { type: "unique", name: "book_isbn", fields: ["isbn"] } as const;
const aside = { concurrently: true } as const;
const sum = { op: "+", of: [{ field: "pages" }, { field: "pages" }] } as const;
const twice = (stored: boolean): FieldState => ({
  type: "integer",
  nullable: true,
  generated: { expression: sum, stored },
});

const running = [
  createModel("Author", { fields: { id, name: text(100) } }),
  createModel("Book", {
    fields: {
      id,
      title: text(100),
      note: { ...text(100), nullable: true },
      isbn: text(20),
      pages: integer,
      stock: { ...integer, dbDefault: { value: 0 } },
      price: { type: "decimal", digits: 8, places: 2 },
      author: { ...author, dbConstraint: false },
      tags: { type: "manyToMany", to: "shop.Author" },
    },
    indexes: [{ name: "book_title_idx", fields: ["title"] }],
    constraints: [{ type: "unique", name: "book_title_uniq", fields: ["title", "pages"] }],
  }),
];
const keyPart: FieldState = { ...integer, primaryKey: true };
const slot = createModel("Slot", { fields: { tenant: keyPart, number: keyPart, box: integer } });

/** The release that runs knows of these, too, where an operation needs them. */
const before: Readonly<Record<string, Operation>> = {
  alterField: slot,
  alterPrimaryKey: slot,
  copyField: beginRenameField("Book", "title", "heading"),
  finishRenameField: beginRenameField("Book", "title", "heading"),
  finishAlterField: beginAlterField("Book", "pages", { type: "bigInteger" }),
  validateConstraint: addConstraint("Book", check, { validate: false }),
};

/** What is dangerous on PostgreSQL, MariaDB and SQLite: who waits, and whether the release before breaks. */
type Verdict = readonly [operation: Operation, postgres: string, mysql: string, sqlite: string];

const verdicts: Readonly<Record<string, readonly Verdict[]>> = {
  createModel: [[createModel("Shelf", { fields: { id } }), "", "", ""]],
  deleteModel: [[deleteModel("Book"), "breaks, breaks", "breaks, breaks", "breaks, breaks"]], // and the table of its tags,
  renameModel: [[renameModel("Book", "Volume"), "breaks, breaks", "breaks, breaks", "breaks, breaks"]], // and the table of its tags,
  renameTable: [[renameTable("Book", "volumes"), "breaks, breaks", "breaks, breaks", "breaks, breaks"]], // and the table of its tags,
  alterTable: [
    [alterTable("Book", { comment: "All of them" }), "", "", ""],
    [alterTable("Book", { tablespace: "fast" }), "everybody", "", ""],
  ],
  alterPrimaryKey: [[alterPrimaryKey("Slot", ["number", "tenant"]), "everybody", "", "writers"]],
  alterOnlyOn: [[alterOnlyOn("Book", "postgres"), "", "breaks, breaks", "breaks, breaks"]],
  alterOptions: [[alterOptions("Book", { orderBy: ["title"] }), "", "", ""]],
  addField: [
    [addField("Book", "extra", { ...integer, nullable: true }), "", "", ""],
    [addField("Book", "extra", integer, { fill: 0 }), "breaks", "breaks", "writers, breaks"],
    [addField("Book", "extra", { ...integer, dbDefault: { value: 0 } }), "", "", "writers"],
    [
      addField("Book", "extra", { ...integer, dbDefault: { value: 0 }, unique: true }),
      "everybody, breaks",
      "breaks",
      "writers, writers, breaks",
    ],
    [addField("Book", "extra", { ...integer, nullable: true, unique: true }), "everybody", "", "writers"],
    [
      addField("Book", "extra", { type: "uuid" }, { fill: "v4" }),
      "everybody, breaks",
      "writers, breaks",
      "writers, breaks",
    ],
    [addField("Book", "twice", twice(true)), "everybody", "writers", "writers"],
    [addField("Book", "twice", twice(false)), "everybody", "", "writers"],
    [addField("Book", "editor", { ...author, nullable: true }), "writers", "writers", "writers"],
    [addField("Book", "readers", { type: "manyToMany", to: "shop.Author" }), "", "", ""],
  ],
  removeField: [
    [removeField("Book", "note"), "breaks", "breaks", "writers, breaks"],
    [removeField("Book", "tags"), "breaks", "breaks", "breaks"],
  ],
  alterField: [
    [alterField("Book", "title", text(200)), "", "", "writers"],
    [alterField("Book", "title", text(50)), "everybody, breaks", "writers, breaks", "writers, breaks"],
    [alterField("Book", "title", { type: "text" }), "", "writers", "writers"],
    [
      alterField("Book", "price", { type: "decimal", digits: 8, places: 3 }),
      "everybody, breaks",
      "writers, breaks",
      "writers, breaks",
    ],
    [alterField("Book", "price", { type: "decimal", digits: 9, places: 2 }), "", "writers", "writers"],
    [
      alterField("Book", "pages", { type: "bigInteger" }),
      "everybody, breaks",
      "writers, breaks",
      "writers, breaks",
    ],
    [
      alterField("Book", "pages", { ...integer, positive: true }),
      "everybody, breaks",
      "writers, breaks",
      "writers, breaks",
    ],
    [alterField("Book", "pages", { ...integer, nullable: true }), "", "", "writers"],
    [alterField("Book", "pages", { ...integer, dbDefault: { value: 1 } }), "", "", "writers"],
    [alterField("Book", "stock", integer), "", "", "writers"],
    [alterField("Slot", "box", keyPart), "everybody", "", "writers"],
    [alterField("Slot", "number", integer), "everybody, breaks", "breaks", "writers, breaks"],
    [alterField("Book", "stock", twice(true)), "everybody, breaks", "writers, breaks", "writers, breaks"],
    [alterField("Book", "note", text(100)), "everybody, breaks", "breaks", "writers, breaks"],
    [
      alterField("Book", "note", text(100), { fill: "" }),
      "everybody, breaks",
      "writers, breaks",
      "writers, breaks",
    ],
    [alterField("Book", "note", text(100), aside), "breaks", "breaks", "writers, breaks"],
    [
      alterField("Book", "isbn", { ...text(20), unique: true }),
      "everybody, breaks",
      "breaks",
      "writers, breaks",
    ],
    [alterField("Book", "isbn", { ...text(20), index: true }), "writers", "", "writers"],
    [alterField("Book", "isbn", { ...text(20), collation: "C" }), "everybody", "", "writers"],
    [alterField("Book", "author", author), "writers, breaks", "writers, breaks", "writers, breaks"],
    [alterField("Book", "author", author, { validate: false }), "breaks", "breaks", "writers, breaks"],
  ],
  renameField: [[renameField("Book", "title", "heading"), "breaks", "breaks", "breaks"]],
  addIndex: [
    [addIndex("Book", { name: "book_pages_idx", fields: ["pages"] }), "writers", "", "writers"],
    [addIndex("Book", { name: "book_pages_idx", fields: ["pages"] }, aside), "", "", "writers"],
  ],
  removeIndex: [
    [removeIndex("Book", "book_title_idx"), "", "", ""],
    [removeIndex("Book", "book_title_idx", aside), "", "", ""],
  ],
  renameIndex: [[renameIndex("Book", "book_title_idx", "book_name_idx"), "", "", "writers"]],
  addConstraint: [
    [addConstraint("Book", unique), "everybody, breaks", "breaks", "writers, breaks"],
    [addConstraint("Book", unique, aside), "breaks", "breaks", "writers, breaks"],
    [addConstraint("Book", check), "everybody, breaks", "writers, breaks", "writers, breaks"],
    [addConstraint("Book", check, { validate: false }), "breaks", "writers, breaks", "writers, breaks"],
  ],
  alterConstraint: [
    [
      alterConstraint("Book", "book_title_uniq", { ...unique, name: "book_title_uniq" }),
      "everybody, breaks",
      "breaks",
      "writers, breaks",
    ],
  ],
  removeConstraint: [[removeConstraint("Book", "book_title_uniq"), "", "", ""]],
  validateConstraint: [[validateConstraint("Book", "book_pages"), "", "", ""]],
  beginRenameField: [[beginRenameField("Book", "title", "heading"), "", "", "writers"]],
  finishRenameField: [[finishRenameField("Book", "title", "heading"), "", "", "writers"]],
  beginAlterField: [[beginAlterField("Book", "pages", { type: "bigInteger" }), "", "", "writers"]],
  finishAlterField: [[finishAlterField("Book", "pages", { type: "bigInteger" }), "", "", "writers"]],
  copyField: [[copyField("Book", "heading"), "", "", ""]],
  backfill: [[backfill("Book", { set: { note: { value: "" } } }), "", "", ""]],
  runSql: [[runSql("UPDATE shop_book SET pages = 1"), "", "", ""]],
  runCode: [[runCode({ forward() {} }), "", "", ""]],
  separate: [
    [separate({ database: [removeField("Book", "note")], state: [] }), "breaks", "breaks", "writers, breaks"],
    [separate({ state: [removeField("Book", "note")] }), "", "", ""],
  ],
};

for (const [kind, items] of Object.entries(verdicts))
  test(`migrate check says of ${kind}() what it stops and what it breaks, on each database`, async () => {
    for (const [operation, ...expected] of items) {
      const said = [];
      for (const database of ["postgres", "mysql", "sqlite"] as const) {
        const named = { module: "shop", name: "0002_step", dependsOn: [] };
        const operations = [...running, before[kind]].filter((made) => made !== undefined);
        const state = statesWithin(new SchemaState(), { ...named, operations }).at(-1)!;
        const step = { ...migration({ operations: [operation] }), ...named };
        const dangers = await checkMigrations([step], state, database, async () => 20_000);
        said.push(dangers.map(({ danger }) => words[danger]).join(", "));
      }
      assert.deepEqual(said, expected, operation.describe());
    }
  });

const words = {
  "stops-everybody": "everybody",
  "stops-writers": "writers",
  "breaks-previous-release": "breaks",
  "holds-locks": "holds",
} as const;

// They make an operation of what others give.
const helpers = ["schemaOperation", "whereThereIsATable"];

test("every kind of operation that migrations have is among these verdicts", async () => {
  const rooms = ["operations", "safety"].map((room) =>
    join(import.meta.dirname, "..", "..", "src", "db", "migrations", room),
  );
  const kinds: string[] = [];
  for (const room of rooms)
    for (const file of await readdir(room)) {
      const source = await readFile(join(room, file), "utf8");
      for (const [, name] of source.matchAll(/^export function (\w+)\([^{]*?\): Operation \{/gm))
        kinds.push(name!);
    }

  assert.deepEqual(
    kinds.filter((kind) => !helpers.includes(kind)).toSorted(),
    Object.keys(verdicts).toSorted(),
  );
});
