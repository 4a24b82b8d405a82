import assert from "node:assert/strict";
import { addField, alterField, createModel, openDatabase, transaction } from "quintet/db";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { testDatabases } from "./databases.ts";

/*
 * A long transaction holds a table, a migration wants to change it, and others write. Nothing is measured with a clock: what
 * counts is what comes after what. Somebody who would wait for the long transaction's end would wait forever, because that
 * comes only when the migration has asked in vain and the writers have written for long enough.
 */

const step = (
  name: string,
  rest: Pick<Migration, "operations" | "dependsOn" | "transaction">,
): Migration => ({
  module: "shop",
  name,
  ...rest,
});
const initial = step("0001_initial", {
  dependsOn: [],
  operations: [
    createModel("Book", {
      fields: { id: { type: "auto", primaryKey: true }, title: { type: "string", maxLength: 100 } },
    }),
  ],
});
const price = (ownTransaction: false | undefined) =>
  step("0002_price", {
    dependsOn: [["shop", "0001_initial"]],
    operations: [addField("Book", "price", { type: "integer", nullable: true })],
    ...(ownTransaction === false && { transaction: false }),
  });
/** In vain, as often as this. */
const enough = 4;

for (const kind of testDatabases.filter(({ dialect }) => dialect !== "sqlite"))
  for (const ownTransaction of [undefined, false] as const) {
    const how = ownTransaction === false ? "step by step" : "as a whole";
    kind.test(`others write while a migration waits for a long transaction, ${how}`, async () => {
      await using database = await kind.open();
      const description = await kind.describe();
      await using reader = openDatabase(description, "reader");
      await using writer = openDatabase(description, "writer");
      const graph = new MigrationGraph([initial, price(ownTransaction)]);
      await withSchemaSession(database, (session) =>
        migrateUp(session, graph, { module: "shop", name: "0001_initial" }),
      );
      await database.execute("INSERT INTO shop_book (title) VALUES ('Summer')");
      const events: string[] = [];
      const attempts = () => events.filter((event) => event === "asked in vain").length;

      let isOver = false;
      let isStuck = false;
      const report = async () => {
        await reader.query("SELECT title FROM shop_book");
        events.push("the report begins");
        while (!isStuck && (attempts() < enough || events.at(-1) !== "written")) {
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        await reader.query("SELECT title FROM shop_book");
        events.push("the report ends");
      };
      const reporting = transaction(report, { database: reader }).finally(() => {
        isOver = true;
      });
      while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const migrating = withSchemaSession(database, (session) => {
        const exclusively = session.exclusively.bind(session);
        session.exclusively = (work, options) => {
          const waits = () => void events.push("asked in vain");
          return exclusively(work, { ...options, waits });
        };
        return migrateUp(session, graph, {}, { starts() {}, ends: () => void events.push("applied") });
      });
      const writing = async () => {
        while (!isOver) {
          await writer.execute("INSERT INTO shop_book (title) VALUES ('Winter')");
          events.push("written");
        }
      };
      await writing().catch((error) => {
        isStuck = true; // a statement has its time limit; the report must end for the test to end
        events.push(String(error));
      });
      await Promise.all([reporting, migrating]);

      const told = events.filter((event, position) => event !== events[position - 1]).join(", ");
      assert.match(
        told,
        /^the report begins, (written, )?(asked in vain, written, ){4,}(asked in vain, )?the report ends, (.*, )?applied$/,
      );
      await database.execute("UPDATE shop_book SET price = 1");
    });
  }

const keyOf = (type: "auto" | "string") => ({ type, ...(type === "string" && { maxLength: 20 }) });
const related = step("0001_related", {
  dependsOn: [],
  operations: [
    createModel("Author", { fields: { id: { ...keyOf("auto"), primaryKey: true } } }),
    createModel("Book", {
      fields: {
        id: { ...keyOf("auto"), primaryKey: true },
        author: { type: "belongsTo", to: "shop.Author", onDelete: "cascade" },
      },
    }),
  ],
});
const otherKey = (options: { readonly concurrently?: true }) =>
  step("0002_key", {
    dependsOn: [["shop", "0001_related"]],
    transaction: false,
    operations: [alterField("Author", "id", { ...keyOf("string"), primaryKey: true }, options)],
  });
const foreignKeys =
  "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'";

for (const kind of testDatabases.filter(({ dialect }) => dialect === "postgres")) {
  kind.test("references that an attempt in vain has dropped are made again once", async () => {
    await using database = await kind.open();
    await using reader = openDatabase(await kind.describe(), "reader");
    const graph = new MigrationGraph([related, otherKey({})]);
    const up = (name: string, waits = () => {}) =>
      withSchemaSession(database, (session) => {
        const exclusively = session.exclusively.bind(session);
        session.exclusively = (work, options) => exclusively(work, { ...options, waits });
        return migrateUp(session, graph, { module: "shop", name });
      });
    await up("0001_related");
    let attempts = 0;

    let migrating: Promise<unknown> | undefined;
    const reading = async () => {
      await reader.query("SELECT id FROM shop_book");
      migrating = up("0002_key", () => void attempts++);
      while (attempts === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await transaction(reading, { database: reader });
    await migrating;

    assert.deepEqual(await database.query(foreignKeys), [["shop_book", "shop_author"]]);
  });

  kind.test("references aren't held in memory where a crash would lose them", async () => {
    await using database = await kind.open();
    const graph = new MigrationGraph([related, otherKey({ concurrently: true })]);

    await assert.rejects(
      withSchemaSession(database, (session) => migrateUp(session, graph)),
      /0002_key failed at operation 1 .*"shop_author" is changed with \{ concurrently: true \}, and a column that foreign keys belong to gets another type/,
    );

    assert.deepEqual(await database.query(foreignKeys), [["shop_book", "shop_author"]]);
  });
}
