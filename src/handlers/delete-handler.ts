import { type AnyModel, type InstanceOf, ProtectedError, RestrictedError } from "../db/index.ts";
import type { Request, ResponseLike } from "../http/index.ts";
import { byMethod } from "../routing/index.ts";
import { type Address, answerOf } from "./address.ts";
import { type ContextOptions, extraContext, type KeyParams, type QueryOptions } from "./options.ts";
import { type Flat, ModelPage, type PageOf } from "./page.ts";
import { type LookupOptions, rowOf, rowSource } from "./single-row.ts";

export interface DeleteOptions<Model, By extends string, Row, As extends string, Params, Extra extends object>
  extends LookupOptions<By>,
    QueryOptions<Model, Row, Params>,
    ContextOptions<Params, Extra> {
  /** The page that asks; the template `shop/book_confirm_delete.html` by default. */
  readonly template?: PageOf<NoInfer<Flat<{ [Key in As]: Row } & { problem: string | null } & Extra>>>;
  /** What the page calls the row: `"row"` by default. */
  readonly as?: As;
  /** Where to go when the row is gone, or the whole answer. */
  readonly success: (
    row: Row,
    request: Request,
    params: Params,
  ) => Address | ResponseLike | Promise<Address | ResponseLike>;
}

/**
 * Asks whether the row that the route's parameter names shall go, and deletes it when the answer is sent (POST, or
 * DELETE). Where rows that refer to it stand in the way, the page is shown again with that `problem`, and status 409.
 *
 * @example
 * delete: path("books/<int:id>/delete/", staffRequired(deleteHandler(Book, { success: () => urlFor("books") }))),
 */
export function deleteHandler<
  Model extends AnyModel,
  const By extends string = "id",
  Row = InstanceOf<Model>,
  const As extends string = "row",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: DeleteOptions<Model, By, Row, As, Params, Extra>,
): (request: Request, params: Flat<KeyParams<Model, NoInfer<By>> & Params>) => Promise<ResponseLike> {
  const source = rowSource(model, options);
  const page = new ModelPage<object>(
    model,
    "_confirm_delete",
    options.template as PageOf<object> | undefined,
  );
  const show = async (row: object, request: Request, params: object, problem: string | null) =>
    page.respond(
      {
        [options.as ?? "row"]: row,
        problem,
        ...(await extraContext<object>(options as never, request, params)),
      },
      { status: problem === null ? 200 : 409 },
    );
  const remove = async (request: Request, params: object): Promise<ResponseLike> => {
    const row = await rowOf(source, request, params);
    try {
      await row.delete();
    } catch (error) {
      const isInUse = error instanceof ProtectedError || error instanceof RestrictedError;
      if (isInUse) return show(row, request, params, "It is still in use.");
      throw error;
    }
    return answerOf(await options.success(row as Row, request, params as Params));
  };
  return byMethod<object>({
    get: async (request, params) => show(await rowOf(source, request, params), request, params, null),
    post: remove,
    delete: remove,
  }) as never; // it reads the parameters that its type names
}
