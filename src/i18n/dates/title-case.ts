// Georgian has capital letters only for whole words in capitals: the first letter of a word is none.
const hasNoTitleCase = /^\p{Script=Georgian}/u;

const beyondAscii = /[^\0-\x7f]/;

/** Each word with a capital letter, the rest small: `"Jan"` for `"jan"`. */
export function titleCase(text: string): string {
  if (!beyondAscii.test(text)) {
    return text.replaceAll(/[a-zA-Z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());
  }
  return text.replaceAll(/\p{Cased}[\p{Cased}\p{M}]*/gu, (word) => {
    const first = String.fromCodePoint(word.codePointAt(0)!);
    const initial = hasNoTitleCase.test(first) ? first : first.toUpperCase();
    return initial + word.slice(first.length).toLowerCase();
  });
}
