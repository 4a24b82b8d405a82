import type { ModelState } from "../../schema/model-state.ts";
import { onlineClauses } from "../../schema/mysql/online-clauses.ts";
import { indexFacts } from "../../schema/mysql/table-facts.ts";
import { makeConcurrently } from "../../schema/postgres/online-changes.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import type { OperationRun } from "../operations/operation.ts";
import { quoterOf } from "./quoting.ts";
import { pairOf } from "./side-by-side.ts";

/*
 * The new release looks for rows by the new name of a field as the old one does by the old: where that column has an
 * index, the second one gets one for the meantime.
 */

/** Makes the index, while others write. */
export async function makeTwinIndex(
  run: OperationRun,
  state: SchemaState,
  label: string,
  field: string,
): Promise<void> {
  if (!isIndexed(state.get(label), field)) return;
  const { name, table, now } = indexOf(run, state, label, field);
  const quote = quoterOf(run.editor.kind);
  const on = `${quote(table)} (${quote(now)})`;
  const { editor, database } = run;
  if (editor.kind === "postgres") {
    const create = `CREATE INDEX ${quote(name)} ON ${on}`;
    await makeConcurrently(database, table, { kind: "index", name, columns: [], create, identity: create });
  } else if (editor.kind === "sqlite") {
    await database.query(`CREATE INDEX IF NOT EXISTS ${quote(name)} ON ${on}`);
  } else if (!(await hasIndex(run, table, name))) {
    await database.query(
      `ALTER TABLE ${quote(table)} ADD INDEX ${quote(name)} (${quote(now)}), ${onlineClauses}`,
    );
  }
}

/** Drops it, where it is there. */
export async function dropTwinIndex(
  run: OperationRun,
  state: SchemaState,
  label: string,
  field: string,
): Promise<void> {
  const { name, table } = indexOf(run, state, label, field);
  const quote = quoterOf(run.editor.kind);
  if (run.editor.kind !== "mysql") await run.database.query(`DROP INDEX IF EXISTS ${quote(name)}`);
  else if (await hasIndex(run, table, name))
    await run.database.query(`ALTER TABLE ${quote(table)} DROP INDEX ${quote(name)}`);
}

function indexOf(run: OperationRun, state: SchemaState, label: string, field: string) {
  const { name, table, now } = pairOf(run, state, label, field);
  return { name: `${name}_twin`, table, now };
}

async function hasIndex({ database }: OperationRun, table: string, name: string): Promise<boolean> {
  return (await indexFacts(database, table)).some((fact) => fact.name === name);
}

function isIndexed({ fields, indexes, constraints }: ModelState, name: string): boolean {
  const field = fields[name]!;
  if (field.unique || field.index || (field.type === "belongsTo" && field.index !== false)) return true;
  const rules = [...indexes, ...constraints.filter((constraint) => constraint.type === "unique")];
  return rules.some((rule) => rule.fields[0] === name || rule.fields[0] === `-${name}`);
}
