import { InvalidFormError, UnknownFormFieldError } from "./errors.ts";
import { Field } from "./field.ts";
import type { AnyField, FormFields, FormValues } from "./form-fields.ts";
import { BoundForm, type FormResult } from "./form-result.ts";
import { FormView } from "./form-view.ts";
import type { FieldProblem, FormProblem } from "./problem.ts";
import type { SubmittedData, WidgetValue } from "./widget.ts";

/** A problem that a check across fields found: of one field, or of the form as a whole where none is named. */
export type FoundProblem<Key extends string = string> = FieldProblem & { readonly field?: Key | null };

/** Looks at all values together. Called once each of them is right. */
export type FormValidator<Fields> = (
  values: FormValues<Fields>,
) => FoundProblems<keyof Fields & string> | Promise<FoundProblems<keyof Fields & string>>;
type FoundProblems<Key extends string> = FoundProblem<Key> | readonly FoundProblem<Key>[] | undefined;

export interface FormOptions<Fields> {
  /** Stands in front of the names, `"address-street"`, so that a page may have several forms of a kind. */
  readonly prefix?: string;
  readonly validate?: FormValidator<Fields>;
}

/** What a form is shown and compared with. */
export interface FormCall<Fields> {
  /** Values to begin with, instead of those of the fields. */
  readonly initial?: { readonly [Key in keyof Fields]?: FormValues<Fields>[Key] | null | undefined };
  readonly prefix?: string;
}

/** What a form is filled in with: the data, or the request that brings it. */
export type FormInput = SubmittedData | { form(): Promise<FormData> };

/** A description of a form. Made by `form()`; one serves all requests. */
export class Form<const Fields extends FormFields> {
  readonly fields: Fields;
  readonly options: FormOptions<Fields>;

  constructor(fields: Fields, options: FormOptions<Fields> = {}) {
    for (const [key, field] of Object.entries(fields)) {
      if (!(field instanceof Field)) {
        throw new InvalidFormError(
          `The form's "${key}" is no field. Write textField(), integerField() or the like.`,
        );
      }
    }
    this.fields = fields;
    this.options = options;
  }

  /** The form before anything was entered. */
  blank(call: FormCall<Fields> = {}): FormView<Fields> {
    const shown = new Map<string, WidgetValue>();
    const initials = new Map<string, unknown>();
    for (const [key, field] of Object.entries(this.fields)) {
      const initial = initialOf(key, field, call);
      initials.set(key, initial);
      shown.set(key, shownText(field, initial));
    }
    return new FormView({ fields: this.fields, prefix: this.#prefix(call), shown, initials, problems: [] });
  }

  /**
   * Fills the form in and checks it. Keys that are no fields are ignored.
   *
   * @example
   * const result = await signUp.bind(request);
   * if (!result.isValid) return html(page({ form: result }), { status: 422 });
   * await User.create(result.values);
   */
  async bind(input: FormInput, call: FormCall<Fields> = {}): Promise<FormResult<Fields>> {
    const data = isSubmitted(input) ? input : await input.form();
    const prefix = this.#prefix(call);
    const shown = new Map<string, WidgetValue>();
    const initials = new Map<string, unknown>();
    const values: Record<string, unknown> = {};
    const problems: FormProblem[] = [];
    const changed: string[] = [];
    for (const [key, field] of Object.entries(this.fields)) {
      const initial = initialOf(key, field, call);
      const before = shownText(field, initial);
      initials.set(key, initial);
      if (field.options.disabled) {
        shown.set(key, before);
        values[key] = initial ?? field.kind.empty;
        continue;
      }
      const entered = field.read(data, prefix === undefined ? key : `${prefix}-${key}`);
      const text = entered instanceof File ? null : entered;
      shown.set(key, text);
      const cleaned = await field.clean(entered, initial);
      if ("problems" in cleaned) problems.push(...cleaned.problems.map((item) => ({ ...item, field: key })));
      else values[key] = cleaned.value;
      const after = "value" in cleaned ? shownText(field, cleaned.value) : text;
      if (!sameText(before, after)) changed.push(key);
      else if (field.kind.shortens && initial !== undefined) values[key] = initial ?? field.kind.empty;
    }
    if (problems.length === 0) problems.push(...(await this.#validate(values)));
    const content = { fields: this.fields, prefix, shown, initials, problems, values, changed };
    return new BoundForm(content) as FormResult<Fields>; // isValid says which of the two it is
  }

  /** The same form with more fields, or other ones under the same keys. */
  extend<More extends FormFields>(more: More): Form<Omit<Fields, keyof More> & More> {
    type Both = Omit<Fields, keyof More> & More;
    const fields = { ...this.fields, ...more } as Both;
    // A check of this form goes on to see its own fields, which the new form has too.
    return new Form<Both>(fields, this.options as unknown as FormOptions<Both>);
  }

  #prefix(call: FormCall<Fields>): string | undefined {
    return call.prefix ?? this.options.prefix;
  }

  async #validate(values: Readonly<Record<string, unknown>>): Promise<FormProblem[]> {
    const found = await this.options.validate?.(values as FormValues<Fields>); // all fields are right
    if (found === undefined) return [];
    const list = (Array.isArray(found) ? found : [found]) as readonly FoundProblem[];
    return list.map((item) => {
      const field = item.field ?? null;
      if (field !== null && !(field in this.fields)) {
        throw new UnknownFormFieldError("The form", field, "validate", Object.keys(this.fields));
      }
      return { ...item, field };
    });
  }
}

/**
 * Describes a form.
 *
 * @example
 * const signUp = form({
 *   name: textField({ maxLength: 100 }),
 *   email: emailField(),
 *   age: integerField({ min: 18, optional: true }),
 * });
 * const result = await signUp.bind(request);
 * if (result.isValid) result.values; // { name: string; email: string; age: number | null }
 */
export function form<const Fields extends FormFields>(
  fields: Fields,
  options: FormOptions<Fields> = {},
): Form<Fields> {
  return new Form(fields, options);
}

function isSubmitted(input: FormInput): input is SubmittedData {
  return input instanceof FormData || input instanceof URLSearchParams;
}

function initialOf(key: string, field: AnyField, call: { initial?: object }): unknown {
  const given = (call.initial as Readonly<Record<string, unknown>> | undefined)?.[key];
  return given === undefined ? field.initial : given;
}

function shownText(field: AnyField, value: unknown): WidgetValue {
  return value === undefined || value === null ? null : field.kind.show(value);
}

function sameText(before: WidgetValue, after: WidgetValue): boolean {
  const listed = (text: WidgetValue) => (text === null || text === "" ? [] : [text].flat());
  const [left, right] = [listed(before), listed(after)];
  return left.length === right.length && left.every((text, index) => text === right[index]);
}
