import { type SafeString, toHtml } from "../templates/index.ts";
import { BoundField } from "./bound-field.ts";
import type { FormFields } from "./form-fields.ts";
import type { FieldProblem, FormProblem } from "./problem.ts";
import { formHtml } from "./render.ts";
import type { WidgetValue } from "./widget.ts";

/** What a form is shown with. */
export interface FormContent<Fields> {
  readonly fields: Fields;
  readonly prefix: string | undefined;
  /** The text of each field's control, by key. */
  readonly shown: ReadonlyMap<string, WidgetValue>;
  /** The value that each field began with, by key. */
  readonly initials: ReadonlyMap<string, unknown>;
  readonly problems: readonly FormProblem[];
}

/**
 * A form as a page shows it: blank, or with what a visitor entered and what is wrong with it. `{{ form }}` in a
 * template prints all of its fields; `{{ form.fields.email.html }}` prints one.
 */
export class FormView<Fields extends FormFields = FormFields> {
  /** The fields by their key. */
  readonly fields: { readonly [Key in keyof Fields]: BoundField };
  /** What is wrong, with fields and with the form as a whole. */
  readonly problems: readonly FormProblem[];

  constructor({ fields, prefix, shown, initials, problems }: FormContent<Fields>) {
    const bound = Object.entries(fields).map(([key, field]) => {
      const own: FieldProblem[] = problems.filter((item) => item.field === key);
      const value = shown.get(key) ?? null;
      return [
        key,
        new BoundField({ key, field, prefix, value, initial: initials.get(key), problems: own }),
      ] as const;
    });
    this.fields = Object.fromEntries(bound) as { [Key in keyof Fields]: BoundField };
    this.problems = problems;
  }

  /** The fields in the order of the definition. */
  get allFields(): readonly BoundField[] {
    return Object.values(this.fields);
  }

  get visibleFields(): readonly BoundField[] {
    return this.allFields.filter((field) => !field.isHidden);
  }

  get hiddenFields(): readonly BoundField[] {
    return this.allFields.filter((field) => field.isHidden);
  }

  /** Whether a field sends a file: the form then needs `enctype="multipart/form-data"`. */
  get isMultipart(): boolean {
    return this.allFields.some(({ field }) => field.widget.isFile);
  }

  /** What is wrong by field, in words; under `""` what is wrong with the form as a whole. */
  get errors(): Readonly<Record<string, readonly string[]>> {
    const errors: Record<string, string[]> = {};
    for (const { field, message } of this.problems) {
      errors[field ?? ""] ??= [];
      errors[field ?? ""]!.push(message);
    }
    return errors;
  }

  /** What is wrong with the form as a whole, in words. */
  get formErrors(): readonly string[] {
    return this.problems.filter(({ field }) => field === null).map(({ message }) => message);
  }

  /** All fields with their labels, errors and help; a promise where choices come from the database. */
  get html(): SafeString | Promise<SafeString> {
    return formHtml(this);
  }

  *[Symbol.iterator](): Generator<BoundField> {
    yield* this.allFields;
  }

  [toHtml](): SafeString | Promise<SafeString> {
    return this.html;
  }
}
