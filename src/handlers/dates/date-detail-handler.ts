import type { AnyModel, FieldName, InstanceOf } from "../../db/index.ts";
import type { Request, ResponseLike } from "../../http/index.ts";
import { byMethod } from "../../routing/index.ts";
import type { DetailOptions } from "../detail-handler.ts";
import { extraContext, type KeyParams } from "../options.ts";
import { type Flat, ModelPage, type PageOf } from "../page.ts";
import { rowOf, rowSource } from "../single-row.ts";
import { type AnyArchiveOptions, Archive } from "./archive.ts";
import { startOr404 } from "./archive-handlers.ts";
import type { PeriodNumbers } from "./periods.ts";

/**
 * Shows one row of a model at an address with its day: a row of another day is 404, and so is one of the future unless that
 * is allowed.
 *
 * @example
 * book: path("<int:year>/<int:month>/<int:day>/<int:id>/", dateDetailHandler(Book, { dateField: "publishedOn" })),
 */
export function dateDetailHandler<
  Model extends AnyModel,
  const By extends string = "id",
  Row = InstanceOf<Model>,
  const As extends string = "row",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: DetailOptions<Model, By, Row, As, Params, Extra> & {
    readonly dateField: FieldName<Model>;
    readonly allowFuture?: boolean;
  },
): (
  request: Request,
  params: Flat<KeyParams<Model, NoInfer<By>> & { year: number; month: number; day: number } & Params>,
) => Promise<ResponseLike> {
  const { by } = rowSource(model, options);
  const archive = new Archive(model, options as unknown as AnyArchiveOptions, "_detail");
  const page = new ModelPage<object>(model, "_detail", options.template as PageOf<object> | undefined);

  return byMethod<PeriodNumbers>({
    async get(request, params) {
      const day = startOr404("day", params, "iso");
      const query = () => archive.rowsOfDay(request, params, day);
      const row = await rowOf({ model, by, query }, request, params);
      const extra = await extraContext<object>(options as never, request, params);
      return page.respond({ [options.as ?? "row"]: row, ...extra });
    },
  }) as never; // it reads the parameters that its type names
}
