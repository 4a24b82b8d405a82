import { pathToFileURL } from "node:url";
import {
  CheckViolation,
  DatabaseLocked,
  NotNullViolation,
  SchemaMismatchError,
  UniqueViolation,
} from "../../errors.ts";
import type { StepDirection } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { MigrationFailedError } from "../errors.ts";
import { type Operation, operationText } from "../operations/operation.ts";
import { idOf, type Migration, migrationKey, placeOf } from "./migration.ts";

/** The states between the operations of a migration: the first is the one before, the last the one after. */
export function statesWithin(before: SchemaState, migration: Migration): readonly SchemaState[] {
  const states = [before];
  for (const [position, operation] of migration.operations.entries()) {
    try {
      states.push(operation.apply(states.at(-1)!, migration.module));
    } catch (cause) {
      throw operationError(migration, position, cause);
    }
  }
  return states;
}

/** The models after a migration. */
export function applyMigration(before: SchemaState, migration: Migration): SchemaState {
  return statesWithin(before, migration).at(-1)!;
}

/**
 * Says in which operation of which migration something went wrong.
 * @param direction - In which it ran; none where only the states were looked at.
 */
export function operationError(
  migration: Migration,
  position: number,
  cause: unknown,
  direction?: StepDirection,
): MigrationFailedError {
  const operation = migration.operations[position]!;
  const where = direction === undefined ? "Correct it in" : "It stands in";
  return new MigrationFailedError(
    `Migration ${migrationKey(idOf(migration))} failed at operation ${position + 1} (${operationText(operation)}): ${reasonIn(cause, operation)}\n${where} ${placeOf(migration)}${lineIn(cause, migration)}.`,
    { cause, position, direction },
  );
}

function reasonIn(cause: unknown, { kind, touches }: Operation): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause instanceof NotNullViolation && (kind === "addField" || kind === "alterField"))
    return `Rows that are there have no value for the column "${cause.column}", which takes no null.\nGive the field a default, or say what they get: ${kind}(…, { fill }).`;
  if (touches === "schema" && (cause instanceof UniqueViolation || cause instanceof CheckViolation))
    return `${cause.message}\nRows that are there break the rule: correct them first.${duplicatesIn(cause)}`;
  // What to do in an app doesn't help here: to migrate, or to make transactions shorter.
  const isAdvisedElsewhere = cause instanceof SchemaMismatchError || cause instanceof DatabaseLocked;
  return isAdvisedElsewhere ? cause.message.split("\n")[0]! : cause.message;
}

/** The query that finds the rows that break a unique rule, where its columns are known. */
function duplicatesIn(cause: Error): string {
  if (!(cause instanceof UniqueViolation) || cause.columns.length === 0) return "";
  const columns = cause.columns.map((name) => `"${name}"`).join(", ");
  return ` They are found by: SELECT ${columns}, count(*) FROM "${cause.table}" GROUP BY ${columns} HAVING count(*) > 1`;
}

/** `":12:5"` where an error comes from code of the migration's file; nothing where it doesn't. */
function lineIn(cause: unknown, { file }: Migration): string {
  if (!(cause instanceof Error) || file === undefined) return "";
  const frames = cause.stack?.split("\n").slice(1) ?? [];
  const [url, path] = [pathToFileURL(file).href, file];
  const own = frames.find((frame) => frame.includes(`${url}:`) || frame.includes(`${path}:`));
  return own === undefined ? "" : (/:\d+:\d+(?=\)?$)/.exec(own)?.[0] ?? "");
}
