import type { PermissionName } from "./permissions/permissions-of.ts";

/** Whoever isn't logged in. */
export class AnonymousUser {
  readonly id = null;
  readonly username = "";
  readonly isActive = false;
  readonly isStaff = false;
  readonly isSuperuser = false;

  /** False: tells it from {@link User}. */
  get isAuthenticated(): false {
    return false;
  }

  async permissions(): Promise<ReadonlySet<PermissionName>> {
    return new Set();
  }

  async hasPermission(_permission: PermissionName): Promise<boolean> {
    return false;
  }

  async hasPermissions(permissions: readonly PermissionName[]): Promise<boolean> {
    return permissions.length === 0;
  }

  async hasModulePermissions(_module: string): Promise<boolean> {
    return false;
  }

  toString() {
    return "AnonymousUser";
  }
}
