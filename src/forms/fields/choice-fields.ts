import { Field, type FieldOptions } from "../field.ts";
import { type Cleaned, refused } from "../problem.ts";
import type { WidgetChoice } from "../widget.ts";
import { selectMultipleWidget, selectWidget } from "../widgets/choices.ts";
import { checkboxWidget, isTicked } from "../widgets/input.ts";

/** What there is to choose from: values, values with their labels, or a list with groups. */
export type Choices = readonly string[] | Readonly<Record<string, string>> | readonly WidgetChoice[];

/** The values of {@link Choices}, as a union where they are known. */
export type ChoiceValue<Given> = Given extends readonly (infer Item)[]
  ? Item extends string
    ? Item
    : Item extends { readonly value: infer Value }
      ? Value
      : never
  : keyof Given & string;

/** One of a few texts. Empty is `""`. */
export function choiceField<const Given extends Choices, const Options extends FieldOptions<string> = object>(
  choices: Given,
  options?: Options,
): Field<ChosenValue<Given, Options>> {
  const list = choiceList(choices);
  const kind = {
    widget: selectWidget(),
    empty: "",
    show: (value: string) => value,
    choices: (needsBlank: boolean) => (needsBlank ? [{ value: "", label: "---------" }, ...list] : list),
    parse: (entered: unknown) => parseChoice(entered, list),
  };
  return new Field<string>(kind, options ?? {}) as unknown as Field<ChosenValue<Given, Options>>; // parse() lets no other through
}

type ChosenValue<Given, Options> =
  | ChoiceValue<Given>
  | (Options extends { readonly optional: true } ? "" : never);

function parseChoice(entered: unknown, list: readonly WidgetChoice[]): Cleaned<string> {
  const found = list.find(({ value }) => value === entered);
  if (found !== undefined) return { value: found.value };
  return notAvailable(String(entered));
}

/** Several of a few texts. Empty is `[]`. */
export function multipleChoiceField<const Given extends Choices>(
  choices: Given,
  options: FieldOptions<readonly string[]> = {},
): Field<ChoiceValue<Given>[]> {
  const list = choiceList(choices);
  const kind = {
    widget: selectMultipleWidget(),
    empty: [],
    show: (value: readonly string[]) => value,
    choices: () => list,
    parse: (entered: unknown) => parseChoices(entered, list),
  };
  return new Field<readonly string[]>(kind, options) as unknown as Field<ChoiceValue<Given>[]>; // as above
}

function parseChoices(entered: unknown, list: readonly WidgetChoice[]): Cleaned<readonly string[]> {
  if (!Array.isArray(entered)) return refused("invalid_list", "Enter a list of values.");
  const unknown = entered.find((text) => !list.some(({ value }) => value === text));
  return unknown === undefined ? { value: entered as string[] } : notAvailable(String(unknown));
}

function notAvailable(value: string) {
  const message = `Select a valid choice. ${value} is not one of the available choices.`;
  return refused("invalid_choice", message, { value });
}

/** True or false: a box to tick. Where the field isn't optional, it must be ticked. */
export function booleanField(options: FieldOptions<boolean> = {}): Field<boolean> {
  const kind = {
    widget: checkboxWidget(),
    empty: false,
    tidy: (entered: string) => (isTicked(entered) ? entered : ""),
    show: (value: boolean) => (value ? "on" : null),
    parse: () => ({ value: true }),
  };
  return new Field<boolean>(kind, options);
}

/** Choices as a list with labels: `"in_review"` is shown as "In review". */
export function choiceList(choices: Choices): readonly WidgetChoice[] {
  if (!Array.isArray(choices)) {
    return Object.entries(choices).map(([value, label]) => ({ value, label: String(label) }));
  }
  return choices.map((choice) =>
    typeof choice === "string" ? { value: choice, label: labelOf(choice) } : choice,
  );
}

function labelOf(value: string): string {
  const words = value.replaceAll(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
