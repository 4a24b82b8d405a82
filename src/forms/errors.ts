import { didYouMean, QuintetError } from "../core/index.ts";

/** A form names a field that it doesn't have. */
export class UnknownFormFieldError extends QuintetError {
  readonly code = "forms.unknown-field";

  constructor(form: string, field: string, call: string, known: readonly string[]) {
    super(
      `${form} has no field "${field}" (in ${call}).${didYouMean(field, known)}\nFields: ${known.join(", ")}.`,
    );
  }
}

/** A form is described in a way that can't work. */
export class InvalidFormError extends QuintetError {
  readonly code = "forms.invalid-form";
}

/** A form that isn't valid was asked to save. */
export class UnsavableFormError extends QuintetError {
  readonly code = "forms.unsavable";

  constructor(model: string, fields: readonly string[]) {
    super(
      `save() of the form for ${model} was called, and the form isn't valid (${fields.join(", ")}).\nAsk result.isValid first, and show the form again where it is false.`,
    );
  }
}
