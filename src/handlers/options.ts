import type { AnyModel, InstanceOf, ModelClass, Query } from "../db/index.ts";
import type { Request } from "../http/index.ts";

/*
 * The types that the handlers share. `Model` is the class, `Row` what its query gives, `Params` what the route has beside
 * what the handler reads itself, `Extra` what `context` adds.
 */

/** What handlers that read rows take. */
export interface QueryOptions<Model, Row, Params> {
  /**
   * The rows that this request may see; all of the model by default. What isn't among them doesn't exist for it: 404.
   *
   * @example
   * query: (request, { tenant }: { tenant: string }) => Book.where({ shop: { slug: tenant } }).include("author")
   */
  readonly query?: (request: Request, params: Params) => Query<Row, Model>;
}

/** What handlers that show a page take. */
export interface ContextOptions<Params, Extra> {
  /** What the page needs besides. */
  readonly context?: (request: Request, params: Params) => Extra | Promise<Extra>;
}

/** The parameter that names a row: its field's name, with the field's values. */
export type KeyParams<Model, By extends string> = {
  readonly [Name in By]: Name extends keyof InstanceOf<Model> ? InstanceOf<Model>[Name] : string | number;
};

/** Rows of any model: inside of a handler its fields don't matter. */
export type AnyRows = ReturnType<ModelClass["all"]>;

/** What the rows of a handler are read from. */
export interface RowSource {
  readonly model: AnyModel;
  readonly query: ((request: Request, params: never) => unknown) | undefined;
}

/** The rows for a request. */
export function rowsFor({ model, query }: RowSource, request: Request, params: object): AnyRows {
  if (query === undefined) return (model as ModelClass).all();
  return query(request, params as never) as AnyRows; // a query of the model, as its type says
}

/** What `context` adds for a request. */
export async function extraContext<Extra>(
  options: ContextOptions<never, Extra>,
  request: Request,
  params: object,
): Promise<Extra | undefined> {
  return options.context?.(request, params as never);
}
