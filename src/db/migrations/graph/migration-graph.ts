import { SchemaState } from "../../schema/schema-state.ts";
import { MigrationConflictError, UnknownMigrationError } from "../errors.ts";
import { applyMigration } from "./apply-migration.ts";
import { conflictsOfEnds } from "./end-conflicts.ts";
import { explainConflicts } from "./explain-conflicts.ts";
import { GraphLinks } from "./graph-links.ts";
import { idOf, type Migration, type MigrationId, migrationKey } from "./migration.ts";
import { migrationNamed } from "./migration-named.ts";
import { orderMigrations } from "./order-migrations.ts";
import { allReplacedIds, replacersOf, resolveReplacements } from "./replacements.ts";

/**
 * All migrations of an app, and which must come before which. Without a history it is what a new database would get; what a
 * database with one gets can differ, where migrations replace others: {@link MigrationGraph.forHistory}.
 */
export class MigrationGraph {
  /** Each after those that it needs; otherwise by module and name, so that the order is always the same. */
  readonly ordered: readonly Migration[];
  /** Every migration that there is a file for: also those that others replace. */
  readonly files: readonly Migration[];
  /** What counts as applied: what the database remembers, and replacements of which it has everything. */
  readonly applied: ReadonlySet<string>;
  readonly #byKey: ReadonlyMap<string, Migration>;
  readonly #replacers: ReadonlyMap<string, Migration>;
  readonly #links: GraphLinks;
  readonly #leftOut: ReadonlySet<Migration>;
  readonly #byModule: ReadonlyMap<string, readonly Migration[]>;

  /**
   * @param history - What a database remembers, as `"shop.0002_book_price"`, in the order in which it was applied.
   * @throws {@link MigrationGraphError} where a dependency is missing or leads in a circle.
   */
  constructor(migrations: readonly Migration[], history: ReadonlySet<string> = new Set()) {
    const keyed = migrations.map((migration) => [migrationKey(idOf(migration)), migration] as const);
    this.#byKey = new Map(keyed.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    this.files = [...this.#byKey.values()];
    this.#replacers = replacersOf(this.files);
    this.#links = new GraphLinks(this.#byKey, this.#replacers);
    const { leftOut, applied } = resolveReplacements(this.#byKey, this.#links, history);
    this.#leftOut = leftOut;
    this.applied = applied;
    this.ordered = orderMigrations(
      this.files.filter((migration) => !leftOut.has(migration)),
      this.#links,
    );
    this.#byModule = Map.groupBy(this.ordered, ({ module }) => module);
  }

  /** The migrations as a database with that history sees them. */
  forHistory(history: Iterable<string>): MigrationGraph {
    return new MigrationGraph(this.files, new Set(history));
  }

  /** The migration of that name, or the one that stands for it. */
  find(id: MigrationId): Migration | undefined {
    const key = migrationKey(id);
    const found = this.#byKey.get(key);
    if (found !== undefined && !this.#leftOut.has(found)) return found;
    for (let other = this.#replacers.get(key); other !== undefined; ) {
      if (!this.#leftOut.has(other)) return other;
      other = this.#replacers.get(migrationKey(idOf(other)));
    }
    return undefined;
  }

  isApplied(migration: Migration): boolean {
    return this.applied.has(migrationKey(idOf(migration)));
  }

  /**
   * What the history remembers when a migration is applied: itself, and each one that it stands for, so that it counts as
   * applied also where their files are used, and when its own or theirs are gone.
   */
  recordsOf(migration: Migration): readonly MigrationId[] {
    return [...allReplacedIds(migration, this.#byKey), idOf(migration)];
  }

  /** The migrations right before that one. */
  parents(migration: Migration): ReadonlySet<Migration> {
    return this.#links.parents(migration);
  }

  /** The migrations right after that one. */
  children(migration: Migration): ReadonlySet<Migration> {
    return this.#links.children(migration);
  }

  /** The migrations of a module, in order. */
  ofModule(module: string): readonly Migration[] {
    return this.#byModule.get(module) ?? [];
  }

  /** The modules that have migrations. */
  get modules(): readonly string[] {
    return [...this.#byModule.keys()];
  }

  /**
   * The ends of a module's migrations: usually one. Several are as good as one where they don't disturb each other, so that
   * the order doesn't matter in which a database gets them; {@link checkLeaves} makes sure of that.
   */
  leaves(module: string): readonly Migration[] {
    const isOwn = (other: Migration) => other.module === module;
    return this.ofModule(module).filter((migration) => ![...this.children(migration)].some(isOwn));
  }

  /**
   * The last migration of a module, or `undefined` where it has none. Of several ends that don't disturb each other, it is
   * the one that comes last in the order.
   * @throws {@link MigrationConflictError} where they do.
   */
  leaf(module: string): Migration | undefined {
    this.#checkLeaves(module);
    return this.leaves(module).at(-1);
  }

  /**
   * Makes sure that the history of each module has one end, or several that don't disturb each other.
   * @throws {@link MigrationConflictError} where they do.
   */
  checkLeaves(): void {
    for (const module of this.modules) this.#checkLeaves(module);
  }

  #checkLeaves(module: string): void {
    const leaves = this.leaves(module);
    if (leaves.length < 2) return;
    const conflicts = conflictsOfEnds(this, module);
    if (conflicts.length > 0) throw new MigrationConflictError(module, leaves, explainConflicts(conflicts));
  }

  /**
   * The migration of a module with that name, or with a name that begins so.
   * @throws {@link UnknownMigrationError} where there is none, or more than one, or one that another replaces.
   */
  named(module: string, name: string): Migration {
    const found = migrationNamed(this.files, module, name);
    if (!this.#leftOut.has(found)) return found;
    const key = migrationKey(idOf(found));
    const replacer = this.find(idOf(found));
    throw new UnknownMigrationError(
      replacer === undefined || replacer === found
        ? `${key} is not used on this database, because it has a part of what that one replaces.\nName one of those: ${(found.replaces ?? []).map(migrationKey).join(", ")}.`
        : `${key} is replaced by ${migrationKey(idOf(replacer))}, which is used instead.\nName that one.`,
    );
  }

  /** Migrations and all that they need, in order. */
  withAncestors(...targets: readonly Migration[]): readonly Migration[] {
    return this.#reachable(targets, (migration) => this.parents(migration));
  }

  /** Migrations and all that need them, in order. */
  withDescendants(...targets: readonly Migration[]): readonly Migration[] {
    return this.#reachable(targets, (migration) => this.children(migration));
  }

  #reachable(
    targets: readonly Migration[],
    next: (migration: Migration) => Iterable<Migration>,
  ): readonly Migration[] {
    const wanted = new Set(targets);
    for (const migration of wanted) for (const other of next(migration)) wanted.add(other); // grows while it is walked
    return this.ordered.filter((migration) => wanted.has(migration));
  }

  /** The models after those migrations that `isIncluded` names; after all of them by default. */
  state(isIncluded: (migration: Migration) => boolean = () => true): SchemaState {
    let state = new SchemaState();
    for (const migration of this.ordered) if (isIncluded(migration)) state = applyMigration(state, migration);
    return state;
  }
}
