import { type PlainDate, Temporal } from "../../dates/index.ts";
import { type AnyModel, modelMeta, trunc } from "../../db/index.ts";
import { currentTimeZone } from "../../i18n/index.ts";
import { HandlerOptionsError } from "../errors.ts";
import type { AnyRows } from "../options.ts";
import type { Period } from "./periods.ts";

/** The field that an archive goes by: a day, or a moment, which is on a day of the current time zone. */
export class DatedRows {
  readonly #field: string;
  readonly #isMoment: boolean;

  constructor(model: AnyModel, field: string) {
    const { fields, name } = modelMeta(model);
    const dated = [...fields.values()].filter(({ type }) => type === "date" || type === "datetime");
    const found = dated.find((each) => each.name === field);
    if (found === undefined)
      throw new HandlerOptionsError(
        name,
        "dateField",
        field,
        dated.map((each) => each.name),
      );
    this.#field = field;
    this.#isMoment = found.type === "datetime";
  }

  today(): PlainDate {
    return Temporal.Now.plainDateISO(currentTimeZone());
  }

  /** The rows from one day on, and before another. */
  between(rows: AnyRows, since: PlainDate, until: PlainDate): AnyRows {
    return rows.where({ [this.#field]: { gte: this.#bound(since), lt: this.#bound(until) } });
  }

  before(rows: AnyRows, day: PlainDate): AnyRows {
    return rows.where({ [this.#field]: { lt: this.#bound(day) } });
  }

  from(rows: AnyRows, day: PlainDate): AnyRows {
    return rows.where({ [this.#field]: { gte: this.#bound(day) } });
  }

  /** The rows that are not in the future: up to this moment, or to today. */
  untilNow(rows: AnyRows): AnyRows {
    return rows.where({ [this.#field]: { lte: this.#isMoment ? new Date() : this.today() } });
  }

  /** The rows that have a date at all. */
  dated(rows: AnyRows): AnyRows {
    return rows.whereNot({ [this.#field]: null });
  }

  inOrder(rows: AnyRows, order: "newest" | "oldest"): AnyRows {
    return rows.orderBy(order === "newest" ? `-${this.#field}` : this.#field);
  }

  /** The day of a row. */
  dayOf(row: object): PlainDate {
    return this.#day((row as Readonly<Record<string, unknown>>)[this.#field]);
  }

  /** The first days of the periods in which there are rows. */
  async periods(
    rows: AnyRows,
    period: Exclude<Period, "week">,
    order: "newest" | "oldest",
  ): Promise<PlainDate[]> {
    const zone = this.#isMoment ? { zone: currentTimeZone() } : {};
    const query = this.dated(rows)
      .select((row) => ({ start: trunc(row[this.#field] as never, period as never, zone as never) }))
      .distinct()
      .orderBy(order === "newest" ? "-start" : "start");
    const found = (await query) as readonly { readonly start: unknown }[];
    return found.map(({ start }) => this.#day(start));
  }

  #day(value: unknown): PlainDate {
    if (value instanceof Temporal.PlainDate) return value;
    const milliseconds =
      value instanceof Date ? value.getTime() : (value as Temporal.Instant).epochMilliseconds;
    return Temporal.Instant.fromEpochMilliseconds(milliseconds)
      .toZonedDateTimeISO(currentTimeZone())
      .toPlainDate();
  }

  /** What the column is compared with: a day, or the moment at which it begins. */
  #bound(day: PlainDate): PlainDate | Date {
    if (!this.#isMoment) return day;
    return new Date(day.toZonedDateTime(currentTimeZone()).epochMilliseconds);
  }
}
