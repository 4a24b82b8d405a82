import assert from "node:assert/strict";
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  createModel,
  type Database,
  type FieldState,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameIndex,
} from "quintet/db";
import { statesWithin } from "../../src/db/migrations/graph/apply-migration.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { findChanges } from "../../src/db/migrations/safety/find-changes.ts";
import { type ChangeKind, type LockFact, lockFacts } from "../../src/db/migrations/safety/lock-facts.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { testDatabases } from "./databases.ts";

const id: FieldState = { type: "auto", primaryKey: true };
const text = (maxLength: number): FieldState => ({ type: "string", maxLength });
const author: FieldState = { type: "belongsTo", to: "shop.Author", onDelete: "cascade", nullable: true };
const condition = { op: "gte", of: [{ field: "pages" }, { value: 0 }] } as const;
const unchecked = { validate: false } as const;

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
    indexes: [{ name: "book_title_idx", fields: ["title"] }],
    constraints: [{ type: "unique", name: "book_title_uniq", fields: ["title", "pages"] }],
  }),
];

/** An operation for each line of the table that can be looked at in one statement or transaction. */
const cases: Partial<Record<ChangeKind, Operation>> = {
  addColumn: addField("Book", "extra", { type: "integer", nullable: true }),
  addRequiredColumn: addField("Book", "extra", { type: "integer", default: 5 }),
  addColumnPerRow: addField("Book", "extra", { type: "uuid" }, { fill: "v4" }),
  addStoredColumn: addField("Book", "twice", {
    type: "integer",
    nullable: true,
    generated: { expression: { op: "+", of: [{ field: "pages" }, { field: "pages" }] }, stored: true },
  }),
  dropColumn: removeField("Book", "note"),
  renameColumn: renameField("Book", "note", "remark"),
  widenType: alterField("Book", "title", text(200)),
  changeType: alterField("Book", "pages", { type: "bigInteger" }),
  setNotNull: alterField("Book", "note", text(100), { fill: "" }),
  dropNotNull: alterField("Book", "title", { ...text(100), nullable: true }),
  changeDefault: alterField("Book", "pages", { type: "integer", dbDefault: { value: 3 } }),
  addIndex: addIndex("Book", { name: "book_pages_idx", fields: ["pages"] }),
  renameIndex: renameIndex("Book", "book_title_idx", "book_name_idx"),
  dropIndex: removeIndex("Book", "book_title_idx"),
  addUnique: addConstraint("Book", { type: "unique", name: "book_note", fields: ["note", "pages"] }),
  dropUnique: removeConstraint("Book", "book_title_uniq"),
  addCheck: addConstraint("Book", { type: "check", name: "book_pages", condition }),
  addCheckUnvalidated: addConstraint("Book", { type: "check", name: "book_pages", condition }, unchecked),
  addForeignKey: alterField("Book", "author", author),
  addForeignKeyUnvalidated: alterField("Book", "author", author, unchecked),
};

const strength = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
];
const statesOf = (operations: readonly Operation[], before = new SchemaState()) =>
  statesWithin(before, { module: "shop", name: "0001", dependsOn: [], operations });

for (const kind of testDatabases.filter(({ name }) => name !== "SQLite in memory")) {
  for (const [change, operation] of Object.entries(cases) as [ChangeKind, Operation][]) {
    if (change === "widenType" && kind.dialect === "sqlite") continue; // every other type is another table there
    kind.test(`${change} takes the lock that the table of facts says`, async () => {
      await using database = await kind.open();
      const states = statesOf(initial);
      const [before, after] = statesOf([operation], states.at(-1)!) as [SchemaState, SchemaState];
      await withSchemaSession(database, (session) =>
        session.exclusively(async (editor) => {
          for (const [position, make] of initial.entries())
            await make.forward({
              module: "shop",
              before: states[position]!,
              after: states[position + 1]!,
              editor,
              database: editor.connection,
            });
        }),
      );
      await database.execute("INSERT INTO shop_author (name) VALUES ('Tove')");
      for (const note of ["'a'", "'b'"])
        await database.execute(
          `INSERT INTO shop_book (title, note, pages, author_id) VALUES (${note}, ${note}, 1, 1)`,
        );

      const found = await findChanges(operation, { module: "shop", before, after }, kind.dialect);
      assert.ok(
        found.some((item) => item.kind === change),
        `found ${found.map((item) => item.kind).join(", ")}`,
      );
      const fact: LockFact = lockFacts[change][kind.dialect];
      const seen = await { postgres: seenOnPostgres, mysql: seenOnMysql, sqlite: seenOnSqlite }[kind.dialect](
        database,
        operation,
        before,
        after,
      );

      assert.deepEqual(
        seen,
        kind.dialect === "postgres"
          ? { lock: fact.lock, isRewritten: fact.work === "rewrite", isRead: fact.work !== "moment" }
          : kind.dialect === "mysql"
            ? { lock: fact.lock }
            : { isRewritten: fact.work === "rewrite" },
      );
    });
  }
}

