import { authSettings } from "../auth-settings.ts";
import type { User } from "../models.ts";

/** A permission's full name: the module and the codename, `"shop.add_book"`. */
export type PermissionName = `${string}.${string}`;

/** What the backends let a user do, all together. A superuser's list is empty of meaning: `hasPermission()` says yes to all. */
export async function permissionsOf(user: User): Promise<ReadonlySet<PermissionName>> {
  const all = new Set<PermissionName>();
  if (!user.isActive) return all;
  for (const backend of authSettings().backends) {
    for (const permission of (await backend.permissions?.(user)) ?? []) all.add(permission);
  }
  return all;
}
