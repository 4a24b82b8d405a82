import { type ChoiceValue, readChoices, type WrittenChoices } from "./choices.ts";
import {
  type Column,
  type ColumnFor,
  type ColumnOptions,
  describeColumn,
  type NoOptions,
  type PerDatabase,
} from "./column.ts";

export interface TextOptions extends ColumnOptions<string> {
  /** Characters, at most. */
  readonly maxLength?: number;
  /** The only values allowed: with the label of each, in groups, or given by a function. */
  readonly choices?: WrittenChoices<string>;
  /** How the database compares and orders the texts: one of its collations, or one for each kind of database. */
  readonly collation?: PerDatabase;
}

/** A text that may be left empty without a word: create() then stores "". */
type TextFor<Options> = Options extends { readonly optional: true; readonly nullable?: false }
  ? ColumnFor<string, Options & { readonly default: "" }>
  : ColumnFor<string, Options>;

function describeText<Options extends TextOptions>(
  type: "string" | "text",
  options: Options | undefined,
  more: object = {},
) {
  const { choices, ...rest }: TextOptions = options ?? {};
  const empty = rest.optional && !rest.nullable && !("default" in rest) ? { default: "" } : {};
  const listed = choices === undefined ? {} : { choices: readChoices(choices, String) };
  return describeColumn<TextFor<Options>>(type, more, empty, rest, listed);
}

/** A text of one line. Say its `maxLength`: the admin sizes its input by it, and some databases need it. */
export function string<const Options extends TextOptions = NoOptions>(options?: Options): TextFor<Options> {
  return describeText("string", options);
}

/** A text of any length. */
export function text<const Options extends TextOptions = NoOptions>(options?: Options): TextFor<Options> {
  return describeText("text", options);
}

/** An e-mail address, of 254 characters at most. */
export function email<const Options extends TextOptions = NoOptions>(options?: Options): TextFor<Options> {
  return describeText("string", options, { maxLength: 254, format: "email" });
}

/** A web address, of 200 characters at most. */
export function url<const Options extends TextOptions = NoOptions>(options?: Options): TextFor<Options> {
  return describeText("string", options, { maxLength: 200, format: "url" });
}

export interface SlugOptions extends TextOptions {
  /** Letters and digits of all scripts, not only those of English. */
  readonly unicode?: boolean;
}

/** Letters, digits, hyphens and underscores for addresses, of 50 characters at most. It has an index. */
export function slug<const Options extends SlugOptions = NoOptions>(options?: Options): TextFor<Options> {
  const format = options?.unicode ? "unicodeSlug" : "slug";
  return describeText("string", options, { maxLength: 50, format, index: true });
}

export interface ChoiceOptions<Value> extends ColumnOptions<Value> {
  /** Characters of the column; 50 by default, so that a new choice needs no migration. */
  readonly maxLength?: number;
  /** As of other texts. */
  readonly collation?: PerDatabase;
}

/**
 * One of a few texts, typed as their union.
 *
 * @example
 * status: choice("draft", "published"),
 * priority: choice({ low: "Low", high: "High!" }, { default: "low" }),
 */
export function choice<const Choices extends readonly string[]>(...choices: Choices): Column<Choices[number]>;
export function choice<
  const Choices extends WrittenChoices<string>,
  const Options extends ChoiceOptions<ChoiceValue<Choices> & string> = NoOptions,
>(choices: Choices, options?: Options): ColumnFor<ChoiceValue<Choices> & string, Options>;
export function choice(...given: readonly unknown[]): unknown {
  const written = typeof given[0] === "string" ? given : given[0];
  const options = typeof given[0] === "string" ? {} : (given[1] ?? {});
  const choices = readChoices(written as WrittenChoices<string>, String); // one of the two overloads
  const known = typeof choices === "function" ? [] : choices;
  const maxLength = choiceLength(known.map(({ value }) => String(value)));
  return describeColumn("string", { maxLength }, options, { choices });
}

/** How many characters a choice has where nothing is said, so that a new one needs no migration. */
export function choiceLength(choices: readonly string[]): number {
  return Math.max(50, ...choices.map(({ length }) => length));
}
