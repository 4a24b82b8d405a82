import type { AnyModel, FieldName, InstanceOf, Page } from "../db/index.ts";
import type { FormView } from "../forms/index.ts";
import { NotFoundError, type Request, type ResponseLike } from "../http/index.ts";
import { byMethod } from "../routing/index.ts";
import { ListFilter } from "./list-filter.ts";
import { ListOrder } from "./list-order.ts";
import { type ContextOptions, extraContext, type QueryOptions, rowsFor } from "./options.ts";
import { type Flat, ModelPage, type PageOf } from "./page.ts";
import { type PagingOptions, readPage } from "./page-number.ts";

/** What the page of a list gets; the rows stand under the name that `as` gives them. */
export interface ListContext<Row> {
  /** The page of the list; null where it isn't cut into pages. */
  readonly page: Page<Row> | null;
  /** The order that the visitor chose, `"-price"`. */
  readonly order: string | null;
  /** The form of `filters`, with what the visitor chose. */
  readonly filter: FormView;
}

export interface ListOptions<Model, Row, As extends string, Params, Extra extends object>
  extends QueryOptions<Model, Row, Params>,
    ContextOptions<Params, Extra>,
    PagingOptions {
  /** The page; the template `shop/book_list.html` by default. */
  readonly template?: PageOf<NoInfer<Flat<ListContext<Row> & { [Name in As]: Row[] } & Extra>>>;
  /** What the page calls the rows: `"rows"` by default. */
  readonly as?: As;
  /** Fields that a visitor may order by: `?order=title`, or `?order=-title`. What isn't listed is ignored. */
  readonly orderings?: readonly FieldName<Model>[];
  /** Fields that a visitor may filter by: `?status=published`. What no row can have finds none. */
  readonly filters?: readonly FieldName<Model>[];
  /** `false` answers 404 where there are no rows. */
  readonly allowEmpty?: boolean;
}

/**
 * Shows rows of a model.
 *
 * @example
 * list: path("books/", listHandler(Book, {
 *   query: () => Book.where({ status: "published" }).include("author").orderBy("title"),
 *   perPage: 20,
 *   orderings: ["title", "price"],
 *   filters: ["author"],
 * })),
 */
export function listHandler<
  Model extends AnyModel,
  Row = InstanceOf<Model>,
  const As extends string = "rows",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: ListOptions<Model, Row, As, Params, Extra> = {},
): (request: Request, params: Params) => Promise<ResponseLike> {
  const source = { model, query: options.query };
  const order = new ListOrder(model, options.orderings ?? []);
  const filter = new ListFilter(model, options.filters ?? []);
  const page = new ModelPage<object>(model, "_list", options.template as PageOf<object> | undefined);

  async function show(request: Request, params: Params): Promise<ResponseLike> {
    const filled = await filter.read(request);
    const rows = rowsFor(source, request, params);
    const asked = order.apply(filled.apply(rows), request);
    const shown = await readPage(asked, options, request, params);
    if (options.allowEmpty === false && shown.rows.length === 0) throw new NotFoundError();
    return page.respond({
      page: shown.page,
      order: order.chosen(request),
      filter: filled.form,
      [options.as ?? "rows"]: shown.rows,
      ...(await extraContext(options as never, request, params)),
    });
  }
  return byMethod<Params>({ get: show });
}
