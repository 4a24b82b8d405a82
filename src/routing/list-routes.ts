import type { RouteOptions } from "../http/index.ts";
import type { RouteLeaf } from "./route-leaf.ts";
import { matchLeaf } from "./route-match.ts";
import type { Router } from "./router.ts";

/** One line of `quintet routes`. */
export interface RouteListing {
  readonly name: string;
  /** As it was written, its mounts' routes in front. */
  readonly route: string;
  /** In upper case; `["ANY"]` where one handler takes every method. */
  readonly methods: readonly string[];
  /** The name of the handler's function within its wrappers, where it has one. */
  readonly handler: string;
  readonly options: RouteOptions;
}

/** Which routes are listed; all where nothing is asked for. */
export interface RouteFilter {
  /** A part of the name, in letters of any case: `"shop:"`. */
  readonly name?: string | undefined;
  /** A path that leads to the route, such as `"/books/7/"`; where it leads to none, a part of the route as it was written. */
  readonly path?: string | undefined;
  /** A method that the route answers to, in letters of any case. */
  readonly method?: string | undefined;
}

/** The routes of a router, in the order in which they are tried. */
export function listRoutes(router: Router, filter: RouteFilter = {}): readonly RouteListing[] {
  const { name, path, method } = filter;
  return leavesFor(router, path)
    .filter((leaf) => name === undefined || leaf.name.toLowerCase().includes(name.toLowerCase()))
    .filter((leaf) => method === undefined || answersTo(leaf, method.toUpperCase()))
    .map(listRoute);
}

function leavesFor({ leaves }: Router, path: string | undefined): readonly RouteLeaf[] {
  if (path === undefined) return leaves;
  const matching = path.startsWith("/")
    ? leaves.filter((leaf) => matchLeaf(leaf, path.slice(1)) !== undefined)
    : [];
  return matching.length > 0 ? matching : leaves.filter(({ route }) => `/${route}`.includes(path));
}

function answersTo({ endpoint: { methods } }: RouteLeaf, method: string): boolean {
  if (methods === undefined || method === "OPTIONS" || methods.includes(method)) return true;
  return method === "HEAD" && methods.includes("GET");
}

function listRoute(leaf: RouteLeaf): RouteListing {
  const { methods, handlerName, options } = leaf.endpoint;
  return { name: leaf.name, route: leaf.route, methods: methods ?? ["ANY"], handler: handlerName, options };
}
