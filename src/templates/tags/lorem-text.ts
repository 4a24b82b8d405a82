/*
 * The filler text that printers have used for centuries, cut from Cicero's "De finibus bonorum et malorum".
 */

/** The passage as it is always quoted. */
const passage = [
  "Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.",
  "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.",
  "Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur.",
  "Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt mollit anim id est laborum.",
].join(" ");

const words = [...new Set(passage.toLowerCase().match(/[a-z]+/g))];
const firstWords = passage
  .toLowerCase()
  .match(/[a-z]+/g)!
  .slice(0, 19); // the first sentence

/**
 * A number of words: those of the passage's first sentence, then others in any order.
 * @param isCommon - `false` for any words from the start.
 */
export function loremWords(count: number, isCommon: boolean): string {
  const first = isCommon ? firstWords : [];
  if (count <= first.length) return first.slice(0, count).join(" ");
  return [...first, ...Array.from({ length: count - first.length }, anyWord)].join(" ");
}

/**
 * A number of paragraphs: the passage, then made up ones.
 * @param isCommon - `false` for made up ones from the start.
 */
export function loremParagraphs(count: number, isCommon: boolean): string[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    isCommon && index === 0 ? passage : anyParagraph(),
  );
}

function anyParagraph(): string {
  return Array.from({ length: between(1, 4) }, anySentence).join(" ");
}

function anySentence(): string {
  const parts = Array.from({ length: between(1, 5) }, () =>
    Array.from({ length: between(3, 12) }, anyWord).join(" "),
  );
  const text = parts.join(", ");
  return `${text[0]!.toUpperCase()}${text.slice(1)}${between(0, 9) === 0 ? "?" : "."}`;
}

function anyWord(): string {
  return words[between(0, words.length - 1)]!;
}

function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}
