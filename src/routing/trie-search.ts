import { matchLeaf, RouteMatch } from "./route-match.ts";
import type { ParameterChild, SegmentRoute, TrieNode } from "./route-trie.ts";

/*
 * One walk down the tree for a path. A node is entered at most once, whatever overlaps: the work is bounded by the size
 * of the tree. Nothing is made on the way: of the parameters only the places are noted, in lists that all searches
 * share, and the path is cut when a route is found. A path without a route costs no allocation at all.
 */
export class TrieSearch {
  readonly #root: TrieNode;
  /** Where the parameters on the way to the current node begin and end. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #values: unknown[] = [];
  /** Whether a search is under way: a converter of the app's own might resolve a path itself. */
  #isBusy = false;
  #path = "";
  /** The lowest order found so far. */
  #best = Number.POSITIVE_INFINITY;
  #match: RouteMatch | undefined;

  constructor(root: TrieNode) {
    this.#root = root;
  }

  find(path: string): RouteMatch | undefined {
    if (this.#isBusy) return new TrieSearch(this.#root).find(path);
    this.#isBusy = true;
    this.#path = path;
    this.#best = Number.POSITIVE_INFINITY;
    try {
      this.#visit(this.#root, 1, 0);
      return this.#match;
    } finally {
      this.#isBusy = false;
      this.#match = undefined;
    }
  }

  /** Searches below a node whose text the path has up to `start`, behind as many parameters as `level` says. */
  #visit(first: TrieNode, start: number, level: number): void {
    const path = this.#path;
    let node = first;
    let position = start;
    let depth = level;
    for (;;) {
      if (position === path.length) {
        if (node.end !== undefined && node.end.leaf.order < this.#best) this.#take(node.end, depth);
        if (node.leftover.length > 0) this.#tryLeftover(node);
        return;
      }
      const next = this.#nextByText(node, position);
      if (node.ways === "texts") {
        if (next === undefined) return;
        position += next.text.length;
        node = next;
        continue;
      }
      if (next !== undefined) this.#visit(next, position + next.text.length, depth);
      if (node.ways === "several") {
        this.#visitOthers(node, position, depth);
        return;
      }
      const [{ segment, node: child }] = node.parameters as [ParameterChild];
      const end = child.lowest < this.#best ? segment.endOf(path, position) : -1;
      if (end === -1) return;
      this.#starts[depth] = position;
      this.#ends[depth] = end;
      depth++;
      position = end;
      node = child;
    }
  }

  /** The child whose text stands at a place. */
  #nextByText(node: TrieNode, position: number): TrieNode | undefined {
    const path = this.#path;
    const next = node.texts?.[path.charCodeAt(position)];
    if (next === undefined || next.lowest >= this.#best) return undefined;
    const { text } = next;
    for (let index = 1; index < text.length; index++) {
      if (path.charCodeAt(position + index) !== text.charCodeAt(index)) return undefined;
    }
    return next;
  }

  /** Tries what may be at a node besides texts. */
  #visitOthers(node: TrieNode, position: number, depth: number): void {
    for (const { segment, node: child } of node.parameters) {
      if (child.lowest >= this.#best) continue;
      const end = segment.endOf(this.#path, position);
      if (end === -1) continue;
      this.#starts[depth] = position;
      this.#ends[depth] = end;
      this.#visit(child, end, depth + 1);
    }
    for (const route of node.rests) {
      if (route.leaf.order >= this.#best) break;
      const end = route.readers[depth]!.endOf(this.#path, position);
      if (end === -1) continue;
      this.#starts[depth] = position;
      this.#ends[depth] = end;
      this.#take(route, depth + 1);
    }
    if (node.leftover.length > 0) this.#tryLeftover(node);
  }

  #tryLeftover(node: TrieNode): void {
    for (const leaf of node.leftover) {
      if (leaf.order >= this.#best) return;
      const params = matchLeaf(leaf, this.#path.slice(1));
      if (params === undefined) continue;
      this.#best = leaf.order;
      this.#match = new RouteMatch(leaf, params);
    }
  }

  #take(route: SegmentRoute, depth: number): void {
    this.#best = route.leaf.order;
    this.#match = route.match ?? this.#matchOf(route, depth);
  }

  #matchOf({ leaf, readers, makeParams }: SegmentRoute, depth: number): RouteMatch {
    const values = this.#values;
    for (let index = 0; index < depth; index++) {
      values[index] = readers[index]!.value(this.#path, this.#starts[index]!, this.#ends[index]!);
    }
    return new RouteMatch(leaf, makeParams(values));
  }
}
