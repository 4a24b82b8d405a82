import { printableText, shownPath } from "../../../core/index.ts";
import type { Operation } from "../operations/operation.ts";
import { checkMigrationOptions } from "./check-migration-options.ts";

/** What stands in a migration file. */
export interface MigrationOptions {
  /** Migrations that must be applied before, as module and name: `[["auth", "0001_initial"]]`. */
  readonly dependsOn?: readonly MigrationId[];
  /** What it does, in order. */
  readonly operations: readonly Operation[];
  /** Migrations that it stands for: those that `quintet migrate squash` has made one of. */
  readonly replaces?: readonly MigrationId[];
  /** Migrations, of other modules usually, that must not be applied before this one. */
  readonly runBefore?: readonly MigrationId[];
  /**
   * Whether it makes the first tables of its module, which `quintet migrate fake --initial` may find there already. Without
   * a word, the one that depends on no other of its module does.
   */
  readonly initial?: boolean;
  /**
   * `false` runs each statement in a transaction of its own, for what must not, or cannot, run in one: indexes that are
   * built while the table is in use, backfills. What was done when such a migration fails stays, and it goes on from there.
   */
  readonly transaction?: false;
  /** Why the dangers that `quintet migrate check` names are accepted here: `"at night, with the shop closed"`. */
  readonly acceptsDowntime?: string;
}

/**
 * A module's name and a migration's: `["shop", "0002_book_price"]`. In `dependsOn` and `runBefore`, `"__first__"` and
 * `"__latest__"` mean the first and the last of another module.
 */
export type MigrationId = readonly [module: string, name: string];

/** What `migration()` gives. */
export interface MigrationFile extends Omit<MigrationOptions, "dependsOn"> {
  readonly "~quintet": "migration";
  readonly dependsOn: readonly MigrationId[];
}

/** A migration with its place: the module whose folder it was found in, and the name of its file. */
export interface Migration extends Omit<MigrationFile, "~quintet"> {
  readonly module: string;
  readonly name: string;
  /** Where it was read from. */
  readonly file?: string;
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
 *
 * @throws {@link MigrationFileError} where an option is not what it must be.
 */
export function migration(options: MigrationOptions): MigrationFile {
  checkMigrationOptions(options);
  return { "~quintet": "migration", ...options, dependsOn: options.dependsOn ?? [] };
}

/** `"shop.0002_book_price"`. */
export function migrationKey([module, name]: MigrationId): string {
  return `${module}.${name}`;
}

/** The module and name of a migration. */
export function idOf({ module, name }: Migration): MigrationId {
  return [module, name];
}

/** Whether it makes the first tables of its module. */
export function isInitial({ module, initial, dependsOn }: Migration): boolean {
  return initial ?? !dependsOn.some(([other]) => other === module);
}

/** {@link migrationKey} for people, of what a database remembers: whatever somebody has written there is one line. */
export function migrationText(id: MigrationId): string {
  return printableText(migrationKey(id));
}

/** Where a migration stands, for messages: its file as seen from here, or what it would be called. */
export function placeOf({ module, name, file }: Migration): string {
  return file === undefined ? `${module}/migrations/${name}.ts` : shownPath(file);
}
