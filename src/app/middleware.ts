import { assets } from "../assets/index.ts";
import { type ConfigSection, configSection } from "../core/index.ts";
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
      const layers = reader.value<readonly Middleware[]>(
        value,
        defaultMiddleware,
        "a list of middleware functions",
        isMiddlewareList,
      );
      for (const { message, hint } of findOrderProblems(layers)) reader.problem(message, hint);
      return layers;
    },
  }),
];

function isMiddlewareList(value: unknown): boolean {
  return Array.isArray(value) && value.every((layer) => typeof layer === "function");
}
