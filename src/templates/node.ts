import type { TwinWriter } from "./checker/twin-writer.ts";
import type { CodeWriter } from "./compiler/code-writer.ts";
import type { Position } from "./source.ts";

/**
 * A piece of a parsed template. It renders by writing JavaScript: `emit` is called when the template is compiled, once
 * for the synchronous version and once for the asynchronous one.
 */
export interface Node {
  /** Set by the parser. */
  position?: Position;
  /** Only `{% extends %}`: nothing but text may stand before it. */
  readonly mustBeFirst?: boolean;
  /** The nodes between its tags, so that blocks inside are found. */
  readonly children?: readonly (readonly Node[])[];
  /** Names that it sets for what follows, as `{% now "Y" as year %}` does: in a loop they hold in the next round, too. */
  readonly sets?: readonly string[];
  /** Whether what is set between its tags is gone behind it. */
  readonly hasOwnScope?: boolean;
  emit(code: CodeWriter): void;
  /**
   * Writes the TypeScript that `quintet check` lets the compiler look at. Without it what stands inside is checked, and
   * what the tag sets is of unknown type.
   */
  twin?(twin: TwinWriter): void;
}

/** What stands between the tags. */
export class TextNode implements Node {
  declare position?: Position;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  emit(code: CodeWriter): void {
    code.text(this.text);
  }
}

/** For {@link Node.sets}: the name behind `as`, where there is one. */
export function namesSet(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name];
}

const noNames: ReadonlySet<string> = new Set();
const namesByNodes = new WeakMap<readonly Node[], ReadonlySet<string>>();

/** The names that nodes set for what follows. Found once: each of many loops inside of each other asks for all within. */
export function namesSetIn(nodes: readonly Node[]): ReadonlySet<string> {
  const known = namesByNodes.get(nodes);
  if (known !== undefined) return known;
  const names = new Set<string>();
  namesByNodes.set(nodes, names); // already now: a partial may print itself
  for (const { sets = [], children = [], hasOwnScope = false } of nodes) {
    for (const name of sets) names.add(name);
    if (!hasOwnScope) for (const inside of children) for (const name of namesSetIn(inside)) names.add(name);
  }
  if (names.size === 0) namesByNodes.set(nodes, noNames);
  return names;
}

/** All nodes of a tree that satisfy a test, parents first. */
export function findNodes<Found extends Node>(
  nodes: readonly Node[],
  isWanted: (node: Node) => node is Found,
  found: Found[] = [],
): Found[] {
  for (const node of nodes) {
    if (isWanted(node)) found.push(node);
    for (const children of node.children ?? []) findNodes(children, isWanted, found);
  }
  return found;
}
