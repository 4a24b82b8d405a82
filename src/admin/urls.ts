import { currentApp } from "../core/index.ts";
import { findCurrentRequest } from "../http/index.ts";
import { RouteMatch, routerService } from "../routing/index.ts";
import { quoteKey } from "./key-text.ts";
import type { RegisteredResource } from "./resource/registered-resource.ts";

/** The name under which the admin's routes find each other, whatever the key of their mount. */
export const adminApp = "admin";

/*
 * URLs of the admin's own pages. The names are spelt here and in routes.ts only; pages ask these functions. They don't
 * use urlFor(), whose names are those of the app that is compiled.
 */
function adminUrl(name: string, params: Readonly<Record<string, string>> = {}): string {
  const match = findCurrentRequest()?.route;
  const current = match instanceof RouteMatch ? match.namespaces.join(":") : undefined;
  const router = currentApp("The admin").service(routerService);
  return router.reverse(`${adminApp}:${name}`, params, { currentApp: current });
}

export const indexUrl = (): string => adminUrl("index");
export const loginUrl = (next?: string): string =>
  adminUrl("login") + (next === undefined ? "" : `?${new URLSearchParams({ next })}`);
export const logoutUrl = (): string => adminUrl("logout");
export const ownPasswordUrl = (): string => adminUrl("password");
export const moduleUrl = (module: string): string => adminUrl("module", { module });

export function listUrlOf(resource: RegisteredResource): string {
  return adminUrl("list", { module: resource.module, model: resource.slug });
}

export function addUrl(resource: RegisteredResource): string {
  return adminUrl("add", { module: resource.module, model: resource.slug });
}

type RowPage = "change" | "delete" | "history" | "setPassword";

/** The URL of one of the pages about a row. */
export function rowUrl(
  resource: RegisteredResource,
  key: string | number | bigint,
  page: RowPage = "change",
): string {
  return adminUrl(page, { module: resource.module, model: resource.slug, key: quoteKey(key) });
}
