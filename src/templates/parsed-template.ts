import type { Node } from "./node.ts";
import { findNodes } from "./node.ts";
import { Parser, type Vocabulary } from "./parser/parser.ts";
import type { Source } from "./source.ts";
import { BlockNode, ExtendsNode } from "./tags/inheritance.ts";
import { PartialDefNode, takePartials } from "./tags/partials.ts";

/** What the parser makes of a text. */
interface TemplateTree {
  readonly nodes: readonly Node[];
  readonly blocks: ReadonlyMap<string, BlockNode>;
  readonly extends: ExtendsNode | undefined;
  /** Those of the pieces that have a name. */
  readonly partials: ReadonlyMap<string, TemplateTree>;
}

/**
 * One template after parsing; what it is compiled from, alone or as part of others. Its tree takes many times the memory
 * of its text, so it can be forgotten: it is parsed again if it is needed once more.
 */
export class ParsedTemplate {
  readonly source: Source;
  /** Its pieces that have a name, each as a template of its own. */
  readonly partials: ReadonlyMap<string, ParsedTemplate>;
  /** The name of the piece of `source` that this is; `undefined` for all of it. */
  readonly partialName: string | undefined;
  /** Whether its file is still as it was read. */
  readonly isFresh: () => boolean;
  readonly #parse: () => TemplateTree;
  #tree: TemplateTree | undefined;

  constructor(
    of: Pick<ParsedTemplate, "source" | "partials" | "partialName" | "isFresh">,
    parse: () => TemplateTree,
  ) {
    this.source = of.source;
    this.partials = of.partials;
    this.partialName = of.partialName;
    this.isFresh = of.isFresh;
    this.#parse = parse;
  }

  get tree(): TemplateTree {
    this.#tree ??= this.#parse();
    return this.#tree;
  }

  get nodes(): readonly Node[] {
    return this.tree.nodes;
  }

  get blocks(): ReadonlyMap<string, BlockNode> {
    return this.tree.blocks;
  }

  get extends(): ExtendsNode | undefined {
    return this.tree.extends;
  }

  /** Lets go of the tree. Not while it is being compiled: its nodes would be others afterwards. */
  forgetTree(): void {
    this.#tree = undefined;
    for (const partial of this.partials.values()) partial.forgetTree();
  }
}

/** @throws TemplateSyntaxError */
export function parseTemplate(
  source: Source,
  vocabulary: Vocabulary,
  isFresh: () => boolean,
): ParsedTemplate {
  const partials = new Map<string, ParsedTemplate>();
  const shared = { source, partials, isFresh };
  const whole = new ParsedTemplate({ ...shared, partialName: undefined }, () =>
    parseTree(source, vocabulary, partials),
  );
  for (const partialName of whole.tree.partials.keys()) {
    const tree = () => whole.tree.partials.get(partialName)!;
    partials.set(partialName, new ParsedTemplate({ ...shared, partialName }, tree));
  }
  return whole;
}

/** @param partials - What the nodes know as partials of their template; complete when one of them is asked. */
function parseTree(
  source: Source,
  vocabulary: Vocabulary,
  partials: ReadonlyMap<string, ParsedTemplate>,
): TemplateTree {
  const parser = new Parser(source, vocabulary);
  takePartials(parser, partials);
  const nodes = parser.parse();
  const named = findNodes(nodes, (node) => node instanceof PartialDefNode);
  return {
    nodes,
    blocks: blocksOf(nodes),
    extends: nodes.find((node) => node instanceof ExtendsNode),
    partials: new Map(named.map(({ name, nodes }) => [name, partialTree(nodes)])),
  };
}

function partialTree(nodes: readonly Node[]): TemplateTree {
  return { nodes, blocks: blocksOf(nodes), extends: undefined, partials: new Map() };
}

/** Whether two are the same template, or the same part of one: they may have been read at different times. */
export function isSameTemplate(one: ParsedTemplate, other: ParsedTemplate): boolean {
  return one.source.origin === other.source.origin && one.partialName === other.partialName;
}

function blocksOf(nodes: readonly Node[]): ReadonlyMap<string, BlockNode> {
  const blocks = findNodes(nodes, (node) => node instanceof BlockNode);
  return new Map(blocks.map((block) => [block.name, block]));
}
