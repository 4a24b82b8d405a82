import type { Converter } from "./converters.ts";
import type { RouteLeaf } from "./route-leaf.ts";
import { matchLeaf } from "./route-match.ts";
import type { RoutePart } from "./route-syntax.ts";

/*
 * All routes as one tree of path segments. A path is cut at each "/", without its first one: "/a/7/" has the segments
 * "a", "7" and "", and so has the route "a/<int:n>/". A node has children by text, children by converter, and
 *
 *   end       the route that ends here: of several, the first in order
 *   leftover  routes that a tree of segments can't express from here on (regular expressions, `path` and own
 *             converters, several parts in one segment); they are tried one by one with matchLeaf()
 *
 * Django tries its routes from top to bottom, and the first that matches answers. So each node knows the lowest order
 * below it, children are tried from low to high, and what can't be lower than the best found so far is left out. A node
 * is entered at most once for a path, whatever overlaps: the work is bounded by the size of the tree.
 *
 * Routes without parameters are looked up in a map of whole paths first. Whether such a route is also the first that
 * matches its path is found out once, when the map is made.
 */
interface Node {
  /** The lowest order of this node and all below. */
  lowest: number;
  texts: Map<string, Node> | undefined;
  /** From the lowest order to the highest. */
  parameters: ParameterChild[];
  end: SegmentRoute | undefined;
  /** From the lowest order to the highest. */
  leftover: RouteLeaf[];
}

interface ParameterChild {
  readonly converter: Converter;
  readonly node: Node;
}

/** A route made of whole segments: its parameters' values come in the order of `names`. */
interface SegmentRoute {
  readonly leaf: RouteLeaf;
  readonly names: readonly string[];
  /** Parameters that don't come from the path. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A segment that the tree can hold: a text, or one parameter. */
type Segment = string | { readonly name: string; readonly converter: Converter };

/** What a search has found so far. */
interface Search {
  readonly path: string;
  /** Values of the parameters on the way to the current node. */
  readonly values: unknown[];
  best: number;
  leaf: RouteLeaf | undefined;
  params: Record<string, unknown>;
}

/** The route that a path leads to. */
export interface Found {
  readonly leaf: RouteLeaf;
  readonly params: Readonly<Record<string, unknown>>;
}

export class RouteTrie {
  readonly #root = emptyNode();
  readonly #plainPaths = new Map<string, Found>();

