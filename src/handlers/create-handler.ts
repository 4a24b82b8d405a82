import type { AnyModel, InstanceOf } from "../db/index.ts";
import { type FormView, type ModelFormFields, modelForm } from "../forms/index.ts";
import type { Request, ResponseLike } from "../http/index.ts";
import { byMethod } from "../routing/index.ts";
import { extraContext } from "./options.ts";
import { type Flat, ModelPage, type PageOf } from "./page.ts";
import { type AnyModelForm, type EditOptions, saveOrShow } from "./save-form.ts";

export interface CreateOptions<Row, Name extends keyof Row & string, Params, Extra extends object>
  extends EditOptions<Row, Name, Params, Extra> {
  /** The page; the template `shop/book_form.html` by default. */
  readonly template?: PageOf<NoInfer<Flat<{ form: FormView<ModelFormFields<Row, Name>> } & Extra>>>;
  /** What the form begins with. */
  readonly initial?: (
    request: Request,
    params: Params,
  ) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Makes a row of a model, by a form with the fields that are listed. What isn't right is shown again, with status 422.
 *
 * @example
 * create: path("books/new/", loginRequired(createHandler(Book, {
 *   fields: ["title", "author"],
 *   success: (book) => urlFor("book", { id: book.id }),
 * }))),
 */
export function createHandler<
  Model extends AnyModel,
  const Name extends keyof InstanceOf<Model> & string,
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: CreateOptions<InstanceOf<Model>, Name, Params, Extra>,
): (request: Request, params: Params) => Promise<ResponseLike> {
  const form = modelForm(model as never, options as never) as AnyModelForm;
  const page = new ModelPage<object>(model, "_form", options.template as PageOf<object> | undefined);
  const show = async (shown: FormView, request: Request, params: Params, status = 200) =>
    page.respond(
      { form: shown, ...(await extraContext<object>(options as never, request, params)) },
      { status },
    );
  const call = async (request: Request, params: Params) => {
    const initial = await options.initial?.(request, params);
    return initial === undefined ? {} : { initial };
  };
  return byMethod<Params>({
    get: async (request, params) => show(await form.blank(await call(request, params)), request, params),
    async post(request, params) {
      const result = await form.bind(request, await call(request, params));
      return saveOrShow(options as never, result, request, params, (shown) =>
        show(shown, request, params, 422),
      );
    },
  });
}
