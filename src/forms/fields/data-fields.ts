import { Field, type FieldOptions } from "../field.ts";
import { type Cleaned, refused } from "../problem.ts";
import { inputWidget, textareaWidget } from "../widgets/input.ts";

type OrNull<Options, Value> = Options extends { readonly optional: true } ? Value | null : Value;

/** A JSON value, entered as its text. It comes from outside: check its shape with a validator. Empty is `null`. */
export function jsonField(options: FieldOptions<unknown> = {}): Field<unknown> {
  const kind = {
    widget: textareaWidget({ spellcheck: "false" }),
    empty: null,
    show: (value: unknown) => JSON.stringify(value, undefined, 2),
    tidy: (entered: string) => entered.trim(),
    parse: parseJson,
  };
  return new Field<unknown>(kind, options);
}

function parseJson(entered: unknown): Cleaned<unknown> {
  try {
    return { value: JSON.parse(String(entered)) };
  } catch {
    return refused("invalid", "Enter a valid JSON.", { value: entered });
  }
}

/** A UUID, in its usual form with hyphens or without. Empty is `null`. */
export function uuidField<const Options extends FieldOptions<string> = object>(
  options?: Options,
): Field<OrNull<Options, string>> {
  const kind = {
    widget: inputWidget("text", { spellcheck: "false", autocapitalize: "none" }),
    empty: null as never, // only reached where the field is optional, and then null is of its type
    show: (value: string) => value,
    tidy: (entered: string) => entered.trim(),
    parse: parseUuid,
  };
  return new Field<string>(kind, options ?? {}) as Field<OrNull<Options, string>>;
}

function parseUuid(entered: unknown): Cleaned<string> {
  // As Python's uuid.UUID(): hyphens, braces and the prefix "urn:uuid:" make no difference.
  const digits = String(entered)
    .replace(/^urn:|uuid:/g, "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(digits)) return refused("invalid", "Enter a valid UUID.");
  return { value: digits.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") };
}
