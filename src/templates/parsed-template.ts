import type { Node } from "./node.ts";
import { findNodes } from "./node.ts";
import { Parser, type Vocabulary } from "./parser/parser.ts";
import type { Source } from "./source.ts";
import { BlockNode, ExtendsNode } from "./tags/inheritance.ts";
import { PartialDefNode, partialsOf } from "./tags/partials.ts";

/** One template after parsing; what it is compiled from, alone or as part of others. */
export interface ParsedTemplate {
  readonly source: Source;
  readonly nodes: readonly Node[];
  readonly blocks: ReadonlyMap<string, BlockNode>;
  readonly extends: ExtendsNode | undefined;
  /** Its pieces that have a name, each as a template of its own. */
  readonly partials: ReadonlyMap<string, ParsedTemplate>;
  /** The name of the piece of `source` that this is; `undefined` for all of it. */
  readonly partialName: string | undefined;
  /** Whether its file is still as it was read. */
  readonly isFresh: () => boolean;
}

/** @throws TemplateSyntaxError */
export function parseTemplate(
  source: Source,
  vocabulary: Vocabulary,
  isFresh: () => boolean,
): ParsedTemplate {
  const parser = new Parser(source, vocabulary);
  const nodes = parser.parse();
  const partials = partialsOf(parser);
  const shared = { source, partials, isFresh };
  for (const { name, nodes: inside } of findNodes(nodes, (node) => node instanceof PartialDefNode)) {
    const blocks = blocksOf(inside);
    partials.set(name, { ...shared, nodes: inside, blocks, extends: undefined, partialName: name });
  }
  const parent = nodes.find((node) => node instanceof ExtendsNode);
  return { ...shared, nodes, blocks: blocksOf(nodes), extends: parent, partialName: undefined };
}

/** Whether two are the same template, or the same part of one: they may have been read at different times. */
export function isSameTemplate(one: ParsedTemplate, other: ParsedTemplate): boolean {
  return one.source.origin === other.source.origin && one.partialName === other.partialName;
}

function blocksOf(nodes: readonly Node[]): ReadonlyMap<string, BlockNode> {
  const blocks = findNodes(nodes, (node) => node instanceof BlockNode);
  return new Map(blocks.map((block) => [block.name, block]));
}
