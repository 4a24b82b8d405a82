import type { AnyModel, InstanceOf } from "../db/index.ts";
import type { Request, ResponseLike } from "../http/index.ts";
import { byMethod } from "../routing/index.ts";
import { type ContextOptions, extraContext, type KeyParams, type QueryOptions } from "./options.ts";
import { type Flat, ModelPage, type PageOf } from "./page.ts";
import { type LookupOptions, rowOf, rowSource } from "./single-row.ts";

export interface DetailOptions<Model, By extends string, Row, As extends string, Params, Extra extends object>
  extends LookupOptions<By>,
    QueryOptions<Model, Row, Params>,
    ContextOptions<Params, Extra> {
  /** The page; the template `shop/book_detail.html` by default. */
  readonly template?: PageOf<NoInfer<Flat<{ [Name in As]: Row } & Extra>>>;
  /** What the page calls the row: `"row"` by default. */
  readonly as?: As;
}

/**
 * Shows one row of a model: the one that the route's parameter names.
 *
 * @example
 * book: path("books/<int:id>/", detailHandler(Book)),
 * author: path("authors/<slug:slug>/", detailHandler(Author, { by: "slug", as: "author", template: authorPage })),
 */
export function detailHandler<
  Model extends AnyModel,
  const By extends string = "id",
  Row = InstanceOf<Model>,
  const As extends string = "row",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: DetailOptions<Model, By, Row, As, Params, Extra> = {},
): (request: Request, params: Flat<KeyParams<Model, NoInfer<By>> & Params>) => Promise<ResponseLike> {
  const source = rowSource(model, options);
  const page = new ModelPage<object>(model, "_detail", options.template as PageOf<object> | undefined);

  return byMethod<object>({
    async get(request, params) {
      const row = await rowOf(source, request, params);
      return page.respond({
        [options.as ?? "row"]: row,
        ...(await extraContext(options as never, request, params)),
      });
    },
  }) as never; // it reads the parameters that its type names
}
