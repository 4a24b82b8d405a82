import { currentApp } from "../core/index.ts";
import { BadRequestError, decodePath } from "../http/index.ts";
import { routerService } from "./request-route.ts";
import type { RouteMatch } from "./route-match.ts";

/**
 * The route of the current app that an address leads to, in the language of the moment; `undefined` where there is none.
 *
 * @param address - A path as it stands in an address, percent-encoded; what follows `?` or `#` is left out.
 *
 * @example
 * resolvePath("/articles/2026/tea/?page=2")?.name; // "article"
 * resolvePath("/articles/2026/tea/")?.params; // { year: 2026, slug: "tea" }
 */
export function resolvePath(address: string): RouteMatch | undefined {
  const mark = address.indexOf("#");
  const path = decodedOrNone(mark === -1 ? address : address.slice(0, mark));
  return path === undefined ? undefined : currentApp("resolvePath()").service(routerService).resolve(path);
}

function decodedOrNone(address: string): string | undefined {
  try {
    return decodePath(address);
  } catch (error) {
    if (error instanceof BadRequestError) return undefined;
    throw error;
  }
}
