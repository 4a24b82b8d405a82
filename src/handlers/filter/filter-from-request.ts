import { isPlainObject } from "../../core/index.ts";
import { type AnyModel, type FieldName, modelMeta, type Query, type Where } from "../../db/index.ts";
import type { Request } from "../../http/index.ts";
import { HandlerOptionsError, RefusedFilterError } from "../errors.ts";
import { type AllowedCondition, allowedConditions, type FilterOperator } from "./allowed-conditions.ts";
import { conditionValue } from "./condition-value.ts";

/** The list of what may be asked: fields with their operators. A path leads over relations: `"author.name"`. */
export type AllowedFields<Model> = {
  readonly [Path in FieldName<Model> | `${string}.${string}`]?: readonly FilterOperator[];
};

export interface RequestFilterOptions<Model> {
  readonly fields: AllowedFields<Model>;
  /** Fields to order by: `?order=price`, `?order=-price`. */
  readonly orderings?: readonly FieldName<Model>[];
  /** Rows on a page where `?size=` says nothing; 20 by default. */
  readonly pageSize?: number;
  /** The largest page that `?size=` may ask for; 100 by default. */
  readonly maxPageSize?: number;
  /** Other names in the address, which somebody else reads. What is neither here nor above is refused. */
  readonly besides?: readonly string[];
}

/** What a client has asked for, checked. */
export interface AskedRows<Model> {
  readonly where: Where<Model>;
  /** The order that was asked for: `"-price"`. */
  readonly order: string | null;
  readonly page: { readonly number: number; readonly size: number };
  /** The rows of a query that were asked for, in the order that was asked for. */
  apply<Row>(query: Query<Row, Model>): Query<Row, Model>;
}

/**
 * The road from what a client sends to the conditions of a query: a closed list of fields and operators. Each value is of
 * its field's kind and no more than a value; names that aren't in the list, names that stand twice, too many values and
 * too large pages are refused with 400.
 *
 * @throws {@link HandlerOptionsError} at once, for a list that doesn't fit the model.
 *
 * @example
 * const bookFilter = filterFromRequest(Book, {
 *   fields: { title: ["icontains"], price: ["gte", "lte"], "author.name": ["eq", "in"] },
 *   orderings: ["title", "price"],
 * });
 * // GET /books/?title.icontains=tea&price.lte=10&order=-price&page=2
 * const asked = await bookFilter.read(request);
 * const page = await asked.apply(Book.where({ status: "published" })).page(asked.page);
 */
export function filterFromRequest<Model extends AnyModel>(
  model: Model,
  options: RequestFilterOptions<Model>,
): RequestFilter<Model> {
  return new RequestFilter(model, options);
}

// A list longer than that is no choice of a person; each value is a parameter of the statement.
const maxValues = 100;

/** Made by {@link filterFromRequest}. */
export class RequestFilter<Model extends AnyModel> {
  readonly #model: Model;
  readonly #conditions: ReadonlyMap<string, AllowedCondition>;
  readonly #orderings: readonly string[];
  readonly #pageSize: number;
  readonly #maxPageSize: number;
  readonly #besides: ReadonlySet<string>;

