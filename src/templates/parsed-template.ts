import type { Node } from "./node.ts";
import { findNodes } from "./node.ts";
import { Parser, type Vocabulary } from "./parser/parser.ts";
import type { Source } from "./source.ts";
import { BlockNode, ExtendsNode } from "./tags/inheritance.ts";

/** One template after parsing; what it is compiled from, alone or as part of others. */
export interface ParsedTemplate {
  readonly source: Source;
  readonly nodes: readonly Node[];
  readonly blocks: ReadonlyMap<string, BlockNode>;
  readonly extends: ExtendsNode | undefined;
  /** Whether its file is still as it was read. */
  readonly isFresh: () => boolean;
}

/** @throws TemplateSyntaxError */
export function parseTemplate(
  source: Source,
  vocabulary: Vocabulary,
  isFresh: () => boolean,
): ParsedTemplate {
  const nodes = new Parser(source, vocabulary).parse();
  const blocks = new Map<string, BlockNode>();
  for (const block of findNodes(nodes, (node) => node instanceof BlockNode)) blocks.set(block.name, block);
  const parent = nodes.find((node) => node instanceof ExtendsNode);
  return { source, nodes, blocks, extends: parent, isFresh };
}
