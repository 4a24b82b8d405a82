import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addField, createModel, type Operation, openDatabase, runCode, runSql, sqlite } from "quintet/db";
import { conflictsOfEnds } from "../../src/db/migrations/graph/end-conflicts.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import { migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { withSchemaSession } from "../../src/db/schema/schema-access.ts";
import type { SchemaState } from "../../src/db/schema/schema-state.ts";
import { databaseSchema } from "./database-schema.ts";
import { checkState, walkedModule, walkOperations } from "./migration-walk.ts";

/*
 * Ends of a module's migrations that don't disturb each other are one end. Here histories are made at random, and what
 * counts as undisturbed must lead to the same in both orders: the same models, and the same tables.
 */

const steps = (most: number) => fc.array(fc.nat(1000), { maxLength: 6 * most, size: "max" });

/** A history that two people have gone on with, from the same models. */
const forks = fc.tuple(steps(8), steps(2), steps(2)).map(([shared, first, second]) => {
  const start = walkOperations(shared);
  const ends = [first, second].map((choices) => walkOperations(choices, start.end).operations);
  return fork(start.operations, ends[0]!, ends[1]!);
});

interface Fork {
  readonly start: Migration;
  readonly first: Migration;
  readonly second: Migration;
}

function fork(start: readonly Operation[], first: readonly Operation[], second: readonly Operation[]): Fork {
  const migration = (name: string, operations: readonly Operation[], before?: string): Migration => ({
    module: walkedModule,
    name,
    dependsOn: before === undefined ? [] : [[walkedModule, before]],
    operations,
  });
  return {
    start: migration("0001", start),
    first: migration("0002_a", first, "0001"),
    second: migration("0002_b", second, "0001"),
  };
}

function areOneEnd({ start, first, second }: Fork): boolean {
  return conflictsOfEnds(new MigrationGraph([start, first, second]), walkedModule).length === 0;
}

/** The models after migrations in that order, however their fields and indexes are ordered; a message where they don't fit. */
function stateAfter(...migrations: readonly Migration[]): unknown {
  try {
    const chain = migrations.map(
      (migration, position): Migration => ({
        ...migration,
        dependsOn: position === 0 ? [] : [[walkedModule, migrations[position - 1]!.name]],
      }),
    );
    const state = new MigrationGraph(chain).state();
    checkState(state);
    return withoutOrder(state);
  } catch (error) {
    return (error as Error).message;
  }
}

function withoutOrder(state: SchemaState): unknown {
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
  const models = [...state.models].map(([label, model]) => [
    label,
    { ...model, indexes: model.indexes.toSorted(byName), constraints: model.constraints.toSorted(byName) },
  ]);
  return Object.fromEntries(models);
}

test("both orders of ends that don't disturb each other lead to the same models", () => {
  let undisturbed = 0;
  fc.assert(
    fc.property(forks, ({ start, first, second }) => {
      fc.pre(first.operations.length > 0 && second.operations.length > 0);
      if (!areOneEnd({ start, first, second })) return;
      undisturbed += 1;
      const after = stateAfter(start, first, second);
      assert.equal(typeof after, "object", String(after));
      assert.deepEqual(stateAfter(start, second, first), after);
    }),
    { numRuns: 2000, seed: 6 },
  );
  assert.ok(undisturbed > 400, `Only ${undisturbed} of 2000 forks were of one end.`);
});

test("both orders of ends that don't disturb each other lead to the same tables", async () => {
  let undisturbed = 0;
  await fc.assert(
    fc.asyncProperty(forks, async ({ start, first, second }) => {
      fc.pre(first.operations.length > 0 && second.operations.length > 0);
      if (!areOneEnd({ start, first, second })) return;
      const graph = new MigrationGraph([start, first, second]);
      // Some walks make what no database takes, such as two columns of one name.
      const alone = await Promise.allSettled([["0002_a"], ["0002_b"]].map((end) => schemaAfter(graph, end)));
      if (alone.some(({ status }) => status === "rejected")) return;
      undisturbed += 1;
      const orders = [
        ["0002_a", "0002_b"],
        ["0002_b", "0002_a"],
      ];
      const schemas = await Promise.all(orders.map((names) => schemaAfter(graph, names)));
      assert.deepEqual(schemas[1], schemas[0]);
    }),
    { numRuns: 200, seed: 7 },
  );
  assert.ok(undisturbed > 30, `Only ${undisturbed} of 200 forks were of one end.`);
});

/** The tables of a database that got the migrations one after the other, their columns without their order. */
async function schemaAfter(graph: MigrationGraph, names: readonly string[]): Promise<readonly string[]> {
  await using database = openDatabase(sqlite({ file: ":memory:" }));
  await withSchemaSession(database, async (session) => {
    for (const name of names) await migrateUp(session, graph, { module: walkedModule, name });
  });
  const schema = await databaseSchema(database);
  return schema.map((line) =>
    line
      .split(/, |[()]/)
      .toSorted()
      .join(" "),
  );
}

test("SQL and code that say which models they touch are one end with what touches others", () => {
  const start = [
    createModel("Book", { fields: { id: { type: "auto", primaryKey: true } } }),
    createModel("Tag", { fields: { id: { type: "auto", primaryKey: true } } }),
  ];
  const field = [addField("Book", "pages", { type: "integer", nullable: true })];
  const sql = (touches?: readonly string[]) => [
    runSql("UPDATE shop_tag SET id = id", "", touches && { touches }),
    runCode({ forward() {}, ...(touches && { touches }) }),
  ];

  assert.equal(areOneEnd(fork(start, field, sql(["Tag"]))), true);
  assert.equal(areOneEnd(fork(start, field, sql(["Tag", "shop.Book"]))), false);
  assert.equal(areOneEnd(fork(start, field, sql())), false);
});
