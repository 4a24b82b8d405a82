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

/** All nodes of a tree that satisfy a test, parents first. */
export function* findNodes<Found extends Node>(
  nodes: readonly Node[],
  isWanted: (node: Node) => node is Found,
): Generator<Found> {
  for (const node of nodes) {
    if (isWanted(node)) yield node;
    for (const children of node.children ?? []) yield* findNodes(children, isWanted);
  }
}
