import type { SchemaState } from "../../schema/schema-state.ts";
import { statesWithin } from "../graph/apply-migration.ts";
import type { Migration } from "../graph/migration.ts";

/**
 * The optimizer has no states to read: where a model is deleted, it lets the removal of a field be a part of that, also when
 * the field is a reference, and what it refers to goes before. Then the operations stay as they were found.
 *
 * @param migration - With fewer operations.
 */
export function withoutDangling(
  migration: Migration,
  found: Migration["operations"],
  before: () => SchemaState,
): Migration {
  const { operations } = migration;
  const isMerged = operations.length < found.length && operations.some(({ kind }) => kind === "deleteModel");
  if (!isMerged || statesWithin(before(), migration).every(refersToFields)) return migration;
  return { ...migration, operations: found };
}

/** Whether the fields are there that relations name. */
function refersToFields(state: SchemaState): boolean {
  return [...state.models.values()].every(({ fields }) =>
    Object.values(fields).every(({ to, toFields = [] }) =>
      toFields.every((name) => to === undefined || Object.hasOwn(state.find(to)?.fields ?? {}, name)),
    ),
  );
}
