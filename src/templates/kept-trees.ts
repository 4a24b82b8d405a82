import type { ParsedTemplate } from "./parsed-template.ts";

// A tree takes some twenty times the memory of its text, so this is about 5 MB: layouts and pieces of many pages stay.
const maxCharacters = 250_000;

/** The templates whose trees are in memory, because others may be compiled of them soon; the one used last comes last. */
export class KeptTrees {
  readonly #templates = new Set<ParsedTemplate>();
  #characters = 0;

  /** Notes that a tree is there, and was needed. */
  used(template: ParsedTemplate): void {
    if (this.#templates.delete(template)) this.#characters -= template.source.text.length;
    this.#templates.add(template);
    this.#characters += template.source.text.length;
  }

  /** Forgets trees that were not needed for long, while nothing is being compiled. */
  trim(): void {
    for (const template of this.#templates) {
      if (this.#characters <= maxCharacters) return;
      this.#templates.delete(template);
      this.#characters -= template.source.text.length;
      template.forgetTree();
    }
  }
}
