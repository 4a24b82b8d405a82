import { currentApp } from "../core/index.ts";
import { withLanguage } from "../i18n/index.ts";
import { NoRouteError } from "./errors.ts";
import { routerService } from "./request-route.ts";
import { resolvePath } from "./resolve-path.ts";

/** Scheme and host, path, and what follows it. */
const addressParts = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(.*)$/is;

/**
 * The same page in another language: the address of its route there, with the same parameters, query and fragment. An
 * address that no route of the current language has, or that has none there, stays as it is.
 *
 * @example
 * translateUrl("/users/7/?tab=posts", "nl"); // "/nl/gebruikers/7/?tab=posts"
 */
export function translateUrl(address: string, language: string): string {
  const [, origin = "", path = "", rest = ""] = addressParts.exec(address)!; // it matches any text
  const match = resolvePath(path);
  if (match === undefined) return address;
  const router = currentApp("translateUrl()").service(routerService);
  try {
    return origin + withLanguage(language, () => router.reverse(match.name, match.params)) + rest;
  } catch (error) {
    if (error instanceof NoRouteError) return address;
    throw error;
  }
}
