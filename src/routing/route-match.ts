import type { MatchedRoute, RouteOptions } from "../http/index.ts";
import type { RouteLeaf } from "./route-leaf.ts";
import type { PatternMatch } from "./route-pattern.ts";

declare module "../http/request-properties.ts" {
  interface MatchedRoute {
    /** The route as it was written: `"articles/<int:year>/"`. */
    readonly route: string;
  }
}

/** The route that a path leads to, with the values of its parameters. */
export class RouteMatch implements MatchedRoute {
  readonly leaf: RouteLeaf;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(leaf: RouteLeaf, params: Readonly<Record<string, unknown>>) {
    this.leaf = leaf;
    this.params = params;
  }

  get name(): string {
    return this.leaf.name;
  }

  /** `["shop"]` for `"shop:detail"`. */
  get namespaces(): readonly string[] {
    return this.leaf.steps.map((step) => step.namespace).filter((name) => name !== undefined);
  }

  /** The apps of the tables that lead to the route, outermost first. */
  get apps(): readonly string[] {
    return this.leaf.steps.map((step) => step.mount.routes.app).filter((app) => app !== undefined);
  }

  get route(): string {
    return this.leaf.route;
  }

  get options(): RouteOptions {
    return this.leaf.endpoint.options;
  }

  get declared(): readonly RouteOptions[] {
    return this.leaf.declared;
  }
}

/**
 * Lets each pattern of a route take its share of the path, and gives the parameters, or `undefined` where one of them
 * doesn't match. The reference for what the trie finds faster.
 */
export function matchLeaf(leaf: RouteLeaf, path: string): Record<string, unknown> | undefined {
  const { patterns } = leaf;
  const found: PatternMatch[] = [];
  let rest = path;
  for (let level = 0; level < patterns.length; level++) {
    const match = patterns[level]!.match(rest, level === patterns.length - 1);
    if (match === undefined) return undefined;
    found.push(match);
    rest = match.rest;
  }
  return mergeParams(leaf, found);
}

/**
 * The parameters of all levels in one object; what stands further in wins. As in Django, unnamed groups count only
 * where no level has a named parameter: those of the levels around are put in front of the route's own.
 */
function mergeParams(leaf: RouteLeaf, found: readonly PatternMatch[]): Record<string, unknown> {
  const own = found.at(-1)!;
  let named: Record<string, unknown> = { ...own.named, ...leaf.endpoint.extra };
  let positional = Object.keys(named).length > 0 ? [] : own.positional;
  for (let level = leaf.steps.length - 1; level >= 0; level--) {
    named = { ...found[level]!.named, ...leaf.steps[level]!.mount.options.params, ...named };
    if (Object.keys(named).length === 0) positional = [...found[level]!.positional, ...positional];
  }
  return positional.length === 0 ? named : { ...named, ...positional };
}
