import { routeChannel, trace } from "../core/index.ts";
import { type Request, type ResponseLike, redirect } from "../http/index.ts";
import { MissingSlashError, NoMatchingRouteError, NoRouteError } from "./errors.ts";
import { listRoutes } from "./list-routes.ts";
import type { LanguagePrefix } from "./localized-pattern.ts";
import { routeProperty } from "./request-route.ts";
import {
  queryAndFragment,
  type ReverseOptions,
  type ReverseParameters,
  type ReverseParams,
  reverseInScope,
  reverseParameters,
  reverseRoute,
} from "./reverse.ts";
import { buildReverseScope, type ReverseScope } from "./reverse-lookup.ts";
import { dependsOnLanguage, flattenRoutes, languagePrefixOf, type RouteLeaf } from "./route-leaf.ts";
import { RouteMatch } from "./route-match.ts";
import { isSafeMethod } from "./route-methods.ts";
import { RouteTrie } from "./route-trie.ts";
import type { Routes } from "./routes.ts";
import { encodePath } from "./url-encoding.ts";

const slash = 47;

/** How a router behaves. */
export interface RouterOptions {
  /** Redirects GET and HEAD to the path with a slash at its end, where only that one has a route. On by default. */
  readonly slashRedirect?: boolean;
  /** Stands in front of every URL that is made: `"/app/"`. Paths that come in are without it. */
  readonly prefix?: string;
  /** Tells of a form that was sent to a path without its slash, instead of answering 404. */
  readonly debug?: boolean;
  /** The current language, for translated routes and prefixes. */
  readonly language?: () => string;
}

/** The routes as they are in one language. */
class CompiledRoutes {
  readonly leaves: readonly RouteLeaf[];
  readonly trie: RouteTrie;
  readonly #routes: Routes;
  readonly #language: string;
  #scope: ReverseScope | undefined;

  constructor(routes: Routes, language: string) {
    this.#routes = routes;
    this.#language = language;
    this.leaves = flattenRoutes(routes, language);
    this.trie = new RouteTrie(this.leaves);
  }

  /** Built when the first URL is made. */
  get scope(): ReverseScope {
    this.#scope ??= buildReverseScope(this.#routes, this.#language);
    return this.#scope;
  }
}

/** A compiled table of routes: finds the route of a path, and makes the URL of a route. */
export class Router {
  readonly routes: Routes;
  /** Where the routes are the same in all languages. */
  #only: CompiledRoutes | undefined;
  /** By language. */
  readonly #compiled = new Map<string, CompiledRoutes>();
  readonly #language: (() => string) | undefined;
  readonly #slashRedirect: boolean;
  readonly #debug: boolean;
  readonly #languagePrefix: LanguagePrefix | undefined;
  readonly #prefix: string;

  constructor(routes: Routes, options: RouterOptions = {}) {
    this.routes = routes;
    this.#language = dependsOnLanguage(routes) ? (options.language ?? (() => "en")) : undefined;
    this.#languagePrefix = languagePrefixOf(routes);
    this.#current; // compiled now rather than at the first request
    this.#slashRedirect = options.slashRedirect ?? true;
    this.#debug = options.debug ?? false;
    this.#prefix = withSlashes(options.prefix ?? "/");
  }

  /** The current language in front of all paths of a mount, where the table has such a mount at its top. */
  get languagePrefix(): LanguagePrefix | undefined {
    return this.#languagePrefix;
  }

  /** All routes in the current language, in the order in which they are tried. */
  get leaves(): readonly RouteLeaf[] {
    return this.#current.leaves;
  }

  /** The route that a decoded path leads to, with its parameters; `undefined` where none does. */
  resolve(path: string): RouteMatch | undefined {
    return path.charCodeAt(0) === slash ? this.#current.trie.find(path) : undefined;
  }

