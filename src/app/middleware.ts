import { assets } from "../assets/index.ts";
import { type ConfigSection, closestName, configSection } from "../core/index.ts";
import { repeatedStatementsSection } from "../devtools/index.ts";
import { media } from "../files/index.ts";
import { flashMiddleware } from "../flash/index.ts";
import { findOrderProblems, type Middleware } from "../http/index.ts";
import { csrf, hosts, routeRateLimits, securityHeaders } from "../security/index.ts";
import { sessionMiddleware } from "../sessions/index.ts";
import { errorHandlersSection } from "./error-handlers.ts";
import { errorReportSections } from "./error-reports.ts";
import { healthSection } from "./health.ts";

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** The layers around the router, the outermost first; `defaultMiddleware` of `quintet/app` where nothing is written. */
    readonly middleware?: readonly Middleware[];
  }
  interface Config {
    readonly middleware: readonly Middleware[];
  }
}

/**
 * What every app has around its routes unless it says otherwise, the outermost first.
 *
 * @example
 * defineConfig({ middleware: [...defaultMiddleware, timing], … })
 */
export const defaultMiddleware: readonly Middleware[] = [
  securityHeaders,
  hosts,
  assets,
  media,
  sessionMiddleware,
  flashMiddleware,
  routeRateLimits,
  csrf,
];

/** The keys of the configuration that the app itself reads. */
export const appConfigSections: readonly ConfigSection[] = [
  repeatedStatementsSection,
  healthSection,
  ...errorReportSections,
  errorHandlersSection,
  configSection({
    key: "middleware",
    resolve(reader, value) {
      const layers = reader.list<Middleware>(value, defaultMiddleware, {
        expected: "a function, (request, next) => response",
        plural: "middleware functions",
        isRight: (layer) => typeof layer === "function",
        hint: layerHint,
      });
      for (const { message, hint } of findOrderProblems(layers)) reader.problem(message, hint);
      return layers;
    },
  }),
];

/** What to write instead of a layer's name. */
function layerHint(layer: unknown): string | undefined {
  if (typeof layer !== "string") return undefined;
  const written = layer.replace(/^.*\./, "");
  const meant = Object.keys(homeOfLayers).find((name) => name.toLowerCase() === written.toLowerCase());
  const name = meant ?? closestName(written, Object.keys(homeOfLayers));
  return name === undefined
    ? "Import the layer and write it without quotes."
    : `Import it and write it without quotes: import { ${name} } from "${homeOfLayers[name]}".`;
}

/** Where Quintet's own layers are imported from. */
export const homeOfLayers: Readonly<Record<string, string>> = {
  assets: "quintet/assets",
  conditionalGet: "quintet/http",
  csrf: "quintet/security",
  flashMiddleware: "quintet/flash",
  hosts: "quintet/security",
  localeMiddleware: "quintet/routing",
  loginByDefault: "quintet/auth",
  media: "quintet/files",
  routeRateLimits: "quintet/security",
  securityHeaders: "quintet/security",
  sessionMiddleware: "quintet/sessions",
};
