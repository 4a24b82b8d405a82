import { didYouMean } from "../../core/index.ts";
import type { Node } from "../node.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import { BlockNode } from "../tags/inheritance.ts";

/**
 * The blocks of a chain, the youngest template first, that no parent has: they are never rendered. A block inside of
 * one that overrides is a new one. Nothing is said where a parent is only known at run time.
 */
export function* blocksThatOverrideNothing(
  chain: readonly ParsedTemplate[],
): Generator<{ block: BlockNode; message: string }> {
  if (chain.at(-1)!.extends !== undefined) return;
  for (const [index, template] of chain.slice(0, -1).entries()) {
    const parents = chain.slice(index + 1);
    const known = new Set(parents.flatMap(({ blocks }) => [...blocks.keys()]));
    for (const block of outermostBlocks(template.nodes)) {
      if (known.has(block.name)) continue;
      const names = parents.map(({ source }) => `"${source.name}"`).join(" and ");
      const have = parents.length === 1 ? "has" : "have";
      const message = `The block "${block.name}" overrides nothing: ${names} ${have} no block of that name.${didYouMean(block.name, known)}`;
      yield { block, message };
    }
  }
}

/** Blocks that don't stand in other blocks. */
function* outermostBlocks(nodes: readonly Node[]): Generator<BlockNode> {
  for (const node of nodes) {
    if (node instanceof BlockNode) yield node;
    else for (const children of node.children ?? []) yield* outermostBlocks(children);
  }
}
