import { Field, type FieldKind, type FieldOptions } from "../field.ts";
import type { Attributes } from "../html.ts";
import { type Cleaned, type FieldProblem, problem, refused } from "../problem.ts";
import { validateEmail, validateSlug, validateUrl } from "../validators.ts";
import type { Widget } from "../widget.ts";
import { inputWidget, passwordWidget, textareaWidget } from "../widgets/input.ts";

export interface TextFieldOptions extends FieldOptions<string> {
  /** Characters, at most. */
  readonly maxLength?: number;
  /** Characters, at least. */
  readonly minLength?: number;
  /** Keeps the spaces around the text. */
  readonly keepSpaces?: boolean;
}

/** A text of one line, without the spaces around it. Empty is `""`. */
export function textField(options: TextFieldOptions = {}): Field<string> {
  return new Field(textKind(inputWidget("text"), options), options);
}

/** A text of several lines. */
export function textareaField(options: TextFieldOptions = {}): Field<string> {
  return new Field(textKind(textareaWidget(), options), options);
}

/** A password: it is taken as it is, and never shown again. */
export function passwordField(options: TextFieldOptions = {}): Field<string> {
  return new Field(textKind(passwordWidget(), { keepSpaces: true, ...options }), options);
}

/** An e-mail address, of 320 characters at most. */
export function emailField(options: TextFieldOptions = {}): Field<string> {
  const limited = { maxLength: 320, ...options };
  return new Field(textKind(inputWidget("email"), limited, validateEmail), limited);
}

/** Letters, digits, hyphens and underscores. */
export function slugField(options: TextFieldOptions = {}): Field<string> {
  return new Field(textKind(inputWidget("text"), options, validateSlug), options);
}

/** A web address. Where the scheme is missing, `https://` is put in front. */
export function urlField(options: TextFieldOptions = {}): Field<string> {
  const kind = textKind(inputWidget("url"), options, validateUrl);
  return new Field({ ...kind, tidy: (entered) => withScheme(kind.tidy!(entered)) }, options);
}

/** A value that is sent along and not seen. It comes back from the browser: treat it like any other input. */
export function hiddenField(options: TextFieldOptions = {}): Field<string> {
  return new Field(textKind(inputWidget("hidden"), { keepSpaces: true, ...options }), options);
}

function textKind(
  widget: Widget,
  options: TextFieldOptions,
  check?: (value: string) => FieldProblem | undefined,
): FieldKind<string> {
  const attributes: Attributes = { maxlength: options.maxLength, minlength: options.minLength };
  return {
    widget,
    empty: "",
    attributes,
    tidy: (entered) => (options.keepSpaces ? entered : entered.trim()),
    show: (value) => value,
    parse: (entered) => parseText(entered, options, check),
  };
}

function parseText(
  entered: unknown,
  { maxLength, minLength }: TextFieldOptions,
  check: ((value: string) => FieldProblem | undefined) | undefined,
): Cleaned<string> {
  if (typeof entered !== "string") return refused("invalid", "Enter a valid value.");
  const length = [...entered].length; // code points, as Python counts
  const problems: FieldProblem[] = [];
  const wrong = check?.(entered);
  if (wrong !== undefined) problems.push(wrong);
  if (maxLength !== undefined && length > maxLength) problems.push(tooLong(maxLength, length));
  if (minLength !== undefined && length < minLength) problems.push(tooShort(minLength, length));
  if (entered.includes("\0")) {
    problems.push(problem("null_characters_not_allowed", "Null characters are not allowed."));
  }
  return problems.length > 0 ? { problems } : { value: entered };
}

function tooLong(limit: number, length: number): FieldProblem {
  return problem("max_length", `Ensure this value has at most ${characters(limit)} (it has ${length}).`, {
    limit,
    length,
  });
}

function tooShort(limit: number, length: number): FieldProblem {
  return problem("min_length", `Ensure this value has at least ${characters(limit)} (it has ${length}).`, {
    limit,
    length,
  });
}

function characters(count: number): string {
  return count === 1 ? "1 character" : `${count} characters`;
}

function withScheme(text: string): string {
  return text === "" || /^[a-z0-9.+-]*:/i.test(text) ? text : `https://${text.replace(/^\/\//, "")}`;
}
