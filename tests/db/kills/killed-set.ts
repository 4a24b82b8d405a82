import { type MigrationOptions, migration, type Operation } from "quintet/db";
import { MigrationGraph } from "../../../src/db/migrations/graph/migration-graph.ts";

/** Migrations of the module "shop" in the middle of which processes are killed. */
export interface KilledSet {
  readonly graph: MigrationGraph;
  /** The first one, which stays applied, and those that are killed. */
  readonly names: readonly [start: string, ...killed: string[]];
  /** All operations of those that are killed. */
  readonly operations: readonly Operation[];
  readonly rows: KilledRows;
}

/** What queries give when all migrations are applied, and when only the first one is. */
export interface KilledRows {
  readonly up: readonly RowsOf[];
  /** When all are applied, and nothing was undone on the way: a backfill that is undone leaves rows as they are. */
  readonly resumed?: readonly RowsOf[];
  readonly down: readonly RowsOf[];
}

type RowsOf = readonly [sql: string, rows: readonly (readonly unknown[])[]];

interface KilledMigration extends Pick<MigrationOptions, "operations" | "transaction"> {
  readonly name: string;
}

/** Puts migrations one behind the other. */
export function killedSet({ start, migrations, rows }: SetOptions): KilledSet {
  const chain = [{ name: "0001_start", operations: start }, ...migrations];
  const graph = new MigrationGraph(
    chain.map(({ name, ...options }, position) => {
      const before = chain[position - 1];
      const dependsOn = before === undefined ? [] : [["shop", before.name] as const];
      return { module: "shop", name, ...migration({ ...options, dependsOn }) };
    }),
  );
  return {
    graph,
    names: ["0001_start", ...migrations.map(({ name }) => name)],
    operations: migrations.flatMap(({ operations }) => operations),
    rows,
  };
}

interface SetOptions {
  readonly start: readonly Operation[];
  readonly migrations: readonly KilledMigration[];
  readonly rows: KilledRows;
}
