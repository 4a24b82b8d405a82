import { defineModule, findCurrentApp } from "../core/index.ts";
import { migrated, modelMeta, modelRenamed } from "../db/index.ts";
import { currentRequest } from "../http/index.ts";
import { authSection } from "./auth-config.ts";
import { authRoutes } from "./auth-routes.ts";
import { authChecks } from "./checks.ts";
import { changePasswordCommand } from "./commands/change-password.ts";
import { createSuperuserCommand } from "./commands/create-superuser.ts";
import { Group, Permission, User } from "./models.ts";
import { makePermissions } from "./permissions/make-permissions.ts";
import { renamePermissions } from "./permissions/rename-permissions.ts";
import { templatePermissions } from "./permissions/template-permissions.ts";

const module = defineModule({
  name: "auth",
  label: "Authentication and authorization",
  folder: import.meta.dirname,
  needs: ["contenttypes", "sessions"],
  models: [Permission, Group, User],
  configSections: [authSection],
  checks: authChecks,
  commands: [createSuperuserCommand, changePasswordCommand],
  sharedData: {
    user: () => currentRequest("The template variable user").user,
    perms: () => currentRequest("The template variable perms").user.then(templatePermissions),
  },
  setup(app) {
    // Permissions are rows: each migration may have brought models that have none yet.
    const stop = migrated.on(async (event) => {
      if (event.app === app && (await event.hasTable(modelMeta(Permission).table)))
        await makePermissions(event.modules, event.database);
    });
    const stopRenames = modelRenamed.on(async (renamed) => {
      if (findCurrentApp() === app) await renamePermissions(renamed, app.modules);
    });
    app.onClose(stop);
    app.onClose(stopRenames);
  },
});

/** Users, groups, permissions, and pages for logging in: list it in `modules`, and mount its `routes`. */
export const auth: typeof module & { readonly routes: typeof authRoutes } = Object.freeze({
  ...module,
  routes: authRoutes,
});
