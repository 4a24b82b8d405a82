import type { RequestLimits } from "./request-limits.ts";
import type { UploadHandler } from "./uploads/upload-handler.ts";

/**
 * What other parts add to each request: `session`, `user`, `route` and the like. A part declares the type here by
 * declaration merging, and says how it is computed with `defineRequestProperty()`.
 */
export interface RequestProperties {
  /** The route that answers this request, once it is known; its options are what the route was declared with. */
  readonly route?: MatchedRoute | undefined;
}

/** The route that a request's path leads to. */
export interface MatchedRoute {
  /** Its full name: `"shop:detail"`. */
  readonly name: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** What the route was declared with; what it leaves out is as the mounts around it say. */
  readonly options: RouteOptions;
  /** The same level by level, the route's own and then each mount's: for options that add up rather than replace each other. */
  readonly declared: readonly RouteOptions[];
}

/** What a route may be declared with besides its handler. Parts add their keys by declaration merging. */
export interface RouteOptions {
  /** How much of a request's body is read here; a limit that is left out is as the mount says, or the configuration. */
  readonly limits?: Partial<RequestLimits>;
  /** Where the files of forms are kept; in memory and, beyond 2.5 MiB, in temporary files by default. */
  readonly uploads?: UploadHandler;
}
