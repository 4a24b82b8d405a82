import { type AnyModel, modelMeta } from "../db/index.ts";
import { type AnyField, type BoundForm, Field, type Form, form, modelFormField } from "../forms/index.ts";
import type { Request } from "../http/index.ts";
import { HandlerOptionsError } from "./errors.ts";
import type { AnyRows } from "./options.ts";

/** What a visitor filters a list by. */
export interface FilledFilter {
  readonly form: BoundForm;
  apply(rows: AnyRows): AnyRows;
}

/** The fields that a visitor may filter by: a form that is filled in by the address's query. */
export class ListFilter {
  readonly #names: readonly string[];
  readonly #model: AnyModel;
  /** Made at the first request: models must all be there. */
  #form: Form<Record<string, AnyField>> | undefined;

  constructor(model: AnyModel, names: readonly string[]) {
    const meta = modelMeta(model);
    const filterable = [...meta.fields.values()]
      .filter(({ isAuto, column }) => !isAuto && column !== undefined)
      .map(({ name }) => name);
    for (const name of names) {
      if (!filterable.includes(name)) throw new HandlerOptionsError(meta.name, "filters", name, filterable);
    }
    this.#names = names;
    this.#model = model;
  }

  async read(request: Request): Promise<FilledFilter> {
    this.#form ??= this.#makeForm();
    const bound = await this.#form.bind(request.query);
    const chosen = this.#names.filter((name) => (request.query.get(name) ?? "") !== "");
    const isPossible = chosen.every((name) => !bound.problems.some(({ field }) => field === name));
    const values = bound.values as Readonly<Record<string, unknown>>;
    const condition = Object.fromEntries(chosen.map((name) => [name, this.#conditionOn(name, values[name])]));
    return {
      form: bound,
      apply(rows) {
        if (!isPossible) return rows.none();
        return chosen.length === 0 ? rows : rows.where(condition);
      },
    };
  }

  #makeForm(): Form<Record<string, AnyField>> {
    const meta = modelMeta(this.#model);
    // Without `initial`: the default of a new row is no wish of the visitor's.
    const fields = this.#names.map((name) => {
      const { kind, options } = modelFormField(meta, name);
      const { initial: _, ...others } = options;
      return [name, new Field(kind, { ...others, optional: true })] as const;
    });
    return form(Object.fromEntries(fields));
  }

  /** A relation is compared with the row, everything else says the operator: a value never becomes one. */
  #conditionOn(name: string, value: unknown): unknown {
    return modelMeta(this.#model).relations.has(name) ? value : { eq: value };
  }
}
