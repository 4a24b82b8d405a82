import { didYouMean } from "../../../core/index.ts";
import { MigrationGraphError } from "../errors.ts";
import { idOf, type Migration, type MigrationId, migrationKey, placeOf } from "./migration.ts";

/*
 * Which migrations must come before which: what the files say in `dependsOn` and `runBefore`, as links between them. Links
 * are changed where one migration stands for others (`replacements.ts`), so they are kept beside the migrations.
 */

export class GraphLinks {
  readonly #byKey: ReadonlyMap<string, Migration>;
  readonly #parents = new Map<Migration, Set<Migration>>();
  readonly #children = new Map<Migration, Set<Migration>>();

  /**
   * @param replacers - What stands for a migration whose file may be gone.
   * @throws {@link MigrationGraphError} where a migration is named that neither is there nor has such a replacement.
   */
  constructor(byKey: ReadonlyMap<string, Migration>, replacers: ReadonlyMap<string, Migration>) {
    this.#byKey = byKey;
    for (const migration of byKey.values()) {
      this.#parents.set(migration, new Set());
      this.#children.set(migration, new Set());
    }
    // The links inside modules come first: what `__first__` and `__latest__` mean follows from them.
    const external: [Migration, MigrationId, "dependsOn" | "runBefore"][] = [];
    for (const migration of byKey.values()) {
      for (const id of migration.dependsOn) {
        if (id[0] !== migration.module) external.push([migration, id, "dependsOn"]);
        else if (id[1] !== "__first__")
          this.link(this.#named(migration, id, "dependsOn", replacers), migration);
      }
      for (const id of migration.runBefore ?? []) external.push([migration, id, "runBefore"]);
    }
    const ends = external.map(([migration, id, option]) => this.#named(migration, id, option, replacers));
    for (const [position, [migration, , option]] of external.entries()) {
      if (option === "dependsOn") this.link(ends[position]!, migration);
      else this.link(migration, ends[position]!);
    }
  }

  /** The migrations right before that one. */
  parents(migration: Migration): ReadonlySet<Migration> {
    return this.#parents.get(migration) ?? none;
  }

  /** The migrations right after that one. */
  children(migration: Migration): ReadonlySet<Migration> {
    return this.#children.get(migration) ?? none;
  }

  link(parent: Migration, child: Migration): void {
    if (parent === child) return; // it needs one of those that it replaces
    this.#parents.get(child)?.add(parent);
    this.#children.get(parent)?.add(child);
  }

  /** Takes a migration out, with its links. */
  remove(migration: Migration): void {
    for (const parent of this.parents(migration)) this.#children.get(parent)?.delete(migration);
    for (const child of this.children(migration)) this.#parents.get(child)?.delete(migration);
    this.#parents.delete(migration);
    this.#children.delete(migration);
  }

  #named(
    migration: Migration,
    id: MigrationId,
    option: "dependsOn" | "runBefore",
    replacers: ReadonlyMap<string, Migration>,
  ): Migration {
    const key = migrationKey(id);
    if (key === migrationKey(idOf(migration)))
      throw new MigrationGraphError(
        `Migration ${key} ${relations[option]} itself.\nChange "${option}" in ${placeOf(migration)}: it names what is applied ${option === "dependsOn" ? "before" : "after"} this migration.`,
      );
    const found = this.#byKey.get(key) ?? this.#byPosition(id) ?? replacers.get(key);
    if (found !== undefined) return found;
    throw this.#missing(migration, id, option);
  }

  /** What `["auth", "__first__"]` and `["auth", "__latest__"]` mean. */
  #byPosition([module, name]: MigrationId): Migration | undefined {
    if (name !== "__first__" && name !== "__latest__") return undefined;
    const own = [...this.#byKey.values()].filter((migration) => migration.module === module);
    const next = name === "__first__" ? this.#parents : this.#children;
    return own.find((migration) => ![...next.get(migration)!].some((other) => other.module === module));
  }

  #missing(migration: Migration, id: MigrationId, option: "dependsOn" | "runBefore"): MigrationGraphError {
    const [module, name] = id;
    const names = [...this.#byKey.values()]
      .filter((other) => other.module === module)
      .map((other) => other.name);
    const modules = [...new Set([...this.#byKey.values()].map((other) => other.module))];
    const hint =
      names.length === 0
        ? `The module "${module}" has no migrations, or is not in "modules" of quintet.config.ts.${didYouMean(module, modules)}`
        : `Migrations of "${module}": ${names.join(", ")}.`;
    return new MigrationGraphError(
      `Migration ${migrationKey(idOf(migration))} ${relations[option]} ${migrationKey(id)}, which does not exist.${didYouMean(name, names)}\n${hint}\nChange "${option}" in ${placeOf(migration)}, or get the missing file back.`,
    );
  }
}

const relations = { dependsOn: "depends on", runBefore: "must run before" };

const none: ReadonlySet<Migration> = new Set();
