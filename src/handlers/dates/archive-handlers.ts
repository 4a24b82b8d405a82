import type { PlainDate } from "../../dates/index.ts";
import type { AnyModel, InstanceOf } from "../../db/index.ts";
import { NotFoundError, type Request, type ResponseLike } from "../../http/index.ts";
import { byMethod } from "../../routing/index.ts";
import type { Flat } from "../page.ts";
import { type AnyArchiveOptions, Archive, type ArchiveOptions } from "./archive.ts";
import { type Period, type PeriodNumbers, periodStart, type WeekCount } from "./periods.ts";

/** A handler whose route has these numbers. */
type DatedHandler<Numbers, Params> = (
  request: Request,
  params: Flat<Numbers & Params>,
) => Promise<ResponseLike>;

/**
 * The archive of a model by date: all rows, the newest first, and the years that have some.
 *
 * @example
 * archive: path("archive/", archiveHandler(Book, { dateField: "publishedOn", perPage: 20 })),
 */
export function archiveHandler<
  Model extends AnyModel,
  Row = InstanceOf<Model>,
  const As extends string = "rows",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: ArchiveOptions<Model, Row, As, Params, Extra>,
): (request: Request, params: Params) => Promise<ResponseLike> {
  const archive = new Archive(model, options as AnyArchiveOptions, "_archive");
  return byMethod<Params>({ get: (request, params) => archive.showIndex(request, params) });
}

/**
 * One year of an archive, with the months that have rows; the rows themselves with `showsRows`.
 *
 * @example
 * year: path("archive/<int:year>/", yearArchiveHandler(Book, { dateField: "publishedOn" })),
 */
export function yearArchiveHandler<
  Model extends AnyModel,
  Row = InstanceOf<Model>,
  const As extends string = "rows",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: ArchiveOptions<Model, Row, As, Params, Extra> & { readonly showsRows?: boolean },
): DatedHandler<{ year: number }, Params> {
  const archive = new Archive(model, options as AnyArchiveOptions, "_archive_year");
  return periodHandler(archive, "year", { showsRows: options.showsRows ?? false }) as never; // it reads what its type names
}

/** One month of an archive, with the days that have rows: `path("archive/<int:year>/<int:month>/", …)`. */
export function monthArchiveHandler<
  Model extends AnyModel,
  Row = InstanceOf<Model>,
  const As extends string = "rows",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: ArchiveOptions<Model, Row, As, Params, Extra>,
): DatedHandler<{ year: number; month: number }, Params> {
  return periodHandler(new Archive(model, options as AnyArchiveOptions, "_archive_month"), "month") as never; // as above
}

/** One week of an archive, those of ISO 8601 by default: `path("archive/<int:year>/week/<int:week>/", …)`. */
export function weekArchiveHandler<
  Model extends AnyModel,
  Row = InstanceOf<Model>,
  const As extends string = "rows",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: ArchiveOptions<Model, Row, As, Params, Extra> & { readonly weeks?: WeekCount },
): DatedHandler<{ year: number; week: number }, Params> {
  const { weeks = "iso" } = options;
  const archive = new Archive(model, options as AnyArchiveOptions, "_archive_week", weeks);
  return periodHandler(archive, "week", { weeks }) as never; // as above
}

/** One day of an archive: `path("archive/<int:year>/<int:month>/<int:day>/", …)`. */
export function dayArchiveHandler<
  Model extends AnyModel,
  Row = InstanceOf<Model>,
  const As extends string = "rows",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: ArchiveOptions<Model, Row, As, Params, Extra>,
): DatedHandler<{ year: number; month: number; day: number }, Params> {
  return periodHandler(new Archive(model, options as AnyArchiveOptions, "_archive_day"), "day") as never; // as above
}

/** The page of today, in the current time zone: `path("archive/today/", …)`. */
export function todayArchiveHandler<
  Model extends AnyModel,
  Row = InstanceOf<Model>,
  const As extends string = "rows",
  Params extends object = object,
  Extra extends object = object,
>(
  model: Model,
  options: ArchiveOptions<Model, Row, As, Params, Extra>,
): (request: Request, params: Params) => Promise<ResponseLike> {
  const archive = new Archive(model, options as AnyArchiveOptions, "_archive_day");
  return byMethod<Params>({
    get: (request, params) => archive.showPeriod(request, params, { period: "day", start: archive.today() }),
  });
}

function periodHandler(
  archive: Archive,
  period: Period,
  { weeks = "iso", showsRows = true }: { readonly weeks?: WeekCount; readonly showsRows?: boolean } = {},
): (request: Request, params: PeriodNumbers) => Promise<ResponseLike> {
  return byMethod<PeriodNumbers>({
    get: async (request, params) =>
      archive.showPeriod(request, params, { period, start: startOr404(period, params, weeks), showsRows }),
  });
}

/** The first day of what an address names; 404 where there is no such day. */
export function startOr404(period: Period, numbers: PeriodNumbers, weeks: WeekCount): PlainDate {
  const start = periodStart(period, numbers, weeks);
  if (start === undefined) throw new NotFoundError();
  return start;
}
