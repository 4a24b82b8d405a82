import { isSameTemplate, type ParsedTemplate } from "../parsed-template.ts";
import { BlockTable } from "./block-table.ts";
import type { CompileScope } from "./scope.ts";

/** What holds while the templates of one inheritance chain are written: the page's own, or those of an include. */
export class Frame {
  /** The youngest first. */
  readonly templates: readonly ParsedTemplate[];
  readonly blocks: BlockTable | undefined;
  readonly scope: CompileScope;
  /** The frame of the template that includes this one. */
  readonly outer: Frame | undefined;
  /** Stand for nodes in the states of a loop: a template that is included twice there keeps two states. */
  readonly #loopKeys: Map<unknown, object>;

  constructor(templates: readonly ParsedTemplate[], scope: CompileScope, outer: Frame | undefined) {
    // A partial is the same piece wherever it is printed.
    const isPartial = templates.length === 1 && templates[0]!.partialName !== undefined;
    this.#loopKeys = isPartial && outer !== undefined ? outer.#loopKeys : new Map();
    this.templates = templates;
    this.blocks = templates.length > 1 ? new BlockTable(templates) : undefined;
    this.scope = scope;
    this.outer = outer;
  }

  loopKey(node: unknown): object {
    const key = this.#loopKeys.get(node) ?? {};
    this.#loopKeys.set(node, key);
    return key;
  }

  /** How many includes stand around, this one counted; `undefined` where the template is among them already. */
  depthWithout(template: ParsedTemplate): number | undefined {
    let depth = 0;
    for (let frame: Frame | undefined = this; frame !== undefined; frame = frame.outer) {
      if (frame.templates.some((other) => isSameTemplate(other, template))) return undefined;
      depth++;
    }
    return depth;
  }
}
