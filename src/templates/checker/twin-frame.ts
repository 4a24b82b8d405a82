import { BlockTable } from "../compiler/block-table.ts";
import { isSameTemplate, type ParsedTemplate } from "../parsed-template.ts";

/** What holds while the templates of one inheritance chain are written: the page's own, or those of an include. */
export class TwinFrame {
  /** The youngest first. */
  readonly templates: readonly ParsedTemplate[];
  readonly blocks: BlockTable | undefined;
  /** The frame of the template that includes this one. */
  readonly outer: TwinFrame | undefined;

  constructor(templates: readonly ParsedTemplate[], outer: TwinFrame | undefined) {
    this.templates = templates;
    this.blocks = templates.length > 1 ? new BlockTable(templates) : undefined;
    this.outer = outer;
  }

  /** How many includes stand around, and how many of them are of this template. */
  count(template: ParsedTemplate): { depth: number; same: number } {
    let depth = 0;
    let same = 0;
    for (let frame: TwinFrame | undefined = this; frame !== undefined; frame = frame.outer) {
      depth++;
      if (frame.templates.some((other) => isSameTemplate(other, template))) same++;
    }
    return { depth, same };
  }
}