  /**
   * The URL of a route.
   * @param params - By name, or a list in the order of the route.
   * @throws {@link NoRouteError}
   */
  reverse(name: string, params: ReverseParams = {}, options: ReverseOptions = {}): string {
    return reverseRoute({ scope: this.#current.scope, prefix: this.#prefix }, name, params, options);
  }

  /**
   * What the routes of a name take: one list for each, the one that is tried first in front.
   * @throws {@link NoRouteError} where there is none of that name.
   */
  parametersOf(name: string): readonly ReverseParameters[] {
    return reverseParameters({ scope: this.#current.scope, prefix: this.#prefix }, name);
  }

  /** The URL of a route of a table that is mounted somewhere in this router. */
  reverseIn(routes: Routes, name: string, params: ReverseParams = {}, options: ReverseOptions = {}): string {
    const base = { scope: this.#current.scope, prefix: this.#prefix };
    const mounts = [...scopesOf(base.scope, routes)];
    if (mounts.length === 0) {
      throw new NoRouteError(
        `urlFor(routes, "${name}") was given routes that are mounted nowhere in this app.\nAdd mount("…/", routes) to the app's routes.`,
      );
    }
    const current = mounts.find(({ path }) => path === options.currentApp) ?? mounts[0]!;
    const names = name.split(":");
    const own = names.pop()!;
    let scope = current.scope;
    for (const namespace of names) {
      const inner = scope.namespaces.get(namespace);
      if (inner === undefined)
        throw new NoRouteError(`There is no namespace "${namespace}" in these routes.`);
      scope = inner;
    }
    return reverseInScope(base, scope, own, name, params) + queryAndFragment(options);
  }

  /**
   * Answers a request by the handler of its route.
   * @throws {@link NoMatchingRouteError} where no route matches; {@link MethodNotAllowedError} where the route doesn't
   *   answer to the request's method.
   */
  dispatch(request: Request): ResponseLike | Promise<ResponseLike> {
    const match = this.matchFor(request);
    if (match === undefined) return this.#answerUnmatched(request);
    if (routeChannel.start.hasSubscribers) {
      const { route, name } = match;
      return trace(routeChannel, { request, route, name }, () =>
        match.leaf.endpoint.answer(request, match.params),
      );
    }
    return match.leaf.endpoint.answer(request, match.params);
  }

  /** The match of a request, found at most once: it is kept as `request.route`. */
  matchFor(request: Request): RouteMatch | undefined {
    const known = routeProperty.known(request);
    if (known instanceof RouteMatch && this.leaves[known.leaf.order] === known.leaf) return known;
    const match = this.resolve(request.path);
    routeProperty.set(request, match);
    return match;
  }

  #answerUnmatched(request: Request): ResponseLike {
    const { path } = request;
    const withSlash = this.pathWithRoute(path);
    if (withSlash !== undefined) {
      if (isSafeMethod(request)) return redirect(this.addressOf(withSlash, request), { status: 301 });
      if (this.#debug) throw new MissingSlashError(request.method, path);
    }
    throw new NoMatchingRouteError(path, () => listRoutes(this));
  }

  /** A decoded path that has a route, or the same with the slash that it lacks; `undefined` where neither has one. */
  pathWithRoute(path: string): string | undefined {
    if (this.resolve(path) !== undefined) return path;
    if (!this.#slashRedirect || path.endsWith("/")) return undefined;
    const found = this.resolve(`${path}/`);
    return found === undefined || found.options.slashRedirect === false ? undefined : `${path}/`;
  }

  /** The address of a decoded path, with the query of a request. It stays on this host, whatever the path is. */
  addressOf(path: string, request: Request): string {
    const { target } = request;
    const mark = target.indexOf("?");
    const query = mark === -1 ? "" : target.slice(mark);
    return encodePath(`${this.#prefix}${path.slice(1)}`) + query;
  }

  get #current(): CompiledRoutes {
    if (this.#only !== undefined) return this.#only;
    const language = this.#language?.() ?? "";
    let compiled = this.#compiled.get(language);
    if (compiled === undefined) {
      compiled = new CompiledRoutes(this.routes, language);
      this.#compiled.set(language, compiled);
      if (this.#language === undefined) this.#only = compiled;
    }
    return compiled;
  }
}

/** Compiles a table of routes. */
export function compileRoutes(routes: Routes, options: RouterOptions = {}): Router {
  return new Router(routes, options);
}

/** All places where a table stands, with their namespaces: `"shop:eu"`. */
function* scopesOf(
  scope: ReverseScope,
  routes: Routes,
  path = "",
): Generator<{ scope: ReverseScope; path: string }> {
  if (scope.routes === routes) yield { scope, path };
  for (const inner of scope.merged) yield* scopesOf(inner, routes, path);
  for (const [name, inner] of scope.namespaces) {
    yield* scopesOf(inner, routes, path === "" ? name : `${path}:${name}`);
  }
}

function withSlashes(prefix: string): string {
  return `${prefix.startsWith("/") ? "" : "/"}${prefix}${prefix.endsWith("/") ? "" : "/"}`;
}
