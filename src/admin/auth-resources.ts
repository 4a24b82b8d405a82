import { Group, isUsername, modelBackend, normalizeUsername, User } from "../auth/index.ts";
import { type ModelMeta, modelMeta } from "../db/index.ts";
import { type AnyField, Field, type FieldOptions, type FormFields } from "../forms/index.ts";
import { resource } from "./resource/resource.ts";
import type { AnyRow } from "./rows.ts";

/*
 * Users and groups in the admin. Permissions must not be a way to more permissions: only superusers hand out superuser
 * and staff status, groups and permissions, and nobody changes, deletes or sets the password of a user who may do more.
 */

export const authResources = [
  resource(User, {
    icon: "user-round",
    columns: [
      "username",
      { label: "Name", value: (user) => `${user.firstName} ${user.lastName}`.trim() },
      "email",
      "isStaff",
      "isActive",
      "lastLogin",
    ],
    search: ["username", "email", "firstName", "lastName"],
    filters: ["isStaff", "isSuperuser", "isActive", "groups", "dateJoined"],
    orderBy: ["username"],
    readonly: ["lastLogin", "dateJoined"],
    fieldsets: [
      { fields: ["username", "firstName", "lastName", "email"] },
      {
        title: "Permissions",
        description: "What this user may do, beside what the groups allow.",
        fields: ["isActive", "isStaff", "isSuperuser", "groups", "userPermissions"],
      },
      { title: "Dates", fields: ["lastLogin", "dateJoined"] },
    ],
  }),
  resource(Group, {
    icon: "users-round",
    columns: ["name", { count: "users", label: "Users" }, { count: "permissions", label: "Permissions" }],
    search: ["name"],
    orderBy: ["name"],
    fields: ["name", "permissions"],
  }),
];

/** Whether a model's rows are users. */
export function isUserModel(meta: ModelMeta): boolean {
  return meta.root === modelMeta(User);
}

/** Fields that this user sees and doesn't change: those that hand out permissions. */
export function lockedFields(user: User, meta: ModelMeta): readonly string[] {
  if (user.isSuperuser) return [];
  if (isUserModel(meta)) return ["isStaff", "isSuperuser", "groups", "userPermissions"];
  return meta.root === modelMeta(Group) ? ["permissions"] : [];
}

/**
 * Whether a row is a user who may do something that this one may not. Setting that user's password, or making that user
 * active again, would be a way to those permissions. What an inactive user may do counts, too.
 */
export async function outranks(user: User, meta: ModelMeta, row: AnyRow): Promise<boolean> {
  if (user.isSuperuser || !isUserModel(meta) || row.id === user.id) return false;
  if (row.isSuperuser === true) return true;
  const own = await user.permissions();
  const theirs = (await modelBackend.permissions?.(row as unknown as User)) ?? []; // isUserModel() said so
  return [...theirs].some((permission) => !own.has(permission));
}

/** Whether one of the rows does. They are asked one after the other, up to the first. */
export async function anyOutranks(user: User, meta: ModelMeta, rows: readonly AnyRow[]): Promise<boolean> {
  if (user.isSuperuser || !isUserModel(meta)) return false;
  for (const row of rows) if (await outranks(user, meta, row)) return true;
  return false;
}

/** Form fields that know more than the model's columns do. */
export function knowingFields(meta: ModelMeta, fields: FormFields): Record<string, AnyField> {
  const username = fields.username;
  return isUserModel(meta) && username !== undefined ? { username: usernameField(username) } : {};
}

/** A name as it is stored, of the characters that a name may have. */
export function usernameField(field: AnyField): AnyField {
  const options: FieldOptions<string> = {
    ...field.options,
    validators: [(name) => (isUsername(name) ? undefined : wrongUsername)],
    attributes: { autocomplete: "off", autocapitalize: "none", spellcheck: "false" },
  };
  return new Field({ ...field.kind, tidy: (entered: string) => normalizeUsername(entered.trim()) }, options);
}

const wrongUsername = {
  code: "invalid",
  message: "Enter a valid username: letters, digits and @ . + - _ only.",
};
