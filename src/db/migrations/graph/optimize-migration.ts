import { optimizeOperations } from "../optimize/optimize-operations.ts";
import type { Migration } from "./migration.ts";

/** A migration with fewer operations and the same end; `undefined` where it has no detours. */
export function optimizeMigration(migration: Migration): Migration | undefined {
  const { operations, module } = migration;
  const shorter = optimizeOperations(operations, module);
  const isSame = shorter.length === operations.length && shorter.every((item, at) => item === operations[at]);
  return isSame ? undefined : { ...migration, operations: shorter };
}