  constructor(model: Model, options: RequestFilterOptions<Model>) {
    const { name, fields } = modelMeta(model);
    this.#model = model;
    this.#conditions = allowedConditions(model, options.fields);
    this.#orderings = options.orderings ?? [];
    this.#maxPageSize = options.maxPageSize ?? 100;
    this.#pageSize = Math.min(options.pageSize ?? 20, this.#maxPageSize);
    this.#besides = new Set(options.besides);
    for (const field of this.#orderings)
      if (!fields.has(field)) throw new HandlerOptionsError(name, "orderings", field, [...fields.keys()]);
    for (const own of ["order", "page", "size"])
      if (this.#conditions.has(own))
        throw new HandlerOptionsError(name, `fields, which would hide ?${own}=,`, own, [`${own}.eq`]);
  }

  /** What stands in the address of a request. An empty value, as forms send it, asks for nothing. */
  read(request: Request): Promise<AskedRows<Model>> {
    const sent = new Map<string, unknown>();
    for (const name of new Set(request.query.keys())) {
      const values = request.query.getAll(name).filter((value) => value !== "");
      if (values.length > 0) sent.set(name, values.length === 1 ? values[0] : values);
    }
    return this.#asked(sent);
  }

  /**
   * What stands in an object, such as the JSON body of a search: `{ "price.lte": 10, "status.in": ["a", "b"] }`.
   * @throws {@link RefusedFilterError} for anything but texts, numbers, true and false, and lists of them.
   */
  async readValues(values: unknown): Promise<AskedRows<Model>> {
    if (!isPlainObject(values)) throw new RefusedFilterError("What is asked for must be an object.");
    return this.#asked(new Map(Object.entries(values)));
  }

  async #asked(sent: ReadonlyMap<string, unknown>): Promise<AskedRows<Model>> {
    const where: Conditions = {};
    for (const [name, value] of sent) {
      const condition = this.#conditions.get(name);
      if (condition !== undefined)
        addCondition(where, condition, await conditionOperand(name, condition, value));
      else if (!pageNames.has(name) && !this.#besides.has(name)) throw this.#unknown(name);
    }
    const order = this.#order(sent.get("order"));
    const page = {
      number: wholeNumber("page", sent.get("page") ?? 1, maxPageNumber),
      size: wholeNumber("size", sent.get("size") ?? this.#pageSize, this.#maxPageSize),
    };
    const keys = modelMeta(this.#model).keyFields.map(({ name }) => name);
    return {
      where: where as Where<Model>, // each name was found in the model, each value is of its field's kind
      order,
      page,
      apply: (query) => {
        const found = query.where(where as never);
        return order === null ? found : found.orderBy(...([order, ...keys] as never[]));
      },
    };
  }

  #order(value: unknown): string | null {
    if (value === undefined) return null;
    const field = typeof value === "string" && value.startsWith("-") ? value.slice(1) : value;
    if (typeof value === "string" && this.#orderings.includes(field as string)) return value;
    throw new RefusedFilterError(
      `"order" can't be that. It can be: ${this.#orderings.join(", ") || "nothing"}.`,
    );
  }

  #unknown(name: string): RefusedFilterError {
    const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
    const known = [...this.#conditions.keys(), ...pageNames, ...this.#besides];
    return new RefusedFilterError(
      `Nothing can be asked about ${JSON.stringify(shown)}. There are: ${known.join(", ")}.`,
    );
  }
}

interface Conditions {
  [name: string]: Conditions | unknown;
}

const pageNames: ReadonlySet<string> = new Set(["order", "page", "size"]);
// More pages than any list has, and less than databases count to.
const maxPageNumber = 999_999_999;

/** Names are those of the allow-list, so none of them is one that objects have by nature. */
function addCondition(where: Conditions, { path, operator }: AllowedCondition, operand: unknown): void {
  let place = where;
  for (const step of path) {
    place[step] ??= {};
    place = place[step] as Conditions; // made here, by the line above
  }
  place[operator] = operand;
}

async function conditionOperand(name: string, condition: AllowedCondition, sent: unknown): Promise<unknown> {
  if (condition.operator !== "in") return valueFor(name, condition, sent);
  const values = Array.isArray(sent) ? sent : [sent];
  if (values.length === 0 || values.length > maxValues)
    throw new RefusedFilterError(`"${name}" takes 1 to ${maxValues} values, and was given ${values.length}.`);
  const operands: unknown[] = [];
  for (const value of values) operands.push(await valueFor(name, condition, value));
  return operands;
}

async function valueFor(name: string, condition: AllowedCondition, sent: unknown): Promise<unknown> {
  if (typeof sent !== "string" && typeof sent !== "number" && typeof sent !== "boolean")
    throw new RefusedFilterError(`"${name}" takes one value: a text, a number, true or false.`);
  const cleaned = await conditionValue(condition, String(sent));
  if ("value" in cleaned) return cleaned.value;
  throw new RefusedFilterError(`"${name}": ${cleaned.problems.map(({ message }) => message).join(" ")}`);
}

function wholeNumber(name: string, sent: unknown, max: number): number {
  const number = typeof sent === "string" && /^[0-9]{1,9}$/.test(sent) ? Number(sent) : sent;
  if (typeof number === "number" && Number.isInteger(number) && number >= 1 && number <= max) return number;
  throw new RefusedFilterError(`"${name}" is a whole number from 1 to ${max}.`);
}
