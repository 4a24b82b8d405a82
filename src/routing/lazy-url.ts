import { LazyString } from "../core/index.ts";
import type {
  ParamsOf,
  RegisteredParams,
  RegisteredRouteName,
  RouteName,
  UrlArguments,
} from "./route-names.ts";
import type { Routes } from "./routes.ts";
import { urlFor } from "./url-for.ts";

/**
 * The URL of a route, made when it is read: for what is written down when a file is loaded and no app is there yet. It
 * is read in the language and the app of the moment, by `redirect()`, in templates and JSON, by `String()`.
 *
 * @example
 * const afterLogin = lazyUrlFor("account");
 * redirect(afterLogin); // to "/account/", or "/nl/account/" for a Dutch visitor
 */
export function lazyUrlFor<Name extends RegisteredRouteName>(
  name: Name,
  ...rest: UrlArguments<RegisteredParams<Name>>
): LazyString;
/** The same for a route of a table, wherever the current app has mounted it. */
export function lazyUrlFor<Table, Name extends RouteName<Table>>(
  routes: Routes<Table>,
  name: Name,
  ...rest: UrlArguments<ParamsOf<Table, Name>>
): LazyString;
export function lazyUrlFor(...given: readonly unknown[]): LazyString {
  return new LazyString(() => (urlFor as (...all: readonly unknown[]) => string)(...given)); // the overloads are the same
}
