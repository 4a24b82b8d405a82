/**
 * One thing that is wrong with what a visitor entered, as data: `code` and `values` are for translations, `message` is
 * English. Codes and messages are Django's.
 */
export interface FieldProblem {
  /** `"required"`, `"invalid"`, `"max_length"`, … */
  readonly code: string;
  readonly message: string;
  /** What the message speaks of: `{ limit: 100, length: 120 }`. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A problem of a form: of one field, or of the form as a whole (`field` is `null`). */
export interface FormProblem extends FieldProblem {
  readonly field: string | null;
}

/** What cleaning gives: a value, or what is wrong. */
export type Cleaned<Value> = { readonly value: Value } | { readonly problems: readonly FieldProblem[] };

/** Looks at a value and says what is wrong with it. */
export type Validator<Value> = (value: Value) => FieldProblem | undefined | Promise<FieldProblem | undefined>;

/** Makes a problem. */
export function problem(
  code: string,
  message: string,
  values?: Readonly<Record<string, unknown>>,
): FieldProblem {
  return values === undefined ? { code, message } : { code, message, values };
}

/** Cleaning that ends with one problem. */
export function refused(
  code: string,
  message: string,
  values?: Readonly<Record<string, unknown>>,
): { readonly problems: readonly FieldProblem[] } {
  return { problems: [problem(code, message, values)] };
}
