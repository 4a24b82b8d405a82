import type { AnonymousUser } from "../anonymous-user.ts";
import type { User } from "../models.ts";

/** What a user may do in one module, by codename. */
export type ModulePermissions = ReadonlyMap<string, boolean>;

/**
 * What templates look up in `perms`: `{% if perms.shop.add_book %}`, `{% if perms.shop %}` (anything in the module), and
 * `{% if "shop.add_book" in perms %}`.
 */
export async function templatePermissions(
  user: User | AnonymousUser,
): Promise<ReadonlyMap<string, ModulePermissions>> {
  if (user.isSuperuser && user.isActive) return new AllPermissions(new AllPermissions(true));
  const byModule = new Map<string, Map<string, boolean>>();
  const permissions = await user.permissions();
  for (const permission of permissions) {
    const [module, codename] = permission.split(".", 2) as [string, string]; // as its type says
    const inModule = byModule.get(module) ?? new Map<string, boolean>();
    byModule.set(module, inModule.set(codename, true));
  }
  return new SomePermissions(byModule, permissions);
}

/** Permissions by module, which know the full names too. */
class SomePermissions extends Map<string, ModulePermissions> {
  readonly #fullNames: ReadonlySet<string>;

  constructor(byModule: Iterable<[string, ModulePermissions]>, fullNames: ReadonlySet<string>) {
    super();
    this.#fullNames = fullNames;
    for (const [module, permissions] of byModule) this.set(module, permissions);
  }

  override has(name: string): boolean {
    return super.has(name) || this.#fullNames.has(name);
  }
}

/** A superuser's: whatever is asked for is there. */
class AllPermissions<Value> extends Map<string, Value> {
  readonly #value: Value;

  constructor(value: Value) {
    super();
    this.#value = value;
  }

  override has(): boolean {
    return true;
  }

  override get(): Value {
    return this.#value;
  }

  override get size(): number {
    return 1; // a map without entries would be false in a condition
  }
}
