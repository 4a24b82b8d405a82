import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Database } from "quintet/db";
import { silentQuestioner } from "../../src/db/migrations/detect/questioner.ts";
import type { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { evolve } from "../../src/db/schema/evolve.ts";
import type { DatabaseKind } from "../../src/db/schema/model-state.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import { SchemaState } from "../../src/db/schema/schema-state.ts";
import { comparableSchema } from "./database-schema.ts";
import { type TestDatabase, testDatabases } from "./databases.ts";
import { dropAll, newProject, undone } from "./evolution-project.ts";
import { evolutionNumbers } from "./properties/evolution-draw.ts";
import { expectedRows, insertRows, type Moment, readRows } from "./properties/evolution-rows.ts";
import { answersFor, drawEvolution, type Evolution, onDatabase } from "./properties/evolutions.ts";

/*
 * Random schemas that become others, with rows in their tables: migrations are made, written to files, loaded, applied and
 * undone, and the database's own word for it is compared with that of a database which never was anything else.
 *
 * QUINTET_EVOLUTIONS names another number of pairs, QUINTET_EVOLUTIONS_SEED others. A failure prints the files of its pair.
 */

const seed = Number(process.env.QUINTET_EVOLUTIONS_SEED ?? 20_261_130);
const pairs = Number(process.env.QUINTET_EVOLUTIONS ?? 200);
// A pair takes some 0.2 s in memory, and up to a second where a server makes and drops its tables.
const pairsOfTest = 25;

/**
 * Tests on one kind of database. Each kind has a file and so a process of its own, because they take long.
 *
 * @param way - `"in steps"`: as `migrate make --safe` writes them; a fifth of the pairs.
 */
export function testEvolutions(dialect: TestDatabase["dialect"], way: Way = "at once"): void {
  // In a file, SQLite is the same database, only slower.
  const found = testDatabases.find((kind) => kind.dialect === dialect);
  if (found === undefined) return; // QUINTET_TEST_DATABASES leaves it out
  const all = way === "at once" ? pairs : Math.ceil(pairs / 5);
  for (let from = 0; from < all; from += pairsOfTest) {
    const numRuns = Math.min(pairsOfTest, all - from);
    found.test(
      `random schemas become others ${way} and come back, with their rows: ${from + 1} to ${from + numRuns} (seed ${seed})`,
      async () => {
        await using database = await found.open();

        await fc.assert(
          fc.asyncProperty(evolutionNumbers, async (numbers) => check(database, drawEvolution(numbers), way)),
          { seed, numRuns, path: String(from), endOnFailure: true },
        );
      },
    );
  }
}

type Way = "at once" | "in steps";

async function check(database: Database, drawn: Evolution, way: Way): Promise<void> {
  const evolution = onDatabase(drawn, database.dialect.name);
  const project = await newProject();
  try {
    const first = await project.make(evolution.before, silentQuestioner);
    const schemaBefore = await applied(database, first);
    await insertRows(database, evolution);
    await checkRows(database, evolution, "before");

    const kind = way === "in steps" ? (database.dialect.name as DatabaseKind) : undefined;
    const whole = await project.make(evolution.after, answersFor(drawn), kind);
    const schemaAfter = await applied(database, whole);
    await checkRows(database, evolution, "after");

    await undone(database, whole, first);
    assert.deepEqual(await comparableSchema(database), schemaBefore, "down gives the schema before");
    await checkRows(database, evolution, "back");

    await undone(database, whole, undefined);
    assert.deepEqual(await comparableSchema(database), [], "down to zero leaves nothing");

    assert.deepEqual(
      schemaAfter,
      await freshSchema(database, evolution),
      "up gives the schema of new tables",
    );
  } catch (cause) {
    await dropAll(database);
    const error = cause as Error;
    throw new Error(`${error.message}\n\n${project.files()}`, { cause });
  }
}

async function applied(database: Database, graph: MigrationGraph): Promise<readonly string[]> {
  await withSchemaSession(database, (session) => migrateUp(session, graph));
  return comparableSchema(database);
}

/** What a database says that never had other tables. */
async function freshSchema(database: Database, { after: state }: Evolution): Promise<readonly string[]> {
  await withSchemaSession(database, (session) =>
    session.exclusively((editor) => evolve(editor, new SchemaState(), state)),
  );
  const schema = await comparableSchema(database);
  await dropAll(database);
  return schema;
}

async function checkRows(database: Database, evolution: Evolution, moment: Moment): Promise<void> {
  assert.deepEqual(
    await readRows(database, evolution, moment),
    expectedRows(evolution, moment),
    `rows ${moment}`,
  );
}
