import { ContentType } from "../contenttypes/index.ts";
import { altersData } from "../core/index.ts";
import { unusablePassword } from "../crypto/index.ts";
import {
  belongsTo,
  boolean,
  datetime,
  email,
  hasMany,
  Model,
  manyToMany,
  string,
  unique,
} from "../db/index.ts";
import { normalizeEmail, normalizeUsername } from "./names.ts";
import { hashNewPassword, passwordMatches } from "./passwords/stored-password.ts";
import { type PermissionName, permissionsOf } from "./permissions/permissions-of.ts";

/*
 * Users, groups and permissions on Django's tables, column by column. They stand in one file because they refer to each
 * other.
 */

/** Something that may be done with the rows of a model: `add_book`. */
export class Permission extends Model({
  name: string({ maxLength: 255 }),
  get contentType() {
    return belongsTo(() => ContentType, { onDelete: "cascade", label: "content type" });
  },
  codename: string({ maxLength: 100 }),
  get groups() {
    return hasMany(() => Group, "permissions");
  },
  get users() {
    return hasMany(() => User, "userPermissions");
  },
}) {
  static override meta() {
    return this.options({
      orderBy: ["contentType.appLabel", "contentType.model", "codename"],
      constraints: (permission) => [unique(permission.contentType, permission.codename)],
    });
  }

  override toString() {
    return this.name;
  }
}

/** Users who share permissions. */
export class Group extends Model({
  name: string({ maxLength: 150, unique: true }),
  get permissions() {
    return manyToMany(() => Permission, { optional: true });
  },
  get users() {
    return hasMany(() => User, "groups");
  },
}) {
  override toString() {
    return this.name;
  }
}

/** What a new user is made of. */
export interface NewUser {
  readonly username: string;
  /** In clear; the hash is stored. Without one, nobody can log in with a password. */
  readonly password?: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly isActive?: boolean;
  readonly isStaff?: boolean;
  readonly isSuperuser?: boolean;
}

/** Somebody who can log in. */
export class User extends Model({
  /** The hash. `setPassword()` sets it. */
  password: string({ maxLength: 128, editable: false }),
  lastLogin: datetime({ nullable: true, optional: true, editable: false, label: "last login" }),
  isSuperuser: boolean({
    default: false,
    label: "superuser status",
    help: "Has all permissions without having them assigned.",
  }),
  username: string({
    maxLength: 150,
    unique: true,
    help: "150 characters or fewer. Letters, digits and @ . + - _ only.",
  }),
  firstName: string({ maxLength: 150, optional: true, label: "first name" }),
  lastName: string({ maxLength: 150, optional: true, label: "last name" }),
  email: email({ optional: true, label: "email address" }),
  isStaff: boolean({ default: false, label: "staff status", help: "Can log in to the admin." }),
  isActive: boolean({
    default: true,
    label: "active",
    help: "Can log in. Turn this off instead of deleting a user.",
  }),
  dateJoined: datetime({ default: "now", label: "date joined" }),
  get groups() {
    return manyToMany(() => Group, { optional: true });
  },
  get userPermissions() {
    return manyToMany(() => Permission, { optional: true, label: "user permissions" });
  },
}) {
  static {
    altersData(User.prototype, "setPassword", "checkPassword");
  }

  #permissions: Promise<ReadonlySet<PermissionName>> | undefined;

  /**
   * Makes a user and stores it. The username is normalized, the password hashed; whether they follow the rules is the
   * affair of the form (`passwordProblems()`, `isUsername()`).
   */
  static async createUser(values: NewUser): Promise<User> {
    const { password, ...rest } = values;
    return User.create({
      ...rest,
      username: normalizeUsername(values.username),
      email: normalizeEmail(values.email ?? ""),
      password: password === undefined ? unusablePassword() : await hashNewPassword(password),
    });
  }

  /** True for every user: tells it from {@link AnonymousUser}. */
  get isAuthenticated(): true {
    return true;
  }

  /** First and last name, or the username where neither is known. */
  get fullName(): string {
    return `${this.firstName} ${this.lastName}`.trim() || this.username;
  }

  /** Sets the password; `null` for none, so that nobody can log in with one. Call `save()` afterwards. It ends all other sessions of the user. */
  async setPassword(password: string | null): Promise<void> {
    this.password = password === null ? unusablePassword() : await hashNewPassword(password);
  }

  /** Whether this is the user's password. Stores a stronger hash of it where the present one is weak. */
  async checkPassword(password: string): Promise<boolean> {
    const { valid, stronger } = await passwordMatches(password, this.password);
    if (stronger !== undefined) {
      this.password = stronger;
      await this.save({ only: ["password"] });
    }
    return valid;
  }

  /** All that the user may do, by groups or directly: `Set { "shop.add_book", … }`. Asked once for each user object. */
  permissions(): Promise<ReadonlySet<PermissionName>> {
    this.#permissions ??= permissionsOf(this);
    return this.#permissions;
  }

  /** Whether the user may do this. An inactive user may do nothing, a superuser everything. */
  async hasPermission(permission: PermissionName): Promise<boolean> {
    if (!this.isActive) return false;
    return this.isSuperuser || (await this.permissions()).has(permission);
  }

  /** Whether the user may do all of these. */
  async hasPermissions(permissions: readonly PermissionName[]): Promise<boolean> {
    for (const permission of permissions) {
      if (!(await this.hasPermission(permission))) return false;
    }
    return true;
  }

  /** Whether the user may do anything in a module: whether the admin shows it. */
  async hasModulePermissions(module: string): Promise<boolean> {
    if (!this.isActive) return false;
    if (this.isSuperuser) return true;
    return [...(await this.permissions())].some((permission) => permission.startsWith(`${module}.`));
  }

  override toString() {
    return this.username;
  }

  /** Without the hash of the password, which belongs into no response. */
  override toJSON(): Record<string, unknown> {
    const { password: _hash, ...rest } = super.toJSON();
    return rest;
  }
}
