import { type Filter, textFilter } from "../library.ts";
import { textOf } from "../runtime/text-of.ts";

/** Percent-encodes all but letters, digits, `_.-~` and the characters in `keep`, as Python's quote(). */
export function quote(text: string, keep = "/"): string {
  let quoted = "";
  for (const character of text.toWellFormed()) {
    quoted += /[\w.~-]/.test(character) || keep.includes(character) ? character : percentEncoded(character);
  }
  return quoted;
}

function percentEncoded(character: string): string {
  let encoded = "";
  for (const byte of new TextEncoder().encode(character)) {
    encoded += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** An address that may hold any letters as one of ASCII. What is encoded already stays. */
export function iriToUri(iri: string): string {
  return quote(iri, "/#%[]=:;$&()+,!?*@'~");
}

export const urlFilters: Readonly<Record<string, Filter>> = {
  iriencode: textFilter({ isSafe: true, apply: (text) => iriToUri(text) }),
  urlencode: textFilter({
    argument: "optional",
    apply: (text, keep) => quote(text, keep === undefined || keep === null ? "/" : textOf(keep)),
  }),
};
