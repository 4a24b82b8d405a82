import type { RouteOptions } from "../http/index.ts";
import type { Endpoint } from "./endpoint.ts";
import { type LanguagePrefix, LocalizedPattern, patternIn } from "./localized-pattern.ts";
import type { Pattern } from "./route-pattern.ts";
import { Mount, Route, type RouteEntry, type Routes } from "./routes.ts";

/** A step into a mounted table. */
export interface MountStep {
  readonly mount: Mount;
  /** The mount's key, where it is a namespace. */
  readonly namespace: string | undefined;
}

/** One route with all that leads to it: what is left of the tree once it is flattened. */
export interface RouteLeaf {
  /** Its place among all routes: of several that match, the lowest answers. */
  readonly order: number;
  /** With its namespaces: `"shop:detail"`. */
  readonly name: string;
  readonly steps: readonly MountStep[];
  /** The patterns of the mounts, then its own. */
  readonly patterns: readonly Pattern[];
  /** The whole route as it was written: `"<slug:tenant>/shop/<int:pk>/"`. */
  readonly route: string;
  /** Its endpoint, with the options of the mounts below its own. */
  readonly endpoint: Endpoint;
  /** What it was declared with, and then each mount around it, from the inside to the outside. */
  readonly declared: readonly RouteOptions[];
}

/** All routes of a tree in the order in which they are tried, as they are in a language. */
export function flattenRoutes(routes: Routes, language: string): RouteLeaf[] {
  const leaves: RouteLeaf[] = [];
  const visit = (table: Routes, steps: readonly MountStep[]): void => {
    for (const [name, entry] of table.entries) {
      for (const item of itemsOf(entry)) {
        if (item instanceof Route) leaves.push(makeLeaf(leaves.length, name, item, steps, language));
        else visit(item.routes, [...steps, stepInto(name, item)]);
      }
    }
  };
  visit(routes, []);
  return leaves;
}

/** Whether any route of a tree is another one in another language. */
export function dependsOnLanguage(routes: Routes): boolean {
  return routes.entries.some(([, entry]) =>
    itemsOf(entry).some(
      (item) =>
        item.pattern instanceof LocalizedPattern || (item instanceof Mount && dependsOnLanguage(item.routes)),
    ),
  );
}

/** The first language prefix at the top of a tree. */
export function languagePrefixOf(routes: Routes): LanguagePrefix | undefined {
  for (const [, entry] of routes.entries) {
    for (const { pattern } of itemsOf(entry)) {
      if (pattern instanceof LocalizedPattern && pattern.prefix !== undefined) return pattern.prefix;
    }
  }
  return undefined;
}

/** The entry's routes and mounts. */
export function itemsOf(entry: RouteEntry): readonly (Route | Mount)[] {
  return entry instanceof Route || entry instanceof Mount ? [entry] : entry;
}

/** The step that leads into a mount. */
function stepInto(name: string, mount: Mount): MountStep {
  return { mount, namespace: mount.options.namespace === false ? undefined : name };
}

function makeLeaf(
  order: number,
  name: string,
  route: Route,
  steps: readonly MountStep[],
  language: string,
): RouteLeaf {
  const namespaces = steps.map((step) => step.namespace).filter((part) => part !== undefined);
  const written = [...steps.map((step) => step.mount.pattern), route.pattern];
  const patterns = written.map((pattern) => patternIn(pattern, language));
  const inherited = steps.map(({ mount }): RouteOptions => {
    const { params: _, namespace: __, ...options } = mount.options;
    return options;
  });
  const fromOutside = [...inherited, route.endpoint.options];
  return {
    order,
    name: [...namespaces, name].join(":"),
    steps,
    patterns,
    route: joinSources(patterns),
    endpoint: { ...route.endpoint, options: Object.freeze(joinOptions(fromOutside)) },
    declared: fromOutside.toReversed(),
  };
}

/** One option after the other, what stands further in wins; of `limits`, one limit after the other. */
function joinOptions(fromOutside: readonly RouteOptions[]): RouteOptions {
  const options = Object.assign({}, ...fromOutside) as RouteOptions;
  if (options.limits === undefined) return options;
  return { ...options, limits: Object.assign({}, ...fromOutside.map(({ limits }) => limits)) };
}

/** The sources one after the other; a `^` only at the very beginning. */
function joinSources(patterns: readonly Pattern[]): string {
  return patterns.reduce(
    (joined, { source }) => (joined === "" ? source : joined + source.replace(/^\^/, "")),
    "",
  );
}
