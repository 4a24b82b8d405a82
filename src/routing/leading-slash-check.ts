import type { Check } from "../core/index.ts";
import { listRoutes } from "./list-routes.ts";
import { compileRoutes } from "./router.ts";

/**
 * Routes that begin with a slash, as other frameworks write them: the slash of the path is not part of a route, so they
 * answer to `//books/` only. The compiler refuses them where it knows the text.
 */
export const leadingSlashCheck: Check = {
  name: "routing.leading-slash",
  run: (app) =>
    listRoutes(compileRoutes(app.config.routes))
      .filter(({ route }) => route.startsWith("/"))
      .map(({ name, route }) => ({
        id: "routing.W002",
        level: "warning",
        message: `The route "${name}" begins with a slash ("${route}"), so it answers to "/${route}" only.`,
        hint: `Write "${route.replace(/^\/+/, "")}".`,
      })),
};
