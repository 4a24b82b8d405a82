import type { Operation } from "../operations/operation.ts";

/** What stands in a migration file. */
export interface MigrationOptions {
  /** Migrations that must be applied before, as module and name: `[["auth", "0001_initial"]]`. */
  readonly dependsOn?: readonly MigrationId[];
  /** What it does, in order. */
  readonly operations: readonly Operation[];
}

/** A module's name and a migration's: `["shop", "0002_book_price"]`. */
export type MigrationId = readonly [module: string, name: string];

/** What `migration()` gives. */
export interface MigrationFile {
  readonly "~quintet": "migration";
  readonly dependsOn: readonly MigrationId[];
  readonly operations: readonly Operation[];
}

/** A migration with its place: the module whose folder it was found in, and the name of its file. */
export interface Migration {
  readonly module: string;
  readonly name: string;
  readonly dependsOn: readonly MigrationId[];
  readonly operations: readonly Operation[];
}

/**
 * Describes a migration. The default export of a file in a module's folder `migrations`; the file's name is the
 * migration's name. Written by `quintet migrate make`.
 *
 * @example
 * export default migration({
 *   dependsOn: [["shop", "0001_initial"]],
 *   operations: [addField("Book", "price", { type: "decimal", digits: 8, places: 2 }, { fill: "0.00" })],
 * });
 */
export function migration(options: MigrationOptions): MigrationFile {
  return { "~quintet": "migration", dependsOn: options.dependsOn ?? [], operations: options.operations };
}

/** `"shop.0002_book_price"`. */
export function migrationKey([module, name]: MigrationId): string {
  return `${module}.${name}`;
}

/** The module and name of a migration. */
export function idOf({ module, name }: Migration): MigrationId {
  return [module, name];
}
