import type { DatabaseKind, ModelState } from "../../schema/model-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { implicitThroughModels } from "../../schema/tables-between.ts";
import { operationError, statesWithin } from "../graph/apply-migration.ts";
import { idOf, type Migration, migrationKey } from "../graph/migration.ts";
import type { Operation, OperationRun } from "../operations/operation.ts";
import { type FoundChange, findChanges, typeBreaks } from "./find-changes.ts";
import { type LockFact, lockFacts } from "./lock-facts.ts";
import { isContracting } from "./safe-sequence.ts";
import { safeWay } from "./safe-way.ts";

/** What endangers a table in use. */
export interface MigrationDanger {
  /** `"shop.0004_price"`. */
  readonly migration: string;
  /** The operation's place in the file, from 1. */
  readonly position: number;
  readonly operation: string;
  readonly table: string;
  /** Rows of the table, where a database was asked. */
  readonly rows?: number;
  /** Whoever has to wait, or code that stops working. */
  readonly danger: "stops-everybody" | "stops-writers" | "breaks-previous-release" | "holds-locks";
  readonly message: string;
  /** What to write instead. */
  readonly instead: string;
  /** Why the migration accepts it: its `acceptsDowntime`. */
  readonly accepted?: string;
}

/** Tables with fewer rows are through in a moment, whatever is done to them. */
const smallTable = 10_000;

/**
 * Names what is dangerous in migrations. A last part of a sequence whose other parts are applied breaks nobody: the release
 * that they were for is taken to run.
 *
 * @param before - The models of the release that runs now: of the migrations that are applied.
 */
export async function checkMigrations(
  migrations: readonly Migration[],
  before: SchemaState,
  kind: DatabaseKind,
  rowsOf: (table: string) => Promise<number | undefined> = async () => undefined,
): Promise<readonly MigrationDanger[]> {
  const inUse = new Map(
    modelsWithTables(before).map((model) => {
      const { name, columns } = tableDefinition(before, model);
      return [name, new Set(columns.map((column) => column.name))];
    }),
  );
  const planned = new Set(migrations.map((migration) => migrationKey(idOf(migration))));
  const isDeployed = (migration: Migration) =>
    isContracting(migration) && !migration.dependsOn.some((id) => planned.has(migrationKey(id)));
  const dangers: MigrationDanger[] = [];
  let state = before;
  for (const migration of migrations) {
    const states = statesWithin(state, migration);
    let held: string | undefined;
    for (const [position, operation] of migration.operations.entries()) {
      const run = { module: migration.module, before: states[position]!, after: states[position + 1]! };
      const place = {
        migration: migrationKey(idOf(migration)),
        position: position + 1,
        operation: operation.describe(),
        ...(migration.acceptsDowntime !== undefined && { accepted: migration.acceptsDowntime }),
      };
      if (held !== undefined && (operation.kind === "runCode" || operation.kind === "runSql"))
        dangers.push({ ...place, ...heldLock(held) });
      const found = await findChanges(operation, run, kind).catch((cause) => {
        throw operationError(migration, position, cause); // it refers to what isn't there
      });
      const changes = found.filter(({ table }) => inUse.has(table));
      for (const change of changes.map((each) => unfinished(operation, run, before, each))) {
        const fact: LockFact = lockFacts[change.kind][kind];
        if (kind === "postgres" && fact.stops === "everybody" && migration.transaction !== false)
          held ??= change.table;
        const rows = await rowsOf(change.table);
        const size = { table: change.table, ...(rows !== undefined && { rows }) };
        const stops = stopping(change, fact, rows);
        if (stops) dangers.push({ ...place, ...size, ...stops, instead: safeWay(change.kind, kind) });
        const breaks = change.breaksWhere?.((column) => inUse.get(change.table)!.has(column)) ?? true;
        if (change.breaks !== undefined && breaks && !isDeployed(migration))
          dangers.push({
            ...place,
            ...size,
            danger: "breaks-previous-release",
            message: `The release that runs now breaks: ${change.breaks}.`,
            instead: safeWay("breaks", kind, change.kind),
          });
      }
    }
    state = states.at(-1)!;
  }
  return dangers;
}

/** Those of many-to-many relations among them, which no class stands for. */
function modelsWithTables(state: SchemaState): readonly ModelState[] {
  return [...state.models.values()].flatMap((model) => [
    model,
    ...implicitThroughModels(state, model).values(),
  ]);
}

function stopping(
  change: FoundChange,
  fact: LockFact,
  rows: number | undefined,
): Pick<MigrationDanger, "danger" | "message"> | undefined {
  if (fact.stops === "nobody" || fact.work === "moment") return undefined;
  if (rows !== undefined && rows < smallTable) return undefined;
  const who = fact.stops === "everybody" ? "Everybody who reads or writes" : "Everybody who writes";
  const what = {
    scan: "all rows are read",
    build: "all rows are sorted into an index",
    rewrite: "the table is written anew",
  }[fact.work];
  const size = rows === undefined ? "" : ` (${rows.toLocaleString("en")} rows)`;
  return {
    danger: fact.stops === "everybody" ? "stops-everybody" : "stops-writers",
    message: `${who} "${change.table}" waits while ${what} for "${change.subject}"${size}: ${fact.lock}.`,
  };
}

function heldLock(table: string): Pick<MigrationDanger, "table" | "danger" | "message" | "instead"> {
  return {
    table,
    danger: "holds-locks",
    message: `"${table}" was locked by an operation before, and stays so until this code is through.`,
    instead: "Put it into a migration of its own.",
  };
}

/** What is finished of a change in steps breaks whoever has not been told of its beginning. */
function unfinished(
  { kind, args }: Operation,
  { module, after }: Pick<OperationRun, "module" | "after">,
  running: SchemaState,
  change: FoundChange,
): FoundChange {
  if (kind !== "finishRenameField" && kind !== "finishAlterField") return change;
  const [name, from, to] = args.map(String);
  const label = `${module}.${name}`;
  const field = kind === "finishRenameField" ? to! : from!;
  const model = running.find(label);
  if (model === undefined || model.sideBySide?.[field] !== undefined) return change;
  if (kind === "finishRenameField")
    return {
      ...change,
      breaks: `${labelOf(model)} still has the field "${from}" in it: beginRenameField() is not applied yet, and the release that knows "${to}" not deployed`,
    };
  const [old, now] = [running, after].map((state) =>
    tableDefinition(state, state.get(label)).columns.find((column) => column.field === field),
  );
  const breaks = old && now && typeBreaks(old.storage, now.storage);
  return breaks === undefined ? change : { ...change, breaks };
}
