import { UnknownFormFieldError } from "./errors.ts";
import type { FormFields, FormValues } from "./form-fields.ts";
import { type FormContent, FormView } from "./form-view.ts";
import type { FieldProblem, FormProblem } from "./problem.ts";

/** What `bind()` gives: ask `isValid`, then read `values`, or show the form again as it is. */
export type FormResult<Fields extends FormFields> = BoundForm<Fields> &
  ({ readonly isValid: true; readonly values: FormValues<Fields> } | { readonly isValid: false });

/** What a form was filled in with. */
export interface BoundContent<Fields> extends FormContent<Fields> {
  /** The values of the fields that are right. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Keys of the fields whose value isn't the initial one. */
  readonly changed: readonly string[];
}

/** A form that was filled in: shows what was entered, and says what is wrong with it. */
export class BoundForm<Fields extends FormFields = FormFields> extends FormView<Fields> {
  readonly isValid: boolean;
  /** The values of the fields; without those that are wrong. */
  readonly values: Partial<FormValues<Fields>>;
  /** Keys of the fields whose value isn't the initial one. */
  readonly changed: readonly (keyof Fields & string)[];
  readonly content: BoundContent<Fields>;

  constructor(content: BoundContent<Fields>) {
    super(content);
    this.content = content;
    this.isValid = content.problems.length === 0;
    this.values = content.values as Partial<FormValues<Fields>>; // bind() collects them by the fields' keys
    this.changed = content.changed as readonly (keyof Fields & string)[];
  }

  /**
   * The same form with more that is wrong, found after it was checked: a wrong password, a name that was taken just now.
   *
   * @example
   * return html(page({ form: result.refuse({ code: "login", message: "Wrong name or password." }) }));
   */
  refuse(
    ...problems: readonly (FieldProblem & { readonly field?: (keyof Fields & string) | null })[]
  ): BoundForm<Fields> & {
    readonly isValid: false;
  } {
    const known = Object.keys(this.fields);
    const added = problems.map((item): FormProblem => {
      const field = item.field ?? null;
      if (field !== null && !known.includes(field)) {
        throw new UnknownFormFieldError("The form", field, "refuse()", known);
      }
      return { ...item, field };
    });
    const refused = new BoundForm({ ...this.content, problems: [...this.problems, ...added] });
    return refused as BoundForm<Fields> & { readonly isValid: false }; // it has a problem now
  }
}
