import { type AnyModel, type ModelMeta, modelMeta } from "../db/index.ts";
import { InvalidFormError } from "./errors.ts";
import type { Field } from "./field.ts";
import { Form, type FormInput, type FormValidator } from "./form.ts";
import type { AnyField, FormFields } from "./form-fields.ts";
import type { FormView } from "./form-view.ts";
import { modelFormField } from "./model-fields.ts";
import { type AnyRow, BoundModelForm, type ModelFormResult } from "./model-form-result.ts";
import type { FormProblem } from "./problem.ts";
import { keepValues } from "./row-changes.ts";

// biome-ignore lint/suspicious/noExplicitAny: any model class, whatever its constructor takes
type ModelOf<Row> = new (...values: any) => Row;

/** The fields of a form for a model: what each of them gives is what the row holds, relations as loaded rows. */
export type ModelFormFields<Row, Name extends keyof Row> = {
  readonly [Key in Name]: Field<Awaited<Row[Key]>>;
};

export interface ModelFormOptions<Row, Name extends keyof Row & string> {
  /** The fields to offer, in order. Nothing else can be set through the form, whatever is sent. */
  readonly fields: readonly Name[];
  /** Other fields than the model's own, by name. */
  readonly override?: { readonly [Key in Name]?: AnyField };
  readonly prefix?: string;
  readonly validate?: FormValidator<ModelFormFields<Row, Name>>;
}

/** What a form for a model is shown and compared with. */
export interface ModelFormCall<Row> {
  /** The row to change; a new one is made where there is none. */
  readonly instance?: Row | undefined;
  /** Values to begin with, for a new row. */
  readonly initial?: Readonly<Record<string, unknown>>;
  readonly prefix?: string;
}

/** A description of a form that makes or changes rows of a model. Made by `modelForm()`. */
export class ModelForm<Row, Name extends keyof Row & string> {
  readonly model: ModelOf<Row>;
  readonly meta: ModelMeta;
  /** The same form without its model. */
  readonly form: Form<FormFields>;

  constructor(model: ModelOf<Row>, options: ModelFormOptions<Row, Name>) {
    this.model = model;
    this.meta = modelMeta(model as unknown as AnyModel);
    if (!Array.isArray(options?.fields)) {
      throw new InvalidFormError(
        `modelForm(${this.meta.name}, …) doesn't say which fields it offers. List them: { fields: ["…"] }.`,
      );
    }
    const override = (options.override ?? {}) as Readonly<Record<string, AnyField | undefined>>;
    const fields = options.fields.map(
      (name) => [name, override[name] ?? modelFormField(this.meta, name)] as const,
    );
    this.form = new Form(Object.fromEntries(fields) as FormFields, {
      ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
      ...(options.validate === undefined ? {} : { validate: options.validate as never }), // it sees its own fields' values
    });
  }

  /** The form as it begins: with the row's values, or the defaults of a new one. */
  async blank(call: ModelFormCall<Row> = {}): Promise<FormView<ModelFormFields<Row, Name>>> {
    const initial = await this.#initial(call);
    const view = this.form.blank({ ...prefixOf(call), initial });
    return view as unknown as FormView<ModelFormFields<Row, Name>>; // the fields are those that were named
  }

  /**
   * Fills the form in and checks it: each field, all together, and then the row itself, unique values included.
   * Nothing is stored before `save()`.
   *
   * @example
   * const result = await bookForm.bind(request, { instance: book });
   * const saved = result.isValid ? await result.save() : result;
   * if (!saved.isValid) return html(page({ form: saved }), { status: 422 });
   * return redirect(urlFor("book", { id: saved.row.id }));
   */
  async bind(
    input: FormInput,
    call: ModelFormCall<Row> = {},
  ): Promise<ModelFormResult<ModelFormFields<Row, Name>, Row>> {
    const row = (call.instance ?? new this.model()) as AnyRow;
    const before = keepValues(this.meta, row);
    const initial = await this.#initial(call);
    const bound = await this.form.bind(input, { ...prefixOf(call), initial });
    const problems = bound.isValid ? await this.#assign(row, bound.values) : [];
    const content = { ...bound.content, problems: [...bound.problems, ...problems] };
    const result: unknown = new BoundModelForm(content, this.meta, row, before);
    return result as ModelFormResult<ModelFormFields<Row, Name>, Row>; // as above
  }

  /** Puts the values into the row, and asks the row what is wrong with it. */
  async #assign(row: AnyRow, values: Readonly<Record<string, unknown>>): Promise<FormProblem[]> {
    const own = Object.entries(values).filter(
      ([name]) => this.meta.relations.get(name)?.kind !== "manyToMany",
    );
    row.assign(Object.fromEntries(own));
    const names = own.map(([name]) => name);
    const found = await row.validate({ only: names });
    return found.map((item) => ({ ...item, field: names.includes(item.field ?? "") ? item.field : null }));
  }

  async #initial(call: ModelFormCall<Row>): Promise<Readonly<Record<string, unknown>>> {
    const { instance } = call;
    if (instance === undefined) return call.initial ?? {};
    const row = instance as Readonly<Record<string, unknown>>;
    const initial: Record<string, unknown> = {};
    for (const name of Object.keys(this.form.fields)) {
      const attribute = this.meta.fields.get(name)?.attribute;
      initial[name] = attribute === undefined ? await row[name] : row[attribute];
    }
    return initial;
  }
}

/**
 * Derives a form from a model.
 *
 * @example
 * const bookForm = modelForm(Book, { fields: ["title", "author", "tags"] });
 */
export function modelForm<Row, const Name extends keyof Row & string>(
  model: ModelOf<Row>,
  options: ModelFormOptions<Row, Name>,
): ModelForm<Row, Name> {
  return new ModelForm(model, options);
}

function prefixOf({ prefix }: { readonly prefix?: string }): { prefix?: string } {
  return prefix === undefined ? {} : { prefix };
}
