import { currentApp } from "../core/index.ts";
import { routerService } from "../routing/index.ts";

/**
 * An address of the configuration: a path such as `"/login/"`, or the name of a route.
 * @throws {@link NoRouteError}
 */
export function configuredAddress(pathOrName: string): string {
  if (pathOrName.includes("/")) return pathOrName;
  return currentApp("configuredAddress()").service(routerService).reverse(pathOrName);
}

/** The login page's address, from which one is sent on to `next`. */
export function loginAddress(pathOrName: string, next?: string): string {
  const address = configuredAddress(pathOrName);
  if (next === undefined) return address;
  return `${address}${address.includes("?") ? "&" : "?"}next=${encodeURIComponent(next)}`;
}
