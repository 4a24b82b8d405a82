import { currentApp } from "../core/index.ts";
import type { Engine } from "./engine.ts";
import { SafeString, toHtml } from "./safe-string.ts";
import type { TemplateStream } from "./template-stream.ts";
import { engineService } from "./templates-module.ts";

/** A template with its context, not rendered yet. Handlers return it: `html(page({ books }))`. */
export class TemplateRendering {
  readonly templateName: string;
  readonly context: object;
  /** The block that is rendered alone; `undefined` for the whole page. */
  readonly block: string | undefined;

  constructor(templateName: string, context: object, block?: string) {
    this.templateName = templateName;
    this.context = context;
    this.block = block;
  }

  /** The page. A promise only where something in the context had to be awaited. */
  render(): string | Promise<string> {
    const options = this.block === undefined ? {} : { block: this.block };
    return engineFor(this.templateName).template(this.templateName).render(this.context, options);
  }

  /**
   * The same page with more in its context, or with other values, and perhaps by another template: for layers that change
   * pages (`changePages()`).
   */
  with(more: object, templateName: string = this.templateName): TemplateRendering {
    return new TemplateRendering(templateName, { ...this.context, ...more }, this.block);
  }

  /** So that one page can be printed inside of another: `{{ sidebar }}`. */
  [toHtml](): SafeString | Promise<SafeString> {
    const page = this.render();
    return typeof page === "string" ? new SafeString(page) : page.then((text) => new SafeString(text));
  }
}

function engineFor(templateName: string): Engine {
  return currentApp(`The template "${templateName}"`).service(engineService);
}

/** Renders one template of the app. */
export interface PageTemplate<Context extends object> {
  (...context: EmptyContext<Context>): TemplateRendering;
  /** The page piece by piece, before all of it is there: `html(page.stream({ books }))`. */
  stream(...context: EmptyContext<Context>): TemplateStream;
  /** One block alone, for an answer that replaces a part of the page: see `Template.renderBlock()`. */
  block(name: string, ...context: EmptyContext<Context>): TemplateRendering;
  readonly templateName: string;
}

/** Whether the context may be left out: only where it has no required variable. */
type EmptyContext<Context extends object> = object extends Context ? [context?: Context] : [context: Context];

/**
 * Names a template and the variables that it needs.
 *
 * @example
 * const list = template<{ books: Book[] }>("shop/list.html");
 * const books = async () => html(list({ books: await Book.all() }));
 * const rows = async () => html(list.block("rows", { books: await Book.all() }));
 */
export function template<Context extends object = Record<never, never>>(name: string): PageTemplate<Context> {
  const page = (context: object = {}) => new TemplateRendering(name, context);
  const block = (blockName: string, context: object = {}) => new TemplateRendering(name, context, blockName);
  const stream = (context: object = {}): TemplateStream => engineFor(name).stream(name, context);
  return Object.assign(page, { block, stream, templateName: name }) as PageTemplate<Context>;
}
