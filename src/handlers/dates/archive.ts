import type { PlainDate } from "../../dates/index.ts";
import type { AnyModel, FieldName, Page } from "../../db/index.ts";
import { NotFoundError, type Request, type ResponseLike } from "../../http/index.ts";
import { type AnyRows, type ContextOptions, extraContext, type QueryOptions, rowsFor } from "../options.ts";
import { type Flat, ModelPage, type PageOf } from "../page.ts";
import { type PagingOptions, readPage } from "../page-number.ts";
import { DatedRows } from "./dated-rows.ts";
import { type Period, startOf, startOfNext, type WeekCount } from "./periods.ts";

/** What the page of an archive gets besides its rows. */
export interface ArchiveContext<Row> {
  /** The first day of the period; null for the archive as a whole. */
  readonly date: PlainDate | null;
  /** The first day of the next period that the archive has a page for. */
  readonly next: PlainDate | null;
  readonly previous: PlainDate | null;
  /** The periods inside that have rows: years of the whole, months of a year, days of a month. */
  readonly dates: readonly PlainDate[];
  /** The page of the rows; null where they aren't cut into pages. */
  readonly page: Page<Row> | null;
}

export interface ArchiveOptions<Model, Row, As extends string, Params, Extra extends object>
  extends QueryOptions<Model, Row, Params>,
    ContextOptions<Params, Extra>,
    PagingOptions {
  /** The field that the archive goes by, of days or of moments. */
  readonly dateField: FieldName<Model>;
  /** The page; the template `shop/book_archive.html`, `shop/book_archive_year.html`, … by default. */
  readonly template?: PageOf<NoInfer<Flat<ArchiveContext<Row> & { [Name in As]: Row[] } & Extra>>>;
  /** What the page calls the rows: `"rows"` by default. */
  readonly as?: As;
  /** Shows rows of the future as well. */
  readonly allowFuture?: boolean;
  /** Shows periods without rows, instead of 404. */
  readonly allowEmpty?: boolean;
  /** The newest first, by default; `"query"` leaves them in the order of `query`. */
  readonly order?: "newest" | "oldest" | "query";
}

// biome-ignore lint/suspicious/noExplicitAny: inside, neither the model nor its rows matter
export type AnyArchiveOptions = ArchiveOptions<any, any, string, any, object>;

/** The pages of an archive; the functions of archive-handlers.ts say which one is asked for. */
export class Archive {
  readonly #model: AnyModel;
  readonly #options: AnyArchiveOptions;
  readonly #dated: DatedRows;
  readonly #page: ModelPage<object>;
  readonly #weeks: WeekCount;

  constructor(model: AnyModel, options: AnyArchiveOptions, suffix: string, weeks: WeekCount = "iso") {
    this.#model = model;
    this.#options = options;
    this.#dated = new DatedRows(model, options.dateField);
    this.#page = new ModelPage<object>(model, suffix, options.template as PageOf<object> | undefined);
    this.#weeks = weeks;
  }

  today(): PlainDate {
    return this.#dated.today();
  }

  /** The archive as a whole, with its years. */
  async showIndex(request: Request, params: object): Promise<ResponseLike> {
    const rows = this.#dated.dated(this.#visible(request, params));
    const dates = await this.#dated.periods(rows, "year", "newest");
    return this.#show(request, params, { rows, dates, date: null, next: null, previous: null });
  }

  /** The page of one period. */
  async showPeriod(
    request: Request,
    params: object,
    { period, start, showsRows = true }: { period: Period; start: PlainDate; showsRows?: boolean },
  ): Promise<ResponseLike> {
    const all = this.#visible(request, params);
    const rows = this.#dated.between(all, start, startOfNext(period, start));
    const inner = period === "year" ? "month" : period === "month" ? "day" : undefined;
    const dates = inner === undefined ? [] : await this.#dated.periods(rows, inner, "oldest");
    if (dates.length === 0 && !this.#options.allowEmpty && !(await rows.exists())) throw new NotFoundError();
    const next = await this.#neighbour(all, period, start, "next");
    const previous = await this.#neighbour(all, period, start, "previous");
    const shown = showsRows ? rows : rows.none();
    return this.#show(request, params, { rows: shown, dates, date: start, next, previous });
  }

  /** The rows of one day; 404 for a day of the future, unless that is allowed. */
  rowsOfDay(request: Request, params: object, day: PlainDate): AnyRows {
    const isFuture = day.until(this.today()).days < 0;
    if (isFuture && !this.#options.allowFuture) throw new NotFoundError();
    return this.#dated.between(
      rowsFor({ model: this.#model, query: this.#options.query }, request, params),
      day,
      startOfNext("day", day),
    );
  }

  /** The rows that a visitor may see. */
  #visible(request: Request, params: object): AnyRows {
    const rows = rowsFor({ model: this.#model, query: this.#options.query }, request, params);
    return this.#options.allowFuture ? rows : this.#dated.untilNow(rows);
  }

  /**
   * The first day of the period before or behind, if the archive has a page for it. Where empty periods have none, it is the
   * nearest with a row, so that no link leads to a 404.
   */
  async #neighbour(
    visible: AnyRows,
    period: Period,
    start: PlainDate,
    side: "next" | "previous",
  ): Promise<PlainDate | null> {
    const end = startOfNext(period, start);
    if (this.#options.allowEmpty) {
      const day = side === "next" ? end : startOf(period, start.subtract({ days: 1 }), this.#weeks);
      const isFuture = day.until(this.today()).days < 0;
      return isFuture && !this.#options.allowFuture ? null : day;
    }
    const beyond =
      side === "next"
        ? this.#dated.inOrder(this.#dated.from(visible, end), "oldest")
        : this.#dated.inOrder(this.#dated.before(visible, start), "newest");
    const row = await beyond.first();
    return row === null ? null : startOf(period, this.#dated.dayOf(row), this.#weeks);
  }

  async #show(
    request: Request,
    params: object,
    { rows, ...dates }: Omit<ArchiveContext<object>, "page"> & { readonly rows: AnyRows },
  ): Promise<ResponseLike> {
    const { order = "newest", as = "rows", allowEmpty } = this.#options;
    const ordered = order === "query" ? rows : this.#dated.inOrder(rows, order);
    const shown = await readPage(ordered, this.#options, request, params);
    if (dates.date === null && shown.rows.length === 0 && !allowEmpty) throw new NotFoundError();
    const extra = await extraContext<object>(this.#options, request, params);
    return this.#page.respond({ ...dates, page: shown.page, [as]: shown.rows, ...extra });
  }
}
