import { defineModule } from "../core/index.ts";
import { resourcesCheck, routesCheck } from "./admin-checks.ts";
import { adminSection } from "./admin-config.ts";
import { LogEntry } from "./log/log-entry.ts";
import type { Resource } from "./resource/resource.ts";
import { adminRoutes } from "./routes.ts";
import { adminLibrary } from "./template-library.ts";

declare module "../core/module.ts" {
  interface ModuleOptions {
    /** Models that people manage in the admin: `[resource(Book, { … })]`. */
    readonly admin?: readonly Resource[];
  }
}

const module = defineModule({
  name: "admin",
  label: "Administration",
  folder: import.meta.dirname,
  needs: ["auth", "contenttypes", "sessions", "flash"],
  models: [LogEntry],
  configSections: [adminSection],
  templateLibraries: [adminLibrary],
  checks: [resourcesCheck, routesCheck],
});

/**
 * The admin site: list it in `modules`, and mount its `routes`.
 *
 * @example
 * defineConfig({
 *   modules: [contentTypes, sessions, flashMessages, auth, admin, shop],
 *   routes: defineRoutes({ admin: mount("admin/", admin.routes) }),
 *   …
 * });
 */
export const admin: typeof module & { readonly routes: typeof adminRoutes } = Object.freeze({
  ...module,
  routes: adminRoutes,
});
