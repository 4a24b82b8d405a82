import { type Configurable, configSection, defineModule } from "../core/index.ts";
import { currentLanguage } from "../i18n/index.ts";
import { leadingSlashCheck } from "./leading-slash-check.ts";
import { routerService } from "./request-route.ts";
import { compileRoutes } from "./router.ts";
import { defineRoutes, Routes } from "./routes.ts";

declare module "../http/request-properties.ts" {
  interface RouteOptions {
    /** `false` leaves a path without its slash at the end without an answer, for this route alone. */
    readonly slashRedirect?: false;
  }
}

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

/** The part of every app that reads `routes` and offers the {@link routerService}. */
export const routingModule = defineModule({
  name: "routing",
  folder: import.meta.dirname,
  needs: ["i18n"],
  configSections: [
    configSection({
      key: "routes",
      resolve: (reader, value) =>
        reader.value(
          value,
          defineRoutes({}),
          "what defineRoutes() makes",
          (given) => given instanceof Routes,
          (given) =>
            typeof given === "object" ? "Write routes: defineRoutes({ home: path(…), … })." : undefined,
        ),
    }),
    configSection({ key: "slashRedirect", resolve: (reader, value) => reader.boolean(value, true) }),
  ],
  checks: [leadingSlashCheck],
  setup(app) {
    const { routes, slashRedirect, debug, i18n } = app.config;
    const language = () => currentLanguage() || i18n.language;
    app.provide(routerService, compileRoutes(routes, { slashRedirect, debug, language }));
  },
});
