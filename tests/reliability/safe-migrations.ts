/*
 * node --conditions=quintet:source tests/reliability/safe-migrations.ts [--rows N] [--only NAME]
 *
 * Migrations on PostgreSQL while four connections write: the longest time that any writer waited, of the plain operation
 * and of the sequence of steps. Prints a table, and fails where a sequence stalls a writer for more than 100 ms.
 */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import {
  addConstraint,
  addField,
  alterField,
  beginAlterField,
  beginRenameField,
  copyField,
  createModel,
  type Database,
  type FieldState,
  finishAlterField,
  finishRenameField,
  openDatabase,
  postgres,
  renameField,
} from "quintet/db";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { postgresService } from "../db/services.ts";

const maxStallMs = 100;
const { values } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, only: { type: "string" } },
});
const rows = Number(values.rows);

type Step = Pick<Migration, "operations" | "transaction">;
const steps = (...operations: Operation[]): Step => ({ transaction: false, operations });
const whole = (...operations: Operation[]): Step => ({ operations });

const id: FieldState = { type: "auto", primaryKey: true };
const title: FieldState = { type: "string", maxLength: 100, index: true };
const bigger: FieldState = { type: "bigInteger" };
const price: FieldState = { type: "decimal", digits: 8, places: 2 };
const author: FieldState = { type: "belongsTo", to: "shop.Author", onDelete: "cascade", nullable: true };
const withConstraint: FieldState = { ...author, index: false };
const unique = { type: "unique", name: "book_isbn", fields: ["isbn"] } as const;

const initial = whole(
  createModel("Author", { fields: { id, name: { type: "string", maxLength: 100 } } }),
  createModel("Book", {
    fields: {
      id,
      title,
      pages: { type: "integer" },
      isbn: { type: "string", maxLength: 20 },
      author: { ...withConstraint, dbConstraint: false },
    },
  }),
);

/** The changes, each as one plain operation and as steps. What the writers write fits before, meanwhile and afterwards. */
const changes: Readonly<Record<string, { plain: Step[]; safe: Step[] }>> = {
  "add a required column with a default": {
    plain: [whole(addField("Book", "price", { ...price, dbDefault: { value: "9.99" } }))],
    safe: [whole(addField("Book", "price", { ...price, dbDefault: { value: "9.99" } }))],
  },
  "rename a column": {
    plain: [whole(renameField("Book", "title", "heading"))],
    safe: [
      whole(beginRenameField("Book", "title", "heading")),
      steps(copyField("Book", "heading")),
      whole(finishRenameField("Book", "title", "heading")),
    ],
  },
  "add a foreign key": {
    plain: [whole(alterField("Book", "author", author))],
    safe: [steps(alterField("Book", "author", author, { concurrently: true }))],
  },
  "change a type": {
    plain: [whole(alterField("Book", "pages", bigger))],
    safe: [
      whole(beginAlterField("Book", "pages", bigger)),
      steps(copyField("Book", "pages")),
      steps(finishAlterField("Book", "pages", bigger)),
    ],
  },
  "add a unique constraint": {
    plain: [whole(addConstraint("Book", unique))],
    safe: [steps(addConstraint("Book", unique, { concurrently: true }))],
  },
};

const name = `quintet_safe_migrations_${process.pid}`;
const url = new URL(postgresService.url);
url.pathname = `/${name}`;
await onServer(`CREATE DATABASE ${name}`);
let fails = false;
try {
  console.log(`${rows.toLocaleString("en")} rows, four connections that write, PostgreSQL`);
  console.log("change                                   plain: stall    took   steps: stall    took  writes");
  const quiet = await measure([]);
  console.log(`without any migration, for 20 s        ${ms(quiet.stallMs).padStart(9)}`);
  for (const [change, { plain, safe }] of Object.entries(changes)) {
    if (values.only !== undefined && !change.includes(values.only)) continue;
    const before = await measure(plain);
    const after = await measure(safe);
    if (after.stallMs > maxStallMs || after.failed > 0) fails = true;
    const figures = [ms(before.stallMs), seconds(before.tookMs), ms(after.stallMs), seconds(after.tookMs)];
    console.log(
      `${change.padEnd(38)} ${figures.map((figure) => figure.padStart(9)).join("  ")}  ${after.writes}, ${after.failed} failed`,
    );
  }
} finally {
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
}
console.log(
  fails
    ? `✖ a sequence stalls a writer for more than ${maxStallMs} ms`
    : `✔ no sequence stalls a writer for more than ${maxStallMs} ms`,
);
process.exitCode = fails ? 1 : 0;

async function measure(migrations: readonly Step[]) {
  await using database = openDatabase(postgres({ url: url.href }), "proof");
  await fill(database);
  const worker = new Worker(new URL("./safe-migrations-writers.ts", import.meta.url), {
    workerData: { url: url.href, rows },
  });
  const message = () =>
    new Promise<{ stallMs: number; stalledAt: number; writes: number; failed: number; error?: string }>(
      (resolve) => worker.once("message", resolve),
    );
  await message(); // all are connected and have written
  const startedAt = performance.now();
  const times: string[] = [];
  const began = Date.now();
  const at = () => `${((Date.now() - began) / 1000).toFixed(2)} s`;
  const report = {
    starts: ({ operations }: Migration) => void times.push(`${at()} ${operations[0]?.describe()}`),
    ends: () => void times.push(`${at()} end`),
  };
  if (migrations.length === 0) await new Promise((resolve) => setTimeout(resolve, 20_000));
  else
    await withSchemaSession(database, (session) =>
      migrateUp(session, history([initial, ...migrations]), {}, report),
    );
  const tookMs = performance.now() - startedAt;
  worker.postMessage("stop");
  const result = await message();
  await worker.terminate();
  if (result.stallMs > maxStallMs)
    console.log(`  longest wait at ${((result.stalledAt - began) / 1000).toFixed(2)} s; ${times.join(", ")}`);
  if (result.error !== undefined) console.log(`  a writer failed: ${result.error}`);
  return { ...result, tookMs };
}

async function fill(database: Database): Promise<void> {
  await database.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  await withSchemaSession(database, (session) => migrateUp(session, history([initial])));
  await database.execute(
    "INSERT INTO shop_author (name) SELECT 'Author ' || n FROM generate_series(1, 1000) n",
  );
  // One statement for many rows takes longer than a statement may.
  for (let from = 1; from <= rows; from += 100_000)
    await database.execute(
      `INSERT INTO shop_book (title, pages, isbn, author_id) SELECT 'Title ' || n, n % 1000, 'isbn-' || n, n % 1000 + 1 FROM generate_series(${from}, ${Math.min(from + 99_999, rows)}) n`,
    );
  await database.script("VACUUM ANALYZE shop_book");
}

function history(migrations: readonly Step[]): MigrationGraph {
  const at = (position: number) => `000${position + 1}_step`;
  return new MigrationGraph(
    migrations.map((step, position) => ({
      ...step,
      module: "shop",
      name: at(position),
      dependsOn: position === 0 ? [] : [["shop", at(position - 1)] as const],
    })),
  );
}

async function onServer(statement: string): Promise<void> {
  await using server = openDatabase(postgres({ url: postgresService.url }), "server");
  await server.execute(statement);
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`;
}
