import type { AnyModel } from "../db/index.ts";
import { modelMeta } from "../db/index.ts";
import { html, type Rendering, type Response, type ResponseOptions } from "../http/index.ts";
import { template } from "../templates/index.ts";

/** What makes a page of a context: what `template()` gives, or a function of your own. */
export type PageOf<Context extends object> = (context: Context) => string | Rendering;

/** Shows `A & B` as one object. */
export type Flat<Shape> = { [Key in keyof Shape]: Shape[Key] } & {};

/** A page for rows of a model: the one that was given, or the template that Django would look for. */
export class ModelPage<Context extends object> {
  readonly #model: AnyModel;
  readonly #suffix: string;
  #page: PageOf<Context> | undefined;

  /** @param suffix - What stands behind the model in the template's name: `"_list"`. */
  constructor(model: AnyModel, suffix: string, page: PageOf<Context> | undefined) {
    this.#model = model;
    this.#suffix = suffix;
    this.#page = page;
  }

  respond(context: Context, options?: ResponseOptions): Response {
    this.#page ??= template<Context>(this.#defaultName()) as PageOf<Context>; // any context is a whole one
    return html(this.#page(context), options);
  }

  /** `"shop/book_list.html"`; known once the app has told models their modules. */
  #defaultName(): string {
    const { module, name } = modelMeta(this.#model);
    const file = `${name.toLowerCase()}${this.#suffix}.html`;
    return module === undefined ? file : `${module}/${file}`;
  }
}
