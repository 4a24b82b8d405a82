/** `"book"` gives `"Book"`. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `["a", "b", "c"]` gives `"a, b and c"`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const counts = new Intl.NumberFormat("en");

/** A number of things, in groups of three digits. */
export function countText(count: number): string {
  return counts.format(count);
}

/** `counted(1, "book", "books")` gives `"1 book"`. */
export function counted(count: number, singular: string, plural: string): string {
  return `${countText(count)} ${count === 1 ? singular : plural}`;
}

/** A text that is short enough for a title. */
export function shortened(text: string, maxLength = 80): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).trimEnd()}…`;
}
