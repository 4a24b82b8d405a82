import type { Check, CheckFinding } from "../core/index.ts";
import { routerService } from "../routing/index.ts";
import { adminApp } from "./urls.ts";

/** Names in the options of resources that don't fit their models, told before anybody opens a page. */
export const resourcesCheck: Check = {
  name: "admin.resources",
  async run(app): Promise<CheckFinding[]> {
    const { siteOf } = await import("./site.ts"); // the admin's code is loaded when it is needed
    return [...siteOf(app).resources].flatMap((resource) =>
      resource.problems().map((problem) => ({
        id: "admin.E001",
        level: "error" as const,
        message: `resource(${resource.meta.name}, …) of the module "${resource.registeredBy}": ${problem}`,
      })),
    );
  },
};

/** The module is listed, and its pages are mounted nowhere. */
export const routesCheck: Check = {
  name: "admin.routes",
  run(app): CheckFinding[] {
    const isMounted = app
      .service(routerService)
      .leaves.some(({ steps }) => steps.some(({ mount }) => mount.routes.app === adminApp));
    if (isMounted) return [];
    return [
      {
        id: "admin.W001",
        level: "warning",
        message: 'The module "admin" is in the configuration, and its pages are mounted nowhere.',
        hint: 'Add admin: mount("admin/", admin.routes) to the routes, or remove the module.',
      },
    ];
  },
};
