/*
 * Tables of Django that modules of Quintet have as well, column by column: their models aren't written, they are there.
 * This part knows them by name only; the modules themselves stand above it.
 */

export interface DjangoModel {
  readonly table: string;
  /** `"auth.User"` */
  readonly label: string;
  /** Where the class is imported from, and what it is called there. */
  readonly file: string;
  readonly exported: string;
}

export const djangoModels: readonly DjangoModel[] = [
  { table: "auth_permission", label: "auth.Permission", file: "quintet/auth", exported: "Permission" },
  { table: "auth_group", label: "auth.Group", file: "quintet/auth", exported: "Group" },
  { table: "auth_user", label: "auth.User", file: "quintet/auth", exported: "User" },
  {
    table: "django_content_type",
    label: "contenttypes.ContentType",
    file: "quintet/contenttypes",
    exported: "ContentType",
  },
  { table: "django_session", label: "sessions.Session", file: "quintet/sessions", exported: "SessionModel" },
  { table: "django_admin_log", label: "admin.LogEntry", file: "quintet/admin", exported: "LogEntry" },
];

/** The tables between these, which belong to their relations. */
export const djangoJoinTables: readonly string[] = [
  "auth_group_permissions",
  "auth_user_groups",
  "auth_user_user_permissions",
];

/** The modules of these models, as a configuration lists them, in their order. */
export const djangoModules = [
  { module: "contenttypes", exported: "contentTypes", file: "quintet/contenttypes" },
  { module: "auth", exported: "auth", file: "quintet/auth" },
  { module: "sessions", exported: "sessions", file: "quintet/sessions" },
  { module: "admin", exported: "admin", file: "quintet/admin" },
] as const;
