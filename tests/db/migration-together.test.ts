import assert from "node:assert/strict";
import {
  beginAlterField,
  beginRenameField,
  copyField,
  createModel,
  type Database,
  type FieldState,
  finishAlterField,
  finishRenameField,
  openDatabase,
} from "quintet/db";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { MysqlSchemaSession } from "../../src/db/schema/mysql/mysql-schema-session.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { testDatabases } from "./databases.ts";

/*
 * MariaDB stores each change of a table by itself. What belongs together is done under LOCK TABLES, which is gone with the
 * connection. Here it is lost behind each of these statements, and others write before somebody goes on: what they were
 * told is stored must be there in the end.
 */

const id: FieldState = { type: "auto", primaryKey: true };
const bigger: FieldState = { type: "bigInteger", nullable: true, index: true, unique: true };

/** Each change in steps, with the columns that the release before and the one after write. */
const changes: Readonly<Record<string, { steps: Operation[]; columns: string[]; end: string }>> = {
  "another name": {
    steps: [
      beginRenameField("Book", "pages", "sheets"),
      copyField("Book", "sheets"),
      finishRenameField("Book", "pages", "sheets"),
    ],
    columns: ["pages", "sheets"],
    end: "sheets",
  },
  "another type": {
    steps: [
      beginAlterField("Book", "pages", bigger),
      copyField("Book", "pages"),
      finishAlterField("Book", "pages", bigger),
    ],
    columns: ["pages"],
    end: "pages",
  },
};

function history(steps: readonly Operation[]): MigrationGraph {
  const book = createModel("Book", {
    fields: { id, pages: { type: "integer", nullable: true, index: true } },
  });
  const name = (position: number) => `000${position + 1}_step`;
  return new MigrationGraph(
    [book, ...steps].map(
      (operation, position): Migration => ({
        module: "shop",
        name: name(position),
        dependsOn: position === 0 ? [] : [["shop", name(position - 1)]],
        operations: [operation],
        transaction: false,
      }),
    ),
  );
}

for (const kind of testDatabases.filter(({ dialect }) => dialect === "mysql"))
  for (const [change, { steps, columns, end }] of Object.entries(changes))
    kind.test(
      `what is written where ${change} was stopped among statements that belong together stays`,
      async () => {
        const graph = history(steps);
        const whole = await kind.open();
        const { statements } = await upWith(whole, graph);
        await whole.close();
        const together = statements.flatMap((sql, at) => (sql.startsWith("/* together */") ? [at] : []));
        assert.ok(together.length >= 3, statements.join("\n"));

        // Behind each of them, and behind what is written down before it runs.
        for (const stop of new Set(together.flatMap((at) => [at - 1, at]))) {
          const where = `stopped behind ${statements[stop]}`;
          await using database = await kind.open();
          await using other = openDatabase(await kind.describe(), "other");
          await withSchemaSession(database, (session) =>
            migrateUp(session, graph, { module: "shop", name: "0003" }),
          );
          await other.execute("INSERT INTO shop_book (pages) VALUES (1), (2)");
          await assert.rejects(upWith(database, graph, { stop, other }), Error, where);

          const expected = [1, 2];
          for (const [position, column] of columns.entries()) {
            const value = 10 + position;
            const isStored = await other.execute(`INSERT INTO shop_book (${column}) VALUES (${value})`).then(
              () => true,
              () => false,
            );
            if (isStored) expected.push(value);
          }
          await using again = openDatabase(await kind.describe(), "again");
          await withSchemaSession(again, (session) => migrateUp(session, graph));

          const found = await other.query(`SELECT ${end} FROM shop_book ORDER BY ${end}`);
          assert.deepEqual(found.flat().map(Number), expected, where);
          await other.execute(`INSERT INTO shop_book (${end}) VALUES (99)`);
          assert.deepEqual((await other.query("SHOW TRIGGERS")).length, 0, where);
        }
      },
    );

/**
 * Applies all; behind the statement at the place `stop` the server ends the connection.
 * @returns The statements of the last migration.
 */
async function upWith(
  database: Database,
  graph: MigrationGraph,
  end?: { readonly stop: number; readonly other: Database },
): Promise<{ readonly statements: readonly string[] }> {
  const statements: string[] = [];
  let isLast = false;
  await database.backend.borrow(async (executor) => {
    const query = async (text: string, parameters: readonly unknown[] = []) => {
      const rows = await executor.read({ text, bigints: false }, parameters as string[]);
      if (!isLast) return rows;
      statements.push(text);
      if (end !== undefined && statements.length - 1 === end.stop) {
        const [[id] = []] = await executor.read({ text: "SELECT CONNECTION_ID()", bigints: false }, []);
        await end.other.execute(`KILL ${id}`);
      }
      return rows;
    };
    await migrateUp(
      new MysqlSchemaSession({ query }),
      graph,
      {},
      {
        starts: ({ name }) => {
          isLast = name.startsWith("0004");
        },
        ends() {},
      },
    );
  });
  return { statements };
}
