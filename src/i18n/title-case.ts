/*
 * Python's str.title(): after each letter that has no case, and at the beginning, a letter gets its title form, and all
 * others become small. JavaScript knows capital letters only; where the two differ is tabulated here.
 */

// Digraphs that have a form with only their first half capital.
const digraphs: Readonly<Record<string, string>> = { Ǆ: "ǅ", Ǉ: "ǈ", Ǌ: "ǋ", Ǳ: "ǲ" };

// Georgian letters, whose capitals are for headings alone.
const georgian = /[\u10d0-\u10fa\u10fd-\u10ff]/;

const beyondAscii = /[^\0-\x7f]/;

/** A text in which each word begins with a capital. */
export function titleCase(text: string): string {
  if (!beyondAscii.test(text)) {
    return text.replaceAll(/[a-zA-Z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());
  }
  return text.replaceAll(/\p{Cased}+/gu, (word) => {
    const [first = ""] = word;
    // Behind a letter, so that a sigma at the end of a word takes its form for there.
    const rest = `a${word.slice(first.length)}`.toLowerCase().slice(1);
    return titled(first) + rest;
  });
}

function titled(letter: string): string {
  if (georgian.test(letter)) return letter;
  const upper = letter.toUpperCase();
  const [first = "", ...others] = upper;
  if (others.length === 0) return digraphs[upper] ?? upper;
  if (letter === "ŉ") return upper;
  // "ß" gives "Ss", and a Greek letter keeps the iota below it.
  if (/\p{Script=Greek}/u.test(letter)) return upper.replace(/Ι$/, "\u0345").normalize("NFC");
  return first + others.join("").toLowerCase();
}
