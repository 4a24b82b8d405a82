import { type AnyModel, modelMeta } from "../db/index.ts";
import type { Request } from "../http/index.ts";
import { HandlerOptionsError } from "./errors.ts";
import type { AnyRows } from "./options.ts";

/** The orders that a visitor may choose by `?order=`. */
export class ListOrder {
  readonly #allowed: readonly string[];
  readonly #model: AnyModel;

  constructor(model: AnyModel, allowed: readonly string[]) {
    const { fields, name } = modelMeta(model);
    for (const field of allowed) {
      if (!fields.has(field)) throw new HandlerOptionsError(name, "orderings", field, [...fields.keys()]);
    }
    this.#model = model;
    this.#allowed = allowed;
  }

  /** The order that was chosen, if it is one of the allowed. */
  chosen(request: Request): string | null {
    const order = this.#allowed.length === 0 ? null : request.query.get("order");
    const field = order?.startsWith("-") ? order.slice(1) : order;
    return field !== undefined && field !== null && this.#allowed.includes(field) ? order : null;
  }

  /** The query in that order; the key decides where it leaves ties, or rows might stand on two pages, or on none. */
  apply(rows: AnyRows, request: Request): AnyRows {
    const order = this.chosen(request);
    if (order === null) return rows;
    const keys = modelMeta(this.#model).keyFields.map(({ name }) => name);
    return rows.orderBy(order, ...keys);
  }
}
