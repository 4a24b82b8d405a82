import { PageOutput } from "./runtime/page-output.ts";

/**
 * A page that comes piece by piece, for one reader. Return it from a handler (`html(page.stream({ … }))`), or read it as
 * any async iterable; to leave the loop, or to call `return()`, stops the page.
 */
export class TemplateStream implements AsyncIterable<string> {
  readonly #output: PageOutput;
  #first: Promise<IteratorResult<string, undefined>> | undefined;

  constructor(render: (output: PageOutput) => Promise<unknown>) {
    this.#output = new PageOutput(render);
  }

  /**
   * Renders as far as the first piece, which is kept for the reader. What fails before it rejects here, while another
   * answer is still possible.
   */
  async begin(): Promise<void> {
    this.#first ??= this.#output.next();
    await this.#first;
  }

  [Symbol.asyncIterator](): AsyncIterator<string, undefined> {
    return {
      next: () => {
        const first = this.#first ?? this.#output.next();
        this.#first = undefined;
        return first;
      },
      return: () => this.#output.return(),
    };
  }
}
