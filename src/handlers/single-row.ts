import { type AnyModel, type ModelInstance, modelMeta } from "../db/index.ts";
import type { Request } from "../http/index.ts";
import { HandlerOptionsError } from "./errors.ts";
import { foundOr404 } from "./found.ts";
import { type RowSource, rowsFor } from "./options.ts";

/** How a route names one row of a model. */
export interface LookupOptions<By extends string> {
  /** The field that the row is found by, and the name of the route's parameter: `"id"` by default, `"slug"` is common. */
  readonly by?: By;
}

/** The row that a route's parameters name, if this request may see it; 404 otherwise. */
export function rowOf(
  source: RowSource & { readonly by: string },
  request: Request,
  params: object,
): Promise<ModelInstance> {
  const value = (params as Readonly<Record<string, unknown>>)[source.by];
  return foundOr404(rowsFor(source, request, params).find({ [source.by]: { eq: value } }));
}

/** Where a handler finds its row. */
export function rowSource(
  model: AnyModel,
  options: { readonly by?: string; readonly query?: RowSource["query"] },
): RowSource & { readonly by: string } {
  const by = options.by ?? "id";
  const { fields, name } = modelMeta(model);
  if (!fields.has(by)) throw new HandlerOptionsError(name, "by", by, [...fields.keys()]);
  return { model, by, query: options.query };
}
