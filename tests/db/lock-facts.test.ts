import assert from "node:assert/strict";
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterTable,
  beginAlterField,
  beginRenameField,
  createModel,
  type Database,
  deleteModel,
  type FieldState,
  finishAlterField,
  finishRenameField,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameIndex,
  renameModel,
  validateConstraint,
} from "quintet/db";
import { statesWithin } from "../../src/db/migrations/graph/apply-migration.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { findChanges } from "../../src/db/migrations/safety/find-changes.ts";
import { type ChangeKind, lockFacts } from "../../src/db/migrations/safety/lock-facts.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { testDatabases } from "./databases.ts";
import { measureLocks } from "./measured-locks.ts";

const id: FieldState = { type: "auto", primaryKey: true };
const text = (maxLength: number): FieldState => ({ type: "string", maxLength });
const author: FieldState = {
  type: "belongsTo",
  to: "shop.Author",
  onDelete: "cascade",
  nullable: true,
  index: false,
};
const collation = { postgres: "C", mysql: "utf8mb4_bin", sqlite: "NOCASE" };
const condition = { op: "gte", of: [{ field: "pages" }, { value: 0 }] } as const;
const unchecked = { validate: false } as const;
const aside = { concurrently: true } as const;
const twice = (stored: boolean): FieldState => ({
  type: "integer",
  nullable: true,
  generated: { expression: { op: "+", of: [{ field: "pages" }, { field: "pages" }] }, stored },
});
const pagesIndex = { name: "book_pages_idx", fields: ["pages"] } as const;
const noteRule = { type: "unique", name: "book_note", fields: ["note", "pages"] } as const;
const pagesCheck = { type: "check", name: "book_pages", condition } as const;
const bigger: FieldState = { type: "bigInteger" };

const place = `quintet_place_${process.pid}`;

const initial = [
  createModel("Author", { fields: { id, name: text(100) } }),
  createModel("Book", {
    fields: {
      id,
      title: text(100),
      note: { ...text(100), nullable: true },
      pages: { type: "integer" },
      author: { ...author, dbConstraint: false },
    },
    indexes: [
      { name: "book_title_idx", fields: ["title"] },
      { name: "book_author_idx", fields: ["author"] },
    ],
    constraints: [{ type: "unique", name: "book_title_uniq", fields: ["title", "pages"] }],
  }),
];

/** For each line of the table of facts, an operation that makes the change; behind others where it needs them. */
const cases: Readonly<Record<ChangeKind, Operation | readonly Operation[]>> = {
  addColumn: addField("Book", "extra", { type: "integer", nullable: true }),
  addRequiredColumn: addField("Book", "extra", { type: "integer", default: 5 }),
  addColumnPerRow: addField("Book", "extra", { type: "uuid" }, { fill: "v4" }),
  addStoredColumn: addField("Book", "twice", twice(true)),
  addVirtualColumn: addField("Book", "twice", twice(false)),
  dropColumn: removeField("Book", "note"),
  renameColumn: renameField("Book", "note", "remark"),
  replaceColumn: [
    beginRenameField("Book", "title", "heading"),
    finishRenameField("Book", "title", "heading"),
  ],
  replaceType: [beginAlterField("Book", "pages", bigger), finishAlterField("Book", "pages", bigger)],
  widenType: alterField("Book", "title", text(200)),
  changeType: alterField("Book", "pages", bigger),
  changeCollation: alterField("Book", "title", { ...text(100), collation }),
  setNotNull: alterField("Book", "note", text(100)),
  setNotNullFilled: alterField("Book", "note", text(100), { fill: "" }),
  setNotNullConcurrently: alterField("Book", "note", text(100), aside),
  dropNotNull: alterField("Book", "title", { ...text(100), nullable: true }),
  changeDefault: alterField("Book", "pages", { type: "integer", dbDefault: { value: 3 } }),
  addIndex: addIndex("Book", pagesIndex),
  addIndexConcurrently: addIndex("Book", pagesIndex, aside),
  renameIndex: renameIndex("Book", "book_title_idx", "book_name_idx"),
  dropIndex: removeIndex("Book", "book_title_idx"),
  dropIndexConcurrently: removeIndex("Book", "book_title_idx", aside),
  addUnique: addConstraint("Book", noteRule),
  addUniqueConcurrently: addConstraint("Book", noteRule, aside),
  dropUnique: removeConstraint("Book", "book_title_uniq"),
  addCheck: addConstraint("Book", pagesCheck),
  addCheckUnvalidated: addConstraint("Book", pagesCheck, unchecked),
  addForeignKey: alterField("Book", "author", author),
  addForeignKeyUnvalidated: alterField("Book", "author", author, unchecked),
  validateRule: [alterField("Book", "author", author, unchecked), validateConstraint("Book", "author")],
  changePrimaryKey: alterField("Book", "pages", { type: "integer", primaryKey: true }),
  moveTable: alterTable("Book", { tablespace: place }),
  renameTable: renameModel("Book", "Volume"),
  dropTable: deleteModel("Book"),
};

