import { DatabaseLocked, SchemaMismatchError } from "../../errors.ts";
import type { StepDirection } from "../../schema/schema-editor.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { MigrationFailedError } from "../errors.ts";
import { idOf, type Migration, migrationKey } from "./migration.ts";

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
  const operation = migration.operations[position]!.describe();
  return new MigrationFailedError(
    `Migration ${migrationKey(idOf(migration))} failed at operation ${position + 1} (${operation}): ${reasonIn(cause)}`,
    { cause, position, direction },
  );
}

function reasonIn(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // What to do in an app doesn't help here: to migrate, or to make transactions shorter.
  const isAdvisedElsewhere = cause instanceof SchemaMismatchError || cause instanceof DatabaseLocked;
  return isAdvisedElsewhere ? cause.message.split("\n")[0]! : cause.message;
}
