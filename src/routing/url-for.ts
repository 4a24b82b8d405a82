import { currentApp } from "../core/index.ts";
import { findCurrentRequest } from "../http/index.ts";
import { routerService } from "./request-route.ts";
import type { ReverseParams } from "./reverse.ts";
import { RouteMatch } from "./route-match.ts";
import type {
  ParamsOf,
  RegisteredParams,
  RegisteredRouteName,
  RouteName,
  UrlArguments,
  UrlOptions,
} from "./route-names.ts";
import { Routes } from "./routes.ts";

/**
 * The URL of a route of the current app. Names and parameters are checked by the compiler once the app has registered
 * its configuration.
 *
 * @throws {@link NoRouteError}
 *
 * @example
 * urlFor("article", { year: 2026, slug: "tea" }); // "/articles/2026/tea/"
 * urlFor("articles", {}, { query: { page: 2 } }); // "/articles/?page=2"
 */
export function urlFor<Name extends RegisteredRouteName>(
  name: Name,
  ...rest: UrlArguments<RegisteredParams<Name>>
): string;
/**
 * The URL of a route of a table, wherever the current app has mounted it. Parameters of its mounts are given with the
 * others.
 *
 * @example
 * urlFor(shopRoutes, "detail", { pk: 3 }); // "/shop/3/"
 */
export function urlFor<Table, Name extends RouteName<Table>>(
  routes: Routes<Table>,
  name: Name,
  ...rest: UrlArguments<ParamsOf<Table, Name>>
): string;
export function urlFor(...given: readonly unknown[]): string {
  const router = currentApp("urlFor()").service(routerService);
  const [routes, name, params, options] = (given[0] instanceof Routes ? given : [undefined, ...given]) as [
    Routes | undefined,
    string,
    ReverseParams | undefined,
    UrlOptions | undefined,
  ]; // the overloads allow nothing else
  const withCurrent = { ...options, currentApp: currentNamespaces() };
  return routes === undefined
    ? router.reverse(name, params, withCurrent)
    : router.reverseIn(routes, name, params, withCurrent);
}

function currentNamespaces(): string | undefined {
  const route = findCurrentRequest()?.route;
  return route instanceof RouteMatch ? route.namespaces.join(":") : undefined;
}
