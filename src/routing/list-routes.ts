import type { RouteOptions } from "../http/index.ts";
import type { RouteLeaf } from "./route-leaf.ts";
import type { Router } from "./router.ts";

/** One line of `quintet routes`. */
export interface RouteListing {
  readonly name: string;
  /** As it was written, its mounts' routes in front. */
  readonly route: string;
  /** In upper case; `["ANY"]` where one handler takes every method. */
  readonly methods: readonly string[];
  /** The name of the handler's function, where it has one. */
  readonly handler: string;
  readonly options: RouteOptions;
}

/** All routes of a router, in the order in which they are tried. */
export function listRoutes(router: Router): readonly RouteListing[] {
  return router.leaves.map(listRoute);
}

function listRoute(leaf: RouteLeaf): RouteListing {
  const { methods, handlerName, options } = leaf.endpoint;
  return { name: leaf.name, route: leaf.route, methods: methods ?? ["ANY"], handler: handlerName, options };
}