  constructor(leaves: readonly RouteLeaf[]) {
    // From the lowest order to the highest: so lists of children and leftovers are in order, and the first `end` stays.
    for (const leaf of leaves) insert(this.#root, leaf);
    for (const leaf of leaves) this.#rememberPlainPath(leaf);
  }

  /** The first route that matches a path, which is given without its first slash. */
  find(path: string): Found | undefined {
    return this.#plainPaths.get(path) ?? this.#search(path);
  }

  #search(path: string): Found | undefined {
    const search: Search = { path, values: [], best: Number.POSITIVE_INFINITY, leaf: undefined, params: {} };
    visit(this.#root, 0, search);
    return search.leaf === undefined ? undefined : { leaf: search.leaf, params: search.params };
  }

  #rememberPlainPath(leaf: RouteLeaf): void {
    const isPlain = leaf.patterns.every(({ parts }) => parts?.every((part) => typeof part === "string"));
    if (!isPlain) return;
    const path = leaf.patterns.map(({ source }) => source).join("");
    const found = this.#search(path);
    if (found?.leaf !== leaf) return;
    this.#plainPaths.set(path, { leaf, params: Object.freeze(found.params) });
  }
}

function emptyNode(): Node {
  return { lowest: Number.POSITIVE_INFINITY, texts: undefined, parameters: [], end: undefined, leftover: [] };
}

function insert(root: Node, leaf: RouteLeaf): void {
  const { segments, isWhole } = segmentsOf(leaf);
  const names: string[] = [];
  let node = root;
  node.lowest = Math.min(node.lowest, leaf.order);
  for (const segment of segments) {
    if (typeof segment !== "string") names.push(segment.name);
    node = childFor(node, segment);
    node.lowest = Math.min(node.lowest, leaf.order);
  }
  const mountExtra = Object.assign({}, ...leaf.steps.map(({ mount }) => mount.options.params));
  // Where a mount's own parameter meets one of the path, it depends on their levels which one wins: matchLeaf() knows.
  const isPlain = isWhole && !names.some((name) => name in mountExtra);
  if (isPlain) node.end ??= { leaf, names, extra: { ...mountExtra, ...leaf.endpoint.extra } };
  else node.leftover.push(leaf);
}

function childFor(node: Node, segment: Segment): Node {
  if (typeof segment === "string") {
    node.texts ??= new Map();
    let child = node.texts.get(segment);
    if (child === undefined) {
      child = emptyNode();
      node.texts.set(segment, child);
    }
    return child;
  }
  const known = node.parameters.find(({ converter }) => converter === segment.converter);
  if (known !== undefined) return known.node;
  const child = emptyNode();
  node.parameters.push({ converter: segment.converter, node: child });
  return child;
}

/**
 * The leading segments of a route that the tree can hold, and whether these are all of it. A parameter that fills its
 * segment takes all of the segment or nothing, also where a mount ends behind it, because its values hold no "/".
 */
function segmentsOf(leaf: RouteLeaf): { segments: Segment[]; isWhole: boolean } {
  const segments: Segment[] = [];
  let current: RoutePart[] = [];
  for (const { parts } of leaf.patterns) {
    if (parts === undefined) return { segments, isWhole: false };
    for (const part of parts) {
      if (typeof part !== "string") {
        current.push(part);
        continue;
      }
      const [head, ...tail] = part.split("/");
      if (head !== "") current.push(head!);
      for (const text of tail) {
        const segment = asSegment(current);
        if (segment === undefined) return { segments, isWhole: false };
        segments.push(segment);
        current = text === "" ? [] : [text];
      }
    }
  }
  const last = asSegment(current);
  if (last === undefined) return { segments, isWhole: false };
  segments.push(last);
  return { segments, isWhole: true };
}

function asSegment(parts: readonly RoutePart[]): Segment | undefined {
  if (parts.every((part) => typeof part === "string")) return parts.join("");
  const [only] = parts;
  if (parts.length > 1 || typeof only !== "object" || !only.converter.isSegment) return undefined;
  return only;
}

/** Searches below a node; `start` is where the next segment begins. */
function visit(node: Node, start: number, search: Search): void {
  const { path } = search;
  const slash = path.indexOf("/", start);
  const segment = slash === -1 ? path.slice(start) : path.slice(start, slash);
  const next = slash === -1 ? -1 : slash + 1;

  const byText = node.texts?.get(segment);
  if (byText !== undefined && byText.lowest < search.best) enter(byText, next, search);
  for (const { converter, node: child } of node.parameters) {
    if (child.lowest >= search.best) continue;
    const value = converter.parse(segment);
    if (value === undefined) continue;
    search.values.push(value);
    enter(child, next, search);
    search.values.pop();
  }
  tryLeftover(node, search);
}

function tryLeftover(node: Node, search: Search): void {
  for (const leaf of node.leftover) {
    if (leaf.order >= search.best) return;
    const params = matchLeaf(leaf, search.path);
    if (params !== undefined) take(leaf, params, search);
  }
}

function enter(node: Node, next: number, search: Search): void {
  if (next !== -1) {
    visit(node, next, search);
    return;
  }
  const { end } = node;
  if (end !== undefined && end.leaf.order < search.best) take(end.leaf, paramsOf(end, search.values), search);
  tryLeftover(node, search);
}

function take(leaf: RouteLeaf, params: Record<string, unknown>, search: Search): void {
  search.best = leaf.order;
  search.leaf = leaf;
  search.params = params;
}

function paramsOf(route: SegmentRoute, values: readonly unknown[]): Record<string, unknown> {
  const { names, extra } = route;
  const params: Record<string, unknown> = {};
  for (let index = 0; index < names.length; index++) params[names[index]!] = values[index];
  return Object.assign(params, extra);
}
