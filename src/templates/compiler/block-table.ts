import type { ParsedTemplate } from "../parsed-template.ts";
import type { BlockNode } from "../tags/inheritance.ts";

/**
 * The blocks of an inheritance chain, the youngest template's first. While a block is being written it is taken from
 * the table, so that `{{ block.super }}` finds the next older one.
 */
export class BlockTable {
  readonly #blocks = new Map<string, BlockNode[]>();

  /** @param templates - The youngest first, the root last. */
  constructor(templates: readonly ParsedTemplate[]) {
    for (const template of templates) {
      for (const [name, block] of template.blocks) {
        const older = this.#blocks.get(name);
        if (older === undefined) this.#blocks.set(name, [block]);
        else older.push(block);
      }
    }
  }

  /** The youngest block of that name that is left. */
  take(name: string): BlockNode | undefined {
    return this.#blocks.get(name)?.shift();
  }

  giveBack(name: string, block: BlockNode): void {
    this.#blocks.get(name)!.unshift(block); // take() found it there
  }

  /** Whether {@link take} would find something. */
  has(name: string): boolean {
    return (this.#blocks.get(name)?.length ?? 0) > 0;
  }
}
