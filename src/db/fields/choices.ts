import { InvalidModelError } from "../errors.ts";
import { wordsOf } from "../models/names.ts";
import type { Choice } from "./column.ts";

/*
 * What a field may hold, as it is written: values, values with labels, either of them in groups, or a function that
 * gives one of these each time that it is asked.
 */

/** Labels by value; an object in place of a label is a group of that name. */
export type LabelledChoices = {
  readonly [value: string | number]: string | { readonly [value: string | number]: string };
};
type ChoiceList<Value extends string | number> = readonly (Value | Choice<Value>)[] | LabelledChoices;
/** All ways to write choices. */
export type WrittenChoices<Value extends string | number = string | number> =
  | ChoiceList<Value>
  | (() => ChoiceList<Value>);

/** The values of `["a", "b"]` or `{ a: "First", b: "Second" }`; of `{ Group: { a: "First" } }` those of the groups. */
export type ChoiceValue<Written> = Written extends () => infer List
  ? ListedValue<List>
  : ListedValue<Written>;
type ListedValue<List> = List extends readonly (infer Item)[]
  ? Item extends { readonly value: infer Value }
    ? Value
    : Item
  : { [Key in keyof List]: List[Key] extends string ? Key : keyof List[Key] }[keyof List];

/** An enumeration of TypeScript, or an object that stands for one: `{ Draft: "draft", InReview: "review" } as const`. */
export type Enumeration = Readonly<Record<string, string | number>>;
/** The values of an enumeration. */
type EnumerationValue<Values> = Values[keyof Values] & (string | number);

/**
 * The values of an enumeration as choices, with labels made of their names: "In review" for `InReview`.
 *
 * @param labels - Other labels, by name.
 * @example
 * const Status = { Draft: "draft", InReview: "review" } as const;
 * status: choice(choicesOf(Status), { default: Status.Draft }), // "draft" | "review"
 * level: integer({ choices: choicesOf(Level, { High: "High!" }) }), // of `enum Level { Low = 1, High = 2 }`
 */
export function choicesOf<const Values extends Enumeration>(
  enumeration: Values,
  labels: { readonly [Name in keyof Values]?: string } = {},
): readonly Choice<EnumerationValue<Values>>[] {
  return Object.entries(enumeration).flatMap(([name, value]) => {
    if (isReverse(enumeration, name, value)) return [];
    const label = labels[name] ?? labelOf(wordsOf(name));
    return [{ value: value as EnumerationValue<Values>, label }]; // it is one of the object's
  });
}

/** An enumeration of numbers also has the names by the numbers: `{ Low: 1, 1: "Low" }`. */
function isReverse(enumeration: Enumeration, name: string, value: string | number): boolean {
  return typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(name) && enumeration[value] === Number(name);
}

/**
 * Choices as data.
 * @param parse - Makes a value of the key that stands for it in an object: keys are always texts.
 */
export function readChoices(
  written: WrittenChoices,
  parse: (key: string) => string | number,
): readonly Choice[] | (() => readonly Choice[]) {
  if (typeof written === "function") return () => listChoices(written(), parse);
  return listChoices(written, parse);
}

function listChoices(
  written: ChoiceList<string | number>,
  parse: (key: string) => string | number,
): readonly Choice[] {
  if (Array.isArray(written)) {
    return (written as readonly (string | number | Choice)[]).map((item) => {
      if (typeof item !== "object") return { value: item, label: labelOf(String(item)) };
      if (item !== null && "value" in item) return item;
      throw new InvalidModelError(
        `${JSON.stringify(item)} is no choice. Write a value, or { value: …, label: "…", group?: "…" }.`,
      );
    });
  }
  return Object.entries(written as LabelledChoices).flatMap(([key, label]): Choice[] => {
    if (typeof label === "string") return [{ value: parse(key), label }];
    return Object.entries(label).map(([value, own]) => ({ value: parse(value), label: own, group: key }));
  });
}

/** `"in_review"` gives `"In review"`. */
function labelOf(value: string): string {
  const words = value.replaceAll(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
