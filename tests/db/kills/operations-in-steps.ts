import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  backfill,
  beginAlterField,
  beginRenameField,
  copyField,
  createModel,
  deleteModel,
  type FieldState,
  finishAlterField,
  finishRenameField,
  type Operation,
  removeConstraint,
  removeField,
  removeIndex,
  renameTable,
  runCode,
  runSql,
  validateConstraint,
} from "quintet/db";
import { killedSet } from "./killed-set.ts";

/*
 * The changes in steps, as `migrate make --safe` spreads them over migrations, two of which are not one transaction:
 * backfills in batches of two rows, indexes and rules that are made while others write, the ends of a new name and a new
 * type, and beside them tables, SQL and code that are not concurrent.
 *
 * One backfill adds to what is there, so that rows tell whether they were met once. On PostgreSQL, SQL and code outside of a
 * transaction run again after a crash: these bear it.
 */

const id: FieldState = { type: "auto", primaryKey: true };
const online = { concurrently: true } as const;
const atLeastZero = (field: string) => ({ op: "gte" as const, of: [{ field }, { value: 0 }] as const });

const before: readonly Operation[] = [
  createModel("Author", { fields: { id, name: { type: "string", maxLength: 50 } } }),
  createModel("Draft", { fields: { id } }),
  createModel("Book", {
    fields: {
      id,
      title: { type: "string", maxLength: 100 },
      pages: { type: "integer", index: true },
      blurb: { type: "text", nullable: true },
      price: { type: "integer", nullable: true },
    },
    indexes: [
      { name: "title_idx", fields: ["title", "pages"] },
      { name: "price_idx", fields: ["price"] },
    ],
    constraints: [
      { type: "unique", name: "title_price", fields: ["title", "price"] },
      {
        type: "check",
        name: "price_small",
        condition: { op: "lt", of: [{ field: "price" }, { value: 99 }] },
      },
    ],
  }),
  runSql(
    [
      "INSERT INTO shop_author (name) VALUES ('Ada'), ('Bob')",
      "INSERT INTO shop_book (title, pages, blurb, price) VALUES ('Tea', 10, 'x', 1), ('Salt', 20, NULL, NULL), ('Rye', 30, 'y', 3)",
    ],
    "",
  ),
];

const pages: FieldState = { type: "bigInteger", index: true };

const expand: readonly Operation[] = [
  beginRenameField("Book", "title", "heading"),
  beginAlterField("Book", "pages", pages),
  addField("Book", "stock", { type: "integer", nullable: true }),
  addField("Book", "sold", { type: "integer", dbDefault: { value: 100 } }),
  addConstraint(
    "Book",
    { type: "check", name: "price_positive", condition: atLeastZero("price") },
    { validate: false },
  ),
];

const fill: readonly Operation[] = [
  copyField("Book", "heading", { batchSize: 2 }),
  copyField("Book", "pages", { batchSize: 2 }),
  backfill("Book", { set: { stock: { value: 7 } }, batchSize: 2 }),
  backfill("Book", {
    set: { sold: { op: "+", of: [{ field: "sold" }, { field: "id" }] } },
    where: atLeastZero("id"),
    batchSize: 2,
  }),
  validateConstraint("Book", "price_positive"),
  addIndex("Book", { name: "stock_idx", fields: ["stock", "-price"] }, online),
  addConstraint("Book", { type: "unique", name: "sold_once", fields: ["sold"] }, online),
  addConstraint("Book", { type: "check", name: "sold_positive", condition: atLeastZero("sold") }, online),
  addField(
    "Book",
    "author",
    { type: "belongsTo", to: "shop.Author", onDelete: "cascade", nullable: true },
    online,
  ),
  addField("Book", "code", { type: "string", maxLength: 9, unique: true, nullable: true }, online),
  createModel("Shelf", {
    fields: {
      id,
      name: { type: "string", maxLength: 20 },
      book: { type: "belongsTo", to: "shop.Book", onDelete: "cascade", nullable: true },
    },
  }),
  runSql(
    [
      "UPDATE shop_author SET name = 'Ada L.' WHERE id = 1",
      "UPDATE shop_book SET author_id = 1 WHERE id < 3",
    ],
    "UPDATE shop_author SET name = 'Ada' WHERE id = 1",
  ),
  runCode({
    async forward(database) {
      for (const [key] of await database.query("SELECT id FROM shop_author ORDER BY id")) {
        await database.query(`DELETE FROM shop_shelf WHERE name = 'of ${key}'`);
        await database.query(`INSERT INTO shop_shelf (name) VALUES ('of ${key}')`);
      }
    },
    backward: async (database) => void (await database.query("DELETE FROM shop_shelf")),
  }),
];

const contract: readonly Operation[] = [
  finishRenameField("Book", "title", "heading"),
  finishAlterField("Book", "pages", pages),
  alterField("Book", "stock", { type: "integer" }, online),
  removeIndex("Book", "price_idx", online),
  removeConstraint("Book", "title_price", online),
  removeConstraint("Book", "price_small", online),
  renameTable("Shelf", "shelves"),
  removeField("Book", "blurb"),
  deleteModel("Draft"),
];

const titles = [["Tea"], ["Salt"], ["Rye"]];

export const operationsInSteps = killedSet({
  start: before,
  migrations: [
    { name: "0002_book_expand", operations: expand },
    { name: "0003_book_backfill", operations: fill, transaction: false },
    { name: "0004_book_contract", operations: contract, transaction: false },
  ],
  rows: {
    up: [
      ["SELECT heading FROM shop_book ORDER BY id", titles],
      [
        "SELECT stock, author_id FROM shop_book ORDER BY id",
        [
          [7, 1],
          [7, 1],
          [7, null],
        ],
      ],
      ["SELECT pages FROM shop_book ORDER BY id", [[10], [20], [30]]],
      ["SELECT name FROM shop_author ORDER BY id", [["Ada L."], ["Bob"]]],
      ["SELECT name FROM shelves ORDER BY id", [["of 1"], ["of 2"]]],
    ],
    resumed: [["SELECT sold FROM shop_book ORDER BY id", [[101], [102], [103]]]],
    down: [
      ["SELECT title FROM shop_book ORDER BY id", titles],
      [
        "SELECT pages, price FROM shop_book ORDER BY id",
        [
          [10, 1],
          [20, null],
          [30, 3],
        ],
      ],
      ["SELECT name FROM shop_author ORDER BY id", [["Ada"], ["Bob"]]],
    ],
  },
});
