import { type Filter, filter } from "../library.ts";
import { toFloat } from "../runtime/numbers.ts";
import { isTruthy } from "../runtime/truth.ts";
import { SafeString } from "../safe-string.ts";
import { lengthOf } from "./lists.ts";
import { prettyText } from "./pretty-print.ts";
import { requiredText } from "./required-argument.ts";

export const logicFilters: Readonly<Record<string, Filter>> = {
  default: filter({
    argument: "required",
    apply: (value, fallback) => (isTruthy(value) ? value : fallback),
  }),

  default_if_none: filter({
    argument: "required",
    apply: (value, fallback) => (value === null || value === undefined ? fallback : value),
  }),

  yesno: filter({
    argument: "optional",
    apply(value, argument, { translator }) {
      const [yes, no, maybe, ...rest] = requiredText(
        argument ?? translator.translate("yes,no,maybe"),
        "yesno",
      ).split(",");
      if (no === undefined) return value;
      if (value === null || value === undefined) return rest.length > 0 ? no : (maybe ?? no);
      return isTruthy(value) ? yes : no;
    },
  }),

  pprint: filter({ isSafe: true, apply: (value) => prettyText(value) }),

  pluralize: filter({
    argument: "optional",
    apply(value, argument) {
      const text = requiredText(argument === undefined ? "s" : argument, "pluralize");
      const [one, many, ...rest] = (text.includes(",") ? text : `,${text}`).split(",");
      if (rest.length > 0) return "";
      const number = toFloat(value);
      if (number !== undefined) return number === 1 ? one : many;
      if (typeof value === "string" || value instanceof SafeString) return ""; // a text that is no number
      const length = lengthOf(value);
      if (length === undefined) return "";
      return length === 1 ? one : many;
    },
  }),
};
