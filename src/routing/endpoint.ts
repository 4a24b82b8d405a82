import type { RouteOptions } from "../http/index.ts";
import type { RouteHandlers } from "./route-methods.ts";

/** Where a route leads: its handler and what it was declared with. */
export interface Endpoint extends RouteHandlers {
  /** Parameters that don't come from the path. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly options: RouteOptions;
}
