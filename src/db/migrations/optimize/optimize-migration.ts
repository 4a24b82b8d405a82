import type { Migration } from "../graph/migration.ts";
import { optimizeOperations } from "./optimize-operations.ts";

/** A migration with fewer operations and the same end; `undefined` where it has no detours. */
export function optimizeMigration(migration: Migration): Migration | undefined {
  const { operations, module } = migration;
  const shorter = optimizeOperations(operations, module);
  const isSame = shorter.length === operations.length && shorter.every((item, at) => item === operations[at]);
  return isSame ? undefined : { ...migration, operations: shorter };
}
