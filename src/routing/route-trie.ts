import { type Converter, type SegmentReader, takesRest } from "./converters.ts";
import type { RouteLeaf } from "./route-leaf.ts";
import { RouteMatch } from "./route-match.ts";
import type { RoutePart } from "./route-syntax.ts";
import { TrieSearch } from "./trie-search.ts";

/*
 * All routes as one tree. What stands in front of the first parameter of a route is text, and texts that begin alike
 * share their beginning:
 *
 *   articles/ ─┬─ new/                      a node's text is compared as a whole
 *              ├─ latest/
 *              └─ <int> ── / ─┬─ edit/      a parameter takes one segment: all up to the next "/", or to the end
 *                             └─ history/
 *
 * A node has children by their first character, and children by converter, and
 *
 *   end       the route that ends here: of several, the first in order
 *   rests     routes that end here with a `<path:…>`, which takes all that is left
 *   leftover  routes that the tree can't express from here on (regular expressions, own converters, several parts in
 *             one segment); they are tried one by one with matchLeaf()
 *
 * Django tries its routes from top to bottom, and the first that matches answers. So each node knows the lowest order
 * below it, and what can't be lower than the best found so far is left out (trie-search.ts).
 */
export interface TrieNode {
  /** What a path has here, compared after the first character has led to the node. Empty behind a parameter. */
  text: string;
  /** The lowest order of this node and all below. */
  lowest: number;
  /** By the code of the first character of their text, which may be any; `undefined` where there are none. */
  texts: (TrieNode | undefined)[] | undefined;
  /** From the lowest order to the highest, like the two lists below. */
  parameters: ParameterChild[];
  end: SegmentRoute | undefined;
  rests: SegmentRoute[];
  leftover: RouteLeaf[];
  /** What is here besides `end`: texts alone, texts and one parameter, or anything. Few ways are gone without a call. */
  ways: "texts" | "parameter" | "several";
}

export interface ParameterChild {
  readonly converter: Converter;
  readonly segment: SegmentReader;
  readonly node: TrieNode;
}

/** A route made of texts and whole segments. */
export interface SegmentRoute {
  readonly leaf: RouteLeaf;
  readonly readers: readonly SegmentReader[];
  /** Its parameters as an object, of their values in order. */
  readonly makeParams: (values: readonly unknown[]) => Record<string, unknown>;
  /** The match, where it is the same each time: that of a route without parameters. */
  readonly match: RouteMatch | undefined;
}

/** A step that the tree can hold. */
type Step =
  | string
  | { readonly name: string; readonly converter: Converter; readonly segment: SegmentReader };

/** A route as the tree can hold it. */
interface Steps {
  readonly steps: readonly Step[];
  /** All of it, all but a `<path:…>` at its end, or no more than the beginning. */
  readonly extent: "whole" | "rest" | "beginning";
  /** The name of the `<path:…>`. */
  readonly restName?: string;
}

/** Finds the route of a path, as if all of them were tried in order. */
export class RouteTrie {
  readonly #search: TrieSearch;

  constructor(leaves: readonly RouteLeaf[]) {
    const root = emptyNode("");
    // From the lowest order to the highest: so all lists are in order, and the first `end` stays.
    for (const leaf of leaves) insert(root, leaf);
    this.#search = new TrieSearch(root);
  }

  /** The first route that matches a path, which begins with a slash. */
  find(path: string): RouteMatch | undefined {
    return this.#search.find(path);
  }
}

function emptyNode(text: string): TrieNode {
  return {
    text,
    lowest: Number.POSITIVE_INFINITY,
    texts: undefined,
    parameters: [],
    end: undefined,
    rests: [],
    leftover: [],
    ways: "texts",
  };
}

function insert(root: TrieNode, leaf: RouteLeaf): void {
  const { steps, extent, restName } = stepsOf(leaf);
  const names: string[] = [];
  const readers: SegmentReader[] = [];
  let node = root;
  node.lowest = Math.min(node.lowest, leaf.order);
  for (const step of steps) {
    if (typeof step === "string") node = nodeForText(node, step, leaf.order);
    else {
      names.push(step.name);
      readers.push(step.segment);
      node = nodeForParameter(node, step, leaf.order);
    }
  }
  if (restName !== undefined) {
    names.push(restName);
    readers.push(restReader);
  }
  const mountExtra: Record<string, unknown> = Object.assign(
    {},
    ...leaf.steps.map(({ mount }) => mount.options.params),
  );
  // Where a mount's own parameter meets one of the path, it depends on their levels which one wins: matchLeaf() knows.
  const isClear = !names.some((name) => Object.hasOwn(mountExtra, name));
  if (extent === "beginning" || !isClear) node.leftover.push(leaf);
  else {
    const route = segmentRoute(leaf, names, readers, { ...mountExtra, ...leaf.endpoint.extra });
    if (extent === "whole") node.end ??= route;
    else node.rests.push(route);
  }
  node.ways = waysOf(node);
}

