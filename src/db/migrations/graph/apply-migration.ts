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

/** Says in which operation of which migration something went wrong. */
export function operationError(migration: Migration, position: number, cause: unknown): MigrationFailedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const operation = migration.operations[position]!.describe();
  return new MigrationFailedError(
    `Migration ${migrationKey(idOf(migration))} failed at operation ${position + 1} (${operation}): ${reason}`,
    { cause },
  );
}
