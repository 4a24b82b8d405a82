import { didYouMean } from "../../../core/index.ts";
import { UnknownMigrationError } from "../errors.ts";
import type { Migration } from "./migration.ts";

/**
 * The migration of a module with that name, or with a name that begins so.
 * @throws {@link UnknownMigrationError} where there is none, or more than one.
 */
export function migrationNamed(migrations: readonly Migration[], module: string, name: string): Migration {
  const own = migrations.filter((migration) => migration.module === module);
  const exact = own.find((migration) => migration.name === name);
  if (exact !== undefined) return exact;
  const names = own.map((migration) => migration.name);
  const matches = own.filter((migration) => migration.name.startsWith(name));
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1) {
    const found = matches.map((migration) => migration.name).join(", ");
    throw new UnknownMigrationError(
      `"${name}" is the beginning of ${matches.length} migrations of "${module}": ${found}. Give more of the name.`,
    );
  }
  throw new UnknownMigrationError(
    names.length === 0
      ? `The module "${module}" has no migrations.`
      : `The module "${module}" has no migration "${name}".${didYouMean(name, names)}\nMigrations: ${names.join(", ")}.`,
  );
}
