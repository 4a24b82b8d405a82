import { iriToUri, percentEncode } from "../../core/index.ts";
import { type Filter, textFilter } from "../library.ts";
import { textOf } from "../runtime/text-of.ts";

export const urlFilters: Readonly<Record<string, Filter>> = {
  iriencode: textFilter({ isSafe: true, apply: (text) => iriToUri(text) }),
  urlencode: textFilter({
    argument: "optional",
    apply: (text, keep) => percentEncode(text, keep === undefined || keep === null ? "/" : textOf(keep)),
  }),
};
