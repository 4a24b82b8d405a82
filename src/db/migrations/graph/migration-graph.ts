import { didYouMean } from "../../../core/index.ts";
import { SchemaState } from "../../schema/schema-state.ts";
import {
  MigrationConflictError,
  MigrationFailedError,
  MigrationGraphError,
  UnknownMigrationError,
} from "../errors.ts";
import { idOf, type Migration, type MigrationId, migrationKey } from "./migration.ts";

/** All migrations of an app, and which must come before which. */
export class MigrationGraph {
  /** Each after those that it depends on; otherwise by module and name, so that the order is always the same. */
  readonly ordered: readonly Migration[];
  readonly #byKey: ReadonlyMap<string, Migration>;

  /** @throws {@link MigrationGraphError} where a dependency is missing or leads in a circle. */
  constructor(migrations: readonly Migration[]) {
    const sorted = migrations.toSorted((a, b) => (migrationKey(idOf(a)) < migrationKey(idOf(b)) ? -1 : 1));
    this.#byKey = new Map(sorted.map((migration) => [migrationKey(idOf(migration)), migration]));
    this.ordered = this.#order(sorted);
  }

  find(id: MigrationId): Migration | undefined {
    return this.#byKey.get(migrationKey(id));
  }

  /** The migrations of a module, in order. */
  ofModule(module: string): readonly Migration[] {
    return this.ordered.filter((migration) => migration.module === module);
  }

  /**
   * The last migration of a module, or `undefined` where it has none.
   * @throws {@link MigrationConflictError} where there are several.
   */
  leaf(module: string): Migration | undefined {
    const own = this.ofModule(module);
    const leaves = own.filter(({ name }) => !own.some((other) => dependsOn(other, [module, name])));
    if (leaves.length > 1)
      throw new MigrationConflictError(
        module,
        leaves.map(({ name }) => name),
      );
    return leaves[0];
  }

  /** Makes sure that the history of each module has one end. */
  checkLeaves(): void {
    for (const module of new Set(this.ordered.map((migration) => migration.module))) this.leaf(module);
  }

  /**
   * The migration of a module with that name, or with a name that begins so.
   * @throws {@link UnknownMigrationError} where there is none, or more than one.
   */
  named(module: string, name: string): Migration {
    const own = this.ofModule(module);
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

  /** A migration and all that it depends on, in order. */
  withAncestors(...targets: readonly Migration[]): readonly Migration[] {
    const wanted = new Set<Migration>();
    const add = (migration: Migration): void => {
      if (wanted.has(migration)) return;
      wanted.add(migration);
      for (const id of migration.dependsOn) add(this.find(id)!);
    };
    for (const target of targets) add(target);
    return this.ordered.filter((migration) => wanted.has(migration));
  }

  /** A migration and all that depend on it, in order. */
  withDescendants(target: Migration): readonly Migration[] {
    const wanted = new Set<Migration>([target]);
    return this.ordered.filter((migration) => {
      const needsOne = migration.dependsOn.some((id) => wanted.has(this.find(id)!));
      if (needsOne) wanted.add(migration);
      return wanted.has(migration);
    });
  }

  /** The models after those migrations that `isIncluded` names; after all of them by default. */
  state(isIncluded: (migration: Migration) => boolean = () => true): SchemaState {
    let state = new SchemaState();
    for (const migration of this.ordered) if (isIncluded(migration)) state = applyMigration(state, migration);
    return state;
  }

  #order(migrations: readonly Migration[]): readonly Migration[] {
    const ordered = new Set<Migration>();
    const place = (migration: Migration, path: readonly Migration[]): void => {
      if (ordered.has(migration)) return;
      if (path.includes(migration)) throw circleError([...path.slice(path.indexOf(migration)), migration]);
      for (const id of migration.dependsOn) place(this.#dependency(migration, id), [...path, migration]);
      ordered.add(migration);
    };
    for (const migration of migrations) place(migration, []);
    return [...ordered];
  }

  #dependency(migration: Migration, id: MigrationId): Migration {
    const found = this.find(id);
    if (found !== undefined) return found;
    const [module] = id;
    const names = [...this.#byKey.values()]
      .filter((other) => other.module === module)
      .map(({ name }) => name);
    const hint =
      names.length === 0
        ? `The module "${module}" has no migrations, or is not in "modules" of quintet.config.ts.`
        : `Migrations of "${module}": ${names.join(", ")}.`;
    throw new MigrationGraphError(
      `Migration ${migrationKey(idOf(migration))} depends on ${migrationKey(id)}, which does not exist.${didYouMean(id[1], names)}\n${hint}`,
    );
  }
}

function dependsOn(migration: Migration, [module, name]: MigrationId): boolean {
  return migration.dependsOn.some((id) => id[0] === module && id[1] === name);
}

function circleError(circle: readonly Migration[]): MigrationGraphError {
  const path = circle.map((migration) => migrationKey(idOf(migration))).join(" → ");
  return new MigrationGraphError(
    `Migrations depend on each other in a circle: ${path}.\nRemove one of these from "dependsOn".`,
  );
}

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
function applyMigration(before: SchemaState, migration: Migration): SchemaState {
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