/** The strongest lock inside of the transaction, and what became of the file of the table. */
async function seenOnPostgres(
  database: Database,
  operation: Operation,
  before: SchemaState,
  after: SchemaState,
) {
  return withSchemaSession(database, (session) =>
    session.exclusively(async (editor) => {
      const one = async (sql: string) => (await session.query(sql)).flat();
      const file = "SELECT relfilenode FROM pg_class WHERE oid = 'shop_book'::regclass";
      const reads =
        "SELECT coalesce(sum(seq_tup_read), 0)::int FROM pg_stat_xact_user_tables WHERE relname = 'shop_book'";
      const [[oldFile], [oldReads]] = [await one(file), await one(reads)];
      await operation.forward({ module: "shop", before, after, editor, database: editor.connection });
      await editor.finish?.();
      const locksOn = (relation: string) =>
        one(`SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation ${relation}`);
      const onTable = await locksOn("= 'shop_book'::regclass");
      const ofIndexes = "IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'shop_book'::regclass)";
      const locks = onTable.length > 0 ? onTable : await locksOn(ofIndexes); // an index may change by itself
      const modes = locks.map((mode) =>
        String(mode)
          .replace(/Lock$/, "")
          .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
          .toUpperCase(),
      );
      const [[newFile], [newReads]] = [await one(file), await one(reads)];
      return {
        lock: modes.toSorted((a, b) => strength.indexOf(b) - strength.indexOf(a))[0],
        isRewritten: newFile !== oldFile,
        isRead: Number(newReads) > Number(oldReads),
      };
    }),
  );
}

/** The least that the server accepts of what the operation's statements ask for. */
async function seenOnMysql(
  database: Database,
  operation: Operation,
  before: SchemaState,
  after: SchemaState,
) {
  const algorithms = ["INSTANT", "NOCOPY", "INPLACE", "COPY"];
  let worst = -1;
  let lock = "";
  await withSchemaSession(database, async (session) => {
    const statements: string[] = [];
    const preview = session.preview((sql) => statements.push(sql));
    await operation.forward({ module: "shop", before, after, editor: preview, database: preview.connection });
    for (const sql of statements) {
      if (!sql.startsWith("ALTER TABLE") || sql.includes("ALGORITHM=")) {
        const given = /ALGORITHM=(\w+), LOCK=(\w+)/.exec(sql);
        await session.query(given === null ? sql : sql.replace("INPLACE", "NOCOPY"));
        if (given !== null && worst < 1) [worst, lock] = [1, "NOCOPY, LOCK=NONE"];
        continue;
      }
      const accepted = await leastAccepted((text) => session.query(text), sql);
      const place = algorithms.indexOf(accepted.split(",")[0]!);
      if (place > worst) [worst, lock] = [place, accepted];
    }
  });
  return { lock };

  async function leastAccepted(query: (sql: string) => Promise<unknown>, sql: string): Promise<string> {
    for (const algorithm of algorithms)
      for (const mode of ["NONE", "SHARED", "EXCLUSIVE"])
        try {
          await query(`${sql}, ALGORITHM=${algorithm}, LOCK=${mode}`);
          return `${algorithm}, LOCK=${mode}`;
        } catch (error) {
          if (!/not supported|LOCK|ALGORITHM/.test(String(error))) throw error;
        }
    throw new Error(`No algorithm is accepted for ${sql}`);
  }
}

/** Whether the table is made anew. */
async function seenOnSqlite(
  database: Database,
  operation: Operation,
  before: SchemaState,
  after: SchemaState,
) {
  const statements: string[] = [];
  await withSchemaSession(database, async (session) => {
    const preview = session.preview((sql) => statements.push(sql));
    await operation.forward({ module: "shop", before, after, editor: preview, database: preview.connection });
  });
  return { isRewritten: statements.some((sql) => sql.includes('CREATE TABLE "new__shop_book"')) };
}
