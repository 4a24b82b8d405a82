import { type App, currentApp } from "../core/index.ts";
import type { Middleware } from "./middleware.ts";

/** What makes a middleware for an app, by the middleware that stands in the configuration. */
const makers = new WeakMap<Middleware, (app: App) => Middleware>();

/**
 * A middleware that takes what it needs of its app, a service or the configuration, once: when the layers of an app are put
 * together rather than with each request.
 *
 * @example
 * export const hosts = appMiddleware((app) => {
 *   const { allowedHosts } = app.service(securityPolicyService);
 *   return (request, next) => { … };
 * });
 */
export function appMiddleware(make: (app: App) => Middleware): Middleware {
  const made = new WeakMap<App, Middleware>();
  const madeFor = (app: App): Middleware => {
    let middleware = made.get(app);
    if (middleware === undefined) {
      middleware = make(app);
      made.set(app, middleware);
    }
    return middleware;
  };
  // Called by itself only where another middleware calls it.
  const middleware: Middleware = (request, next) => madeFor(currentApp("a middleware"))(request, next);
  makers.set(middleware, madeFor);
  return middleware;
}

/** The middleware as it is in an app. */
export function middlewareIn(app: App, middleware: Middleware): Middleware {
  return makers.get(middleware)?.(app) ?? middleware;
}
