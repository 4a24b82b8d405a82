import type { Request, ResponseLike, RouteOptions } from "../http/index.ts";
import type { Endpoint } from "./endpoint.ts";
import { RouteTableError } from "./errors.ts";
import {
  type LanguagePrefix,
  type LocalizedPattern,
  patternFor,
  type RouteText,
  type TranslatedRoute,
} from "./localized-pattern.ts";
import { type HandlerOrMethods, readHandlers } from "./route-methods.ts";
import type { Flat, RegexParams, RouteMistake, RouteParams } from "./route-params.ts";
import type { Pattern } from "./route-pattern.ts";

/** Answers a request. `params` are the parameters of its route. */
export type Handler<Params = Record<string, unknown>> = (
  request: Request,
  params: Params,
) => ResponseLike | Promise<ResponseLike>;

/** Options of one route; what is left out is taken from the tables that the route is mounted in. */
export interface PathOptions<Extra extends object = object> extends RouteOptions {
  /** Parameters that the path doesn't hold. They come to the handler beside the others, and win over them. */
  readonly params?: Extra;
}

/**
 * Options of a route all of whose parameters come from the path. Two overloads tell it apart from one with `params`:
 * TypeScript infers nothing through a wrapper such as `loginRequired(handler)` while a type parameter that the handler
 * depends on (`Extra`) is still open.
 */
interface OptionsWithoutParams extends RouteOptions {
  readonly params?: never;
}

/** Options of a mounted table: route options count for all of its routes. */
export interface MountOptions<Extra extends object = object> extends PathOptions<Extra> {
  /** `false` keeps the names as they are: `"detail"` rather than `"shop:detail"`. */
  readonly namespace?: false;
}

/** One route: `Params` are the parameters that its URL is made of. Made by `path()` and `rePath()`. */
export class Route<Params = unknown> {
  declare readonly "~params": Params;
  readonly pattern: Pattern | LocalizedPattern;
  readonly endpoint: Endpoint;

  constructor(pattern: Pattern | LocalizedPattern, endpoint: Endpoint) {
    this.pattern = pattern;
    this.endpoint = endpoint;
  }
}

/** A table of routes below a prefix. Made by `mount()`. */
export class Mount<Params = unknown, Table = unknown, Namespaced extends boolean = boolean> {
  declare readonly "~params": Params;
  declare readonly "~namespaced": Namespaced;
  readonly pattern: Pattern | LocalizedPattern;
  readonly routes: Routes<Table>;
  readonly options: MountOptions;

  constructor(pattern: Pattern | LocalizedPattern, routes: Routes<Table>, options: MountOptions) {
    this.pattern = pattern;
    this.routes = routes;
    this.options = options;
  }
}

/** What a table holds under a name: a route, several routes of one name, or another table. */
export type RouteEntry = Route | readonly Route[] | Mount;

/** A table of routes: the keys are the names, the order is the order in which they are tried. */
export class Routes<Table = unknown> {
  readonly table: Table;
  readonly app: string | undefined;

  constructor(table: Table, app: string | undefined) {
    this.table = table;
    this.app = app;
  }

  /** Names and entries, in order. */
  get entries(): readonly (readonly [name: string, entry: RouteEntry])[] {
    return Object.entries(this.table as Record<string, RouteEntry>); // defineRoutes() took nothing else
  }
}

/**
 * A route. Its parameters stand in angle brackets, each with its converter: `int`, `str` (where none is named),
 * `slug`, `uuid`, `path`, or one of your own. It starts without a slash.
 *
 * @param handler - Answers every method; or a table of methods. HEAD then falls to `get`, OPTIONS is answered, and
 *   any other method is refused with 405.
 * @throws {@link RouteSyntaxError} {@link UnknownConverterError}
 *
 * @example
 * path("articles/<int:year>/<slug:slug>/", (request, { year, slug }) => …)
 * path("articles/", { get: listArticles, post: createArticle })
 */
export function path<const Source extends string>(
  route: (Source & RouteMistake<Source>) | TranslatedRoute<Source>,
  handler: HandlerOrMethods<Flat<RouteParams<Source>>>,
  options?: OptionsWithoutParams,
): Route<RouteParams<Source>>;
export function path<const Source extends string, const Extra extends object>(
  route: (Source & RouteMistake<Source>) | TranslatedRoute<Source>,
  handler: HandlerOrMethods<Flat<RouteParams<Source> & NoInfer<Extra>>>,
  options: PathOptions<Extra>,
): Route<RouteParams<Source>>;
export function path(route: RouteText, handler: HandlerOrMethods<never>, options: PathOptions = {}): Route {
  return new Route(patternFor(route, "route"), endpointOf(route, handler as HandlerOrMethods, options));
}

