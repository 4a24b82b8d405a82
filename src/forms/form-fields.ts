import type { Field } from "./field.ts";

/** Any field, where its values don't matter. */
// biome-ignore lint/suspicious/noExplicitAny: a list of fields forgets what each of them gives
export type AnyField = Field<any>;

/** The fields of a form, by key. */
export type FormFields = Readonly<Record<string, AnyField>>;

/** The values of a valid form: `{ name: textField(), age: integerField() }` gives `{ name: string; age: number }`. */
export type FormValues<Fields> = {
  [Key in keyof Fields]: Fields[Key] extends { readonly "~value": infer Value } ? Value : never;
};
