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
  createModel,
  deleteModel,
  type FieldState,
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
import { killedSet } from "./killed-set.ts";

/*
 * A migration with all operations that change tables at once, SQL and code, on tables with rows. What it does to rows on
 * the way there, it undoes on the way back.
 */

const id: FieldState = { type: "auto", primaryKey: true };
const text = (maxLength: number): FieldState => ({ type: "string", maxLength });
const keyPart: FieldState = { type: "integer", primaryKey: true };
const positive = (field: string) => ({ op: "gte" as const, of: [{ field }, { value: 0 }] as const });

const before: readonly Operation[] = [
  createModel("Author", { fields: { id, name: { ...text(100), default: "" } } }),
  createModel("Tag", { fields: { id, slug: { ...text(50), unique: true } } }),
  createModel("Draft", { fields: { id, words: { type: "integer" } } }),
  createModel("Slot", { fields: { tenant: keyPart, number: keyPart } }),
  createModel("Book", {
    fields: {
      id,
      title: text(200),
      pages: { type: "integer", nullable: true },
      author: { type: "belongsTo", to: "shop.Author", onDelete: "cascade" },
      tags: { type: "manyToMany", to: "shop.Tag" },
    },
    indexes: [{ name: "pages_idx", fields: ["pages"] }],
    constraints: [{ type: "unique", name: "author_title", fields: ["author", "title"] }],
  }),
  runSql(
    [
      "INSERT INTO shop_author (name) VALUES ('Ada'), ('Bob')",
      "INSERT INTO shop_tag (slug) VALUES ('tea'), ('salt')",
      "INSERT INTO shop_book (title, pages, author_id) VALUES ('Tea', NULL, 1), ('Salt', 7, 2)",
      "INSERT INTO shop_book_tags (book_id, tag_id) VALUES (1, 1), (1, 2), (2, 2)",
      "INSERT INTO shop_draft (words) VALUES (3)",
      "INSERT INTO shop_slot (tenant, number) VALUES (1, 2), (2, 1)",
    ],
    "",
  ),
];

const killed: readonly Operation[] = [
  createModel("Shelf", {
    fields: { id, name: text(20), books: { type: "manyToMany", to: "shop.Book" } },
    comment: "where books stand",
  }),
  addField("Book", "price", { type: "decimal", digits: 6, places: 2 }, { fill: "1.50" }),
  addField("Book", "key", { type: "uuid", unique: true }, { fill: "v4" }),
  runSql(
    ["UPDATE shop_book SET title = CONCAT(title, '!')", "UPDATE shop_author SET name = CONCAT(name, '!')"],
    [
      "UPDATE shop_book SET title = REPLACE(title, '!', '')",
      "UPDATE shop_author SET name = REPLACE(name, '!', '')",
    ],
  ),
  alterField("Book", "pages", { type: "bigInteger" }, { fill: 9 }),
  renameField("Book", "title", "heading"),
  alterField("Author", "id", { type: "bigAuto", primaryKey: true }),
  runCode({
    async forward(database) {
      for (const [key] of await database.query("SELECT id FROM shop_book ORDER BY id"))
        await database.query(`INSERT INTO shop_shelf (name) VALUES ('of book ${key}')`);
    },
    async backward(database) {
      await database.query("DELETE FROM shop_shelf");
    },
  }),
  addIndex("Book", { name: "price_idx", fields: ["-price", "pages"] }),
  renameIndex("Book", "pages_idx", "length_idx"),
  removeIndex("Book", "length_idx"),
  addConstraint("Book", { type: "check", name: "price_positive", condition: positive("price") }),
  alterConstraint("Book", "price_positive", {
    type: "check",
    name: "price_positive",
    condition: positive("price"),
  }),
  addConstraint(
    "Book",
    { type: "check", name: "pages_positive", condition: positive("pages") },
    { validate: false },
  ),
  validateConstraint("Book", "pages_positive"),
  alterOptions("Book", { orderBy: ["heading"] }),
  removeConstraint("Book", "author_title"),
  addField("Book", "double", {
    type: "bigInteger",
    generated: { expression: { op: "+", of: [{ field: "pages" }, { field: "pages" }] }, stored: true },
  }),
  renameModel("Book", "Novel"),
  createModel("Audio", {
    fields: {
      novel: { type: "belongsTo", to: "shop.Novel", primaryKey: true, onDelete: "cascade", unique: true },
      minutes: { type: "integer", positive: true },
    },
  }),
  alterTable("Novel", { comment: "long books" }),
  renameTable("Tag", "labels"),
  alterPrimaryKey("Slot", ["number", "tenant"]),
  alterOnlyOn("Draft", []),
  alterOnlyOn("Draft"),
  removeField("Novel", "tags"),
  removeField("Author", "name"),
  separate({ state: [addField("Draft", "ghost", { type: "integer", nullable: true })] }),
  deleteModel("Draft"),
];

export const plainOperations = killedSet({
  start: before,
  migrations: [{ name: "0002_everything", operations: killed }],
  rows: {
    up: [
      ["SELECT heading FROM shop_novel ORDER BY id", [["Tea!"], ["Salt!"]]],
      ["SELECT name FROM shop_shelf ORDER BY id", [["of book 1"], ["of book 2"]]],
    ],
    down: [
      ["SELECT title FROM shop_book ORDER BY id", [["Tea"], ["Salt"]]],
      ["SELECT name FROM shop_author ORDER BY id", [[""], [""]]],
    ],
  },
});