const restReader: SegmentReader = {
  endOf: (path, start) => (takesRest(path, start) ? path.length : -1),
  value: (path, start) => path.slice(start),
};

function segmentRoute(
  leaf: RouteLeaf,
  names: readonly string[],
  readers: readonly SegmentReader[],
  extra: Readonly<Record<string, unknown>>,
): SegmentRoute {
  const makeParams = paramsMaker(names, extra);
  const match = names.length === 0 ? new RouteMatch(leaf, Object.freeze(makeParams([]))) : undefined;
  return { leaf, readers, makeParams, match };
}

/**
 * The function that makes the parameters of a route. It is generated, `return (v) => ({ "year": v[0], "slug": v[1] })`,
 * because setting them by name takes several times as long.
 */
function paramsMaker(
  names: readonly string[],
  extra: Readonly<Record<string, unknown>>,
): SegmentRoute["makeParams"] {
  const own = names.map((name, index) => `${JSON.stringify(name)}: v[${index}]`);
  // What an endpoint was given besides wins over what the path has.
  const properties = Object.keys(extra).length > 0 ? [...own, "...extra"] : own;
  const make = new Function("extra", `return (v) => ({ ${properties.join(", ")} });`);
  return make(extra) as SegmentRoute["makeParams"];
}

function waysOf({ parameters, rests, leftover }: TrieNode): TrieNode["ways"] {
  if (parameters.length > 1 || rests.length > 0 || leftover.length > 0) return "several";
  return parameters.length === 1 ? "parameter" : "texts";
}

/** The node behind a text that follows a node; where texts begin alike, they are cut there. */
function nodeForText(parent: TrieNode, text: string, order: number): TrieNode {
  if (text === "") return parent;
  parent.texts ??= [];
  const code = text.charCodeAt(0);
  const known = parent.texts[code];
  if (known === undefined) {
    const child = emptyNode(text);
    child.lowest = order;
    parent.texts[code] = child;
    return child;
  }
  const shared = sharedLength(known.text, text);
  if (shared === known.text.length) {
    known.lowest = Math.min(known.lowest, order);
    return nodeForText(known, text.slice(shared), order);
  }
  const upper = emptyNode(text.slice(0, shared));
  upper.lowest = Math.min(known.lowest, order);
  known.text = known.text.slice(shared);
  upper.texts = [];
  upper.texts[known.text.charCodeAt(0)] = known;
  parent.texts[code] = upper;
  return nodeForText(upper, text.slice(shared), order);
}

function sharedLength(first: string, second: string): number {
  let length = 0;
  while (length < first.length && length < second.length && first[length] === second[length]) length++;
  return length;
}

function nodeForParameter(parent: TrieNode, step: Exclude<Step, string>, order: number): TrieNode {
  const known = parent.parameters.find(({ converter }) => converter === step.converter);
  if (known !== undefined) {
    known.node.lowest = Math.min(known.node.lowest, order);
    return known.node;
  }
  const node = emptyNode("");
  node.lowest = order;
  parent.parameters.push({ converter: step.converter, segment: step.segment, node });
  parent.ways = waysOf(parent);
  return node;
}

/**
 * The leading steps of a route that the tree can hold. A parameter that fills its segment takes all of the segment or
 * nothing, also where a mount ends behind it, because its values hold no "/".
 */
function stepsOf(leaf: RouteLeaf): Steps {
  const { parts, isWhole } = joinedParts(leaf);
  const steps: Step[] = [];
  for (const [index, part] of parts.entries()) {
    if (typeof part === "string") {
      steps.push(part);
      continue;
    }
    const { name, converter } = part;
    const before = parts[index - 1];
    const after = parts[index + 1];
    const isLast = isWhole && after === undefined;
    const begins = before === undefined || (typeof before === "string" && before.endsWith("/"));
    const ends = typeof after === "string" ? after.startsWith("/") : isLast;
    if (converter.name === "path" && isLast) return { steps, extent: "rest", restName: name };
    if (converter.segment === undefined || !begins || !ends) return { steps, extent: "beginning" };
    steps.push({ name, converter, segment: converter.segment });
  }
  return { steps, extent: isWhole ? "whole" : "beginning" };
}

/** The parts of all patterns up to the first regular expression, texts that follow each other as one. */
function joinedParts(leaf: RouteLeaf): { parts: RoutePart[]; isWhole: boolean } {
  const parts: RoutePart[] = [];
  for (const pattern of leaf.patterns) {
    if (pattern.parts === undefined) return { parts, isWhole: false };
    for (const part of pattern.parts) {
      const last = parts.at(-1);
      if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
      else parts.push(part);
    }
  }
  return { parts, isWhole: true };
}
