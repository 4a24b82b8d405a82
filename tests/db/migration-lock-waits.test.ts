import assert from "node:assert/strict";
import { addField, createModel, type Database, openDatabase, transaction } from "quintet/db";
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
      await using watcher = openDatabase(description, "watcher");
      const graph = new MigrationGraph([initial, price(ownTransaction)]);
      await withSchemaSession(database, (session) =>
        migrateUp(session, graph, { module: "shop", name: "0001_initial" }),
      );
      await database.execute("INSERT INTO shop_book (title) VALUES ('Summer')");
      const events: string[] = [];
      const attempts = () => events.filter((event) => event === "asked in vain").length;
      const isQueued = kind.dialect === "postgres" ? () => writerIsQueued(watcher) : async () => true;

      let wasQueued = false;
      let isOver = false;
      let isStuck = false;
      const report = async () => {
        await reader.query("SELECT title FROM shop_book");
        events.push("the report begins");
        while (!isStuck && (attempts() < enough || !wasQueued || events.at(-1) !== "written")) {
          wasQueued ||= await isQueued();
          await new Promise((resolve) => setImmediate(resolve));
        }
        await reader.query("SELECT title FROM shop_book");
        events.push("the report ends");
      };
      const reporting = transaction(report, { database: reader }).finally(() => {
        isOver = true;
      });
      while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
      const migrating = withSchemaSession(database, (session) =>
        migrateUp(
          session,
          graph,
          {},
          {
            starts() {},
            ends: () => void events.push("applied"),
            waits: () => void events.push("asked in vain"),
          },
        ),
      );
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

/** Whether somebody who writes is in the queue behind the change, which is in the queue behind the report. */
async function writerIsQueued(database: Database): Promise<boolean> {
  const rows = await database.query(
    "SELECT 1 FROM pg_locks WHERE relation = 'shop_book'::regclass AND NOT granted AND mode = 'RowExclusiveLock'",
  );
  return rows.length > 0;
}