const statesOf = (operations: readonly Operation[]) =>
  statesWithin(new SchemaState(), { module: "shop", name: "0001", dependsOn: [], operations });
// More rows than the catalogs have, so that to read or write them all shows.
const rows = 2_000;

for (const kind of testDatabases.filter(({ name }) => name !== "SQLite in memory")) {
  for (const [change, item] of Object.entries(cases) as [ChangeKind, Operation | readonly Operation[]][]) {
    if (change === "moveTable" && kind.dialect !== "postgres") continue; // nothing is done there
    kind.test(`${change} takes the lock that the table of facts says`, async () => {
      await using database = await kind.open();
      await using _place = change === "moveTable" ? await placeIn(database) : undefined;
      const operations = [...initial, item].flat();
      const operation = operations.at(-1)!;
      const states = statesOf(operations);
      const runOf = (position: number) => ({
        module: "shop",
        before: states[position]!,
        after: states[position + 1]!,
      });
      await withSchemaSession(database, (session) =>
        session.exclusively(async (editor) => {
          for (const [position, made] of operations.slice(0, -1).entries())
            await made.forward({ ...runOf(position), editor, database: editor.connection });
        }),
      );
      await database.execute("INSERT INTO shop_author (name) VALUES ('Tove')");
      const note = change === "setNotNullFilled" ? "NULL" : "'note'";
      const values = Array.from({ length: rows }, (_, n) => `('Title ${n}', ${note}, ${n}, 1)`);
      await database.execute(
        `INSERT INTO shop_book (title, note, pages, author_id) VALUES ${values.join(", ")}`,
      );
      const run = runOf(operations.length - 1);

      const found = await findChanges(operation, run, kind.dialect);
      const seen = await measureLocks(kind, database, "shop_book", (session) =>
        session.exclusively(
          (editor) => {
            const forward = () => operation.forward({ ...run, editor, database: editor.connection });
            return kind.dialect === "sqlite" && editor.inOwnTransaction
              ? editor.inOwnTransaction(forward)
              : forward();
          },
          { transaction: inSteps(operation) ? false : undefined },
        ),
      );

      const isOther = kind.dialect === "sqlite" && change === "widenType"; // every other type is another table there
      const kinds = found.map((item) => item.kind);
      assert.deepEqual(kinds, [isOther ? "changeType" : change]);
      assert.deepEqual(seen, lockFacts[change][kind.dialect]);
    });
  }
}

/** A tablespace for as long as a test takes. */
async function placeIn(database: Database) {
  const run = (...statements: readonly string[]) =>
    withSchemaSession(database, async (session) => {
      for (const statement of statements) await session.query(statement);
    });
  // It needs no folder of the server's own.
  await run("SET allow_in_place_tablespaces = on", `CREATE TABLESPACE ${place} LOCATION ''`);
  return {
    async [Symbol.asyncDispose]() {
      await run("DROP TABLE shop_book", `DROP TABLESPACE ${place}`);
    },
  };
}

/** Whether it is for migrations with `transaction: false`. */
function inSteps({ kind, args }: Operation): boolean {
  return kind === "finishAlterField" || (args.at(-1) as { concurrently?: boolean }).concurrently === true;
}
