import { type Configurable, configSection, defineModule, findCurrentApp, serviceKey } from "../core/index.ts";
import { defineRequestProperty } from "../http/index.ts";
import { leadingSlashCheck } from "./leading-slash-check.ts";
import { compileRoutes, type Router } from "./router.ts";
import { defineRoutes, Routes } from "./routes.ts";

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** The app's URLs: what `defineRoutes()` makes. */
    readonly routes?: Routes;
    /** Redirects to the path with a slash at its end where only that one has a route. On by default. */
    readonly slashRedirect?: Configurable<boolean>;
  }
  interface Config {
    readonly routes: Routes;
    readonly slashRedirect: boolean;
  }
}

/** The router of an app. */
export const routerService = serviceKey<Router>("routing.router");

/** Says the current language, where the app has several: for translated routes and language prefixes. */
export const routeLanguageService = serviceKey<() => string>("routing.language");

/** The part of every app that reads `routes` and offers the {@link routerService}. */
export const routingModule = defineModule({
  name: "routing",
  folder: import.meta.dirname,
  configSections: [
    configSection({
      key: "routes",
      resolve: (reader, value) =>
        reader.value(
          value,
          defineRoutes({}),
          "what defineRoutes() makes",
          (given) => given instanceof Routes,
        ),
    }),
    configSection({ key: "slashRedirect", resolve: (reader, value) => reader.boolean(value, true) }),
  ],
  checks: [leadingSlashCheck],
  setup(app) {
    const { routes, slashRedirect, debug } = app.config;
    // Asked at each look-up: the part that knows languages is set up later.
    const language = () =>
      app.hasService(routeLanguageService) ? app.service(routeLanguageService)() : "en";
    app.provide(routerService, compileRoutes(routes, { slashRedirect, debug, language }));
  },
});

// Known to middleware before the router is reached; a request that nobody asks about is resolved in dispatch().
defineRequestProperty("route", (request) => {
  const app = findCurrentApp();
  return app?.hasService(routerService) ? app.service(routerService).resolve(request.path) : undefined;
});
