import { iriToUri, percentEncode } from "../../core/index.ts";
import { type Filter, textFilter } from "../library.ts";
import { textOf } from "../runtime/text-of.ts";

export const urlFilters: Readonly<Record<string, Filter>> = {
  iriencode: textFilter({ isSafe: true, apply: (text) => iriToUri(text) }),
  urlencode: textFilter({
    argument: "optional",
    apply: (text, keep) =>
      percentEncode(text, keep === undefined || keep === null ? "/" : asciiOf(textOf(keep))),
  }),
};

/** Only letters of ASCII may be kept: others have no place in an address. */
function asciiOf(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/g, "");
}
