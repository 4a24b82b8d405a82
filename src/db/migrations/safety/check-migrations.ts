import type { DatabaseKind } from "../../schema/model-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { statesWithin } from "../graph/apply-migration.ts";
import { idOf, type Migration, migrationKey } from "../graph/migration.ts";
import { type FoundChange, findChanges } from "./find-changes.ts";
import { type LockFact, lockFacts } from "./lock-facts.ts";
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

/** @param before - The models of the release that runs now: of the migrations that are applied. */
export async function checkMigrations(
  migrations: readonly Migration[],
  before: SchemaState,
  kind: DatabaseKind,
  rowsOf: (table: string) => Promise<number | undefined> = async () => undefined,
): Promise<readonly MigrationDanger[]> {
  const inUse = new Set([...before.models.values()].map((model) => tableDefinition(before, model).name));
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
      const changes = (await findChanges(operation, run, kind)).filter(({ table }) => inUse.has(table));
      for (const change of [
        ...changes,
        ...unfinished(operation.kind, operation.args, run.module, before, changes),
      ]) {
        const fact: LockFact = lockFacts[change.kind][kind];
        if (kind === "postgres" && fact.stops === "everybody" && migration.transaction !== false)
          held ??= change.table;
        const rows = await rowsOf(change.table);
        const size = { table: change.table, ...(rows !== undefined && { rows }) };
        const stops = stopping(change, fact, rows);
        if (stops) dangers.push({ ...place, ...size, ...stops, instead: safeWay(change.kind, kind) });
        if (change.breaks !== undefined)
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
  operation: string,
  args: readonly unknown[],
  module: string,
  running: SchemaState,
  changes: readonly FoundChange[],
): readonly FoundChange[] {
  if (operation !== "finishRenameField") return [];
  const [name, from, to] = args.map(String);
  const model = running.find(`${module}.${name}`);
  const table = changes[0]?.table;
  if (model === undefined || table === undefined || model.sideBySide?.[to!] !== undefined) return [];
  return [
    {
      kind: "renameColumn",
      table,
      subject: to!,
      breaks: `${labelOf(model)} still has the field "${from}" in it: beginRenameField() is not applied yet, and the release that knows "${to}" not deployed`,
    },
  ];
}
