import { type Filter, textFilter } from "../library.ts";
import { textOf } from "../runtime/text-of.ts";
import { quote } from "./quote.ts";

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
