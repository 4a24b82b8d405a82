export {
  type Converter,
  type ConverterOptions,
  type ConverterTypes,
  defineConverter,
} from "./converters.ts";
export {
  BadQueryError,
  ConverterError,
  MethodTableError,
  MissingSlashError,
  NoMatchingRouteError,
  NoRouteError,
  RouteRegexError,
  RouteSyntaxError,
  RouteTableError,
  UnknownConverterError,
} from "./errors.ts";
export { languageCookie } from "./language-choice.ts";
export { lazyUrlFor } from "./lazy-url.ts";
export { listRoutes, type RouteFilter, type RouteListing } from "./list-routes.ts";
export { localeMiddleware } from "./locale-middleware.ts";
export { LanguagePrefix, languagePrefix, TranslatedRoute, translated } from "./localized-pattern.ts";
export { routerService } from "./request-route.ts";
export { resolvePath } from "./resolve-path.ts";
export type { ReverseOptions, ReverseParameters, ReverseParams } from "./reverse.ts";
export { RouteMatch } from "./route-match.ts";
export { byMethod, type HandlerOrMethods, type MethodTable, type RouteMethod } from "./route-methods.ts";
export type { ParamsOf, RegisteredRouteName, RouteName, UrlOptions } from "./route-names.ts";
export type { RegexParams, RouteParams, TypeMistake } from "./route-params.ts";
export { compileRoutes, Router, type RouterOptions } from "./router.ts";
export {
  defineRoutes,
  type Handler,
  Mount,
  type MountOptions,
  mount,
  type PathOptions,
  path,
  Route,
  type RouteEntry,
  Routes,
  reMount,
  rePath,
} from "./routes.ts";
export { routingModule } from "./routing-module.ts";
export { translateUrl } from "./translate-url.ts";
export type { Query, QueryValue } from "./url-encoding.ts";
export { urlFor } from "./url-for.ts";
export { wwwRedirect } from "./www-redirect.ts";