/**
 * A route by regular expression, in Python's syntax as Django's `re_path()` takes it. Named groups are the parameters,
 * `(?<year>…)` or `(?P<year>…)`; where none has a name, all groups are, by position. It matches anywhere unless it
 * begins with `^`, and anything may follow unless it ends with `$`.
 *
 * @throws {@link RouteRegexError}
 *
 * @example
 * rePath("^archive/(?<year>[0-9]{4})/$", (request, { year }) => …)
 */
export function rePath<const Source extends string>(
  regex: Source | TranslatedRoute<Source>,
  handler: HandlerOrMethods<Flat<RegexParams<Source>>>,
  options?: OptionsWithoutParams,
): Route<RegexParams<Source>>;
export function rePath<const Source extends string, const Extra extends object>(
  regex: Source | TranslatedRoute<Source>,
  handler: HandlerOrMethods<Flat<RegexParams<Source> & NoInfer<Extra>>>,
  options: PathOptions<Extra>,
): Route<RegexParams<Source>>;
export function rePath(regex: RouteText, handler: HandlerOrMethods<never>, options: PathOptions = {}): Route {
  return new Route(patternFor(regex, "regex"), endpointOf(regex, handler as HandlerOrMethods, options));
}

function endpointOf(route: RouteText, handler: HandlerOrMethods, options: PathOptions): Endpoint {
  const { params, ...routeOptions } = options;
  return { ...readHandlers(String(route), handler), extra: { ...params }, options: routeOptions };
}

/**
 * Puts a table of routes below a prefix. Its names get the key of the mount in front, `"shop:detail"`; the prefix may
 * have parameters, which handlers and `urlFor()` get with the others.
 *
 * @example
 * defineRoutes({ shop: mount("<slug:tenant>/shop/", shopRoutes) });
 */
export function mount<const Source extends string, Table, const Options extends MountOptions = object>(
  route: (Source & RouteMistake<Source>) | TranslatedRoute<Source> | LanguagePrefix,
  routes: Routes<Table>,
  options?: Options & MountOptions,
): Mount<RouteParams<Source>, Table, IsNamespaced<Options>> {
  return new Mount(patternFor(route, "route"), mountable(route, routes), options ?? {});
}

/** {@link mount} with a regular expression as the prefix. */
export function reMount<const Source extends string, Table, const Options extends MountOptions = object>(
  regex: Source | TranslatedRoute<Source>,
  routes: Routes<Table>,
  options?: Options & MountOptions,
): Mount<RegexParams<Source>, Table, IsNamespaced<Options>> {
  return new Mount(patternFor(regex, "regex"), mountable(regex, routes), options ?? {});
}

type IsNamespaced<Options> = Options extends { readonly namespace: false } ? false : true;

function mountable<Table>(route: RouteText, routes: Routes<Table>): Routes<Table> {
  if (routes instanceof Routes) return routes;
  throw new RouteTableError(
    `mount(${JSON.stringify(String(route))}, …) was given ${describe(routes)} instead of routes. Hand over what defineRoutes() makes. If it is undefined, two files import each other in a circle.`,
  );
}

/**
 * A table of routes. Keys are names; they are tried from top to bottom, and the first that matches answers.
 *
 * @param options.app - A name under which these routes find each other wherever they are mounted: `urlFor("admin:index")`
 *   works for a table of the app `"admin"`, whatever the key of its mount.
 * @throws {@link RouteTableError}
 *
 * @example
 * export const routes = defineRoutes({
 *   home: path("", home),
 *   article: path("articles/<int:year>/<slug:slug>/", article),
 *   shop: mount("shop/", shopRoutes),
 * });
 */
export function defineRoutes<const Table extends Readonly<Record<string, RouteEntry>>>(
  table: Table,
  options: { readonly app?: string } = {},
): Routes<Table> {
  for (const [name, entry] of Object.entries(table)) {
    refuseName(name);
    const isRoute = entry instanceof Route || entry instanceof Mount;
    const isList = Array.isArray(entry) && entry.every((item) => item instanceof Route);
    if (!isRoute && !isList) {
      throw new RouteTableError(
        `defineRoutes() was given ${describe(entry)} under "${name}". Write path(…), rePath(…), a list of those, or mount(…).`,
      );
    }
  }
  return new Routes(table, options.app);
}

function refuseName(name: string): void {
  if (/^\d+$/.test(name)) {
    throw new RouteTableError(
      `A route is called "${name}". JavaScript puts such keys before all others, and the order of the routes would be lost: begin the name with a letter.`,
    );
  }
  if (name === "" || name.includes(":")) {
    throw new RouteTableError(
      `A route is called "${name}". A name isn't empty and has no ":", which stands between the names of mounted tables.`,
    );
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "function" ? "a function" : `${typeof value} ${JSON.stringify(value)}`;
}
