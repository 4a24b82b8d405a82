import type { AnyModel, InstanceOf } from "../db/index.ts";
import { type FormView, type ModelFormFields, modelForm } from "../forms/index.ts";
import type { Request, ResponseLike } from "../http/index.ts";
import { byMethod } from "../routing/index.ts";
import { extraContext, type KeyParams, type QueryOptions } from "./options.ts";
import { type Flat, ModelPage, type PageOf } from "./page.ts";
import { type AnyModelForm, type EditOptions, saveOrShow } from "./save-form.ts";
import { type LookupOptions, rowOf, rowSource } from "./single-row.ts";

export interface UpdateOptions<
  Model,
  By extends string,
  Row extends InstanceOf<Model>,
  Name extends keyof Row & string,
  As extends string,
  Params,
  Extra extends object,
> extends EditOptions<Row, Name, Params, Extra>,
    LookupOptions<By>,
    QueryOptions<Model, Row, Params> {
  /** The page; the template `shop/book_form.html` by default. */
  readonly template?: PageOf<
    NoInfer<Flat<{ form: FormView<ModelFormFields<Row, Name>> } & { [Key in As]: Row } & Extra>>
  >;
  /** What the page calls the row: `"row"` by default. */
  readonly as?: As;
}

/**
 * Changes the row that the route's parameter names, by a form with the fields that are listed.
 *
 * @example
 * edit: path("books/<int:id>/edit/", loginRequired(updateHandler(Book, {
 *   query: (request) => Book.where({ owner: { id: … } }), // everybody else's is 404
 *   fields: ["title"],
 *   success: (book) => urlFor("book", { id: book.id }),
 * }))),
 */
export function updateHandler<
  Model extends AnyModel,
  const Name extends keyof Row & string,
  const By extends string = "id",
  Row extends InstanceOf<Model> = InstanceOf<Model>,
  const As extends string = "row",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: UpdateOptions<Model, By, Row, Name, As, Params, Extra>,
): (request: Request, params: Flat<KeyParams<Model, NoInfer<By>> & Params>) => Promise<ResponseLike> {
  const source = rowSource(model, options);
  const form = modelForm(model as never, options as never) as AnyModelForm;
  const page = new ModelPage<object>(model, "_form", options.template as PageOf<object> | undefined);
  const show = async (shown: FormView, row: object, request: Request, params: object, status = 200) =>
    page.respond(
      {
        form: shown,
        [options.as ?? "row"]: row,
        ...(await extraContext<object>(options as never, request, params)),
      },
      { status },
    );
  return byMethod<object>({
    async get(request, params) {
      const row = await rowOf(source, request, params);
      return show(await form.blank({ instance: row as never }), row, request, params);
    },
    async post(request, params) {
      const row = await rowOf(source, request, params);
      const result = await form.bind(request, { instance: row as never });
      return saveOrShow(options as never, result, request, params, (shown) =>
        show(shown, row, request, params, 422),
      );
    },
  }) as never; // it reads the parameters that its type names
}
