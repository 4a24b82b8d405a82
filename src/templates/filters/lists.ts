import { TemplateValueError } from "../errors.ts";
import { type Filter, filter } from "../library.ts";
import { describedValue } from "../runtime/described-value.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { isDictionary } from "../runtime/intrinsics.ts";
import { listOf } from "../runtime/iterate.ts";
import { toInteger } from "../runtime/numbers.ts";
import { textOf } from "../runtime/text-of.ts";
import { SafeString } from "../safe-string.ts";
import { conditionalEscape } from "./conditional-escape.ts";
import { requiredText } from "./required-argument.ts";
import { settleAll } from "./settle-all.ts";
import { sortedBy } from "./sorted-by.ts";

/** How many items, characters or entries a value has; `undefined` where it has no length. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === "string") return [...value].length;
  if (value instanceof SafeString) return [...value.text].length;
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (isDictionary(value)) return Object.keys(value).length;
  const { length } = value as { length?: unknown };
  return typeof length === "number" ? length : undefined;
}

/** One item by its place; the characters of safe HTML are safe no longer, as they may be halves of entities. */
function itemAt(value: unknown, index: number): unknown {
  if (value instanceof Map || isDictionary(value))
    throw new TemplateValueError(
      "A dictionary has no first, last or random item: take its keys, values or items.",
    );
  const list = listOf(value);
  if (list === undefined)
    throw new TemplateValueError(
      `first, last and random need a list or a text, and got ${describedValue(value)}.`,
    );
  return list.length === 0 ? "" : list.at(index);
}

/** Python's slices: `":3"`, `"-2:"`, `"::2"`. */
function sliced(value: unknown, argument: unknown): unknown {
  const bounds: (number | undefined)[] = [];
  for (const part of textOf(argument).split(":")) {
    const number = part === "" ? undefined : toInteger(part);
    if (part !== "" && number === undefined) return value;
    bounds.push(number === undefined ? undefined : Number(number));
  }
  const isText = typeof value === "string" || value instanceof SafeString;
  const list = isText || Array.isArray(value) ? listOf(value) : undefined;
  if (list === undefined || bounds.length > 3 || bounds[2] === 0) return value;
  const items = bounds.length === 1 ? list.slice(0, bounds[0]) : pick(list, bounds);
  return isText ? items.join("") : items;
}

function pick(list: readonly unknown[], [start, stop, step = 1]: readonly (number | undefined)[]): unknown[] {
  if (step === 1) return list.slice(start ?? 0, stop ?? list.length);
  const clamp = (bound: number | undefined, fallback: number): number => {
    if (bound === undefined) return fallback;
    const absolute = bound < 0 ? bound + list.length : bound;
    return step > 0
      ? Math.min(Math.max(absolute, 0), list.length)
      : Math.min(Math.max(absolute, -1), list.length - 1);
  };
  const first = clamp(start, step > 0 ? 0 : list.length - 1);
  const end = clamp(stop, step > 0 ? list.length : -1);
  const items: unknown[] = [];
  for (let index = first; step > 0 ? index < end : index > end; index += step) items.push(list[index]);
  return items;
}

function joined(value: unknown, separator: unknown, { autoescape }: RenderEnvironment): unknown {
  const list = listOf(value);
  const between = autoescape ? conditionalEscape(separator) : requiredText(separator, "join");
  if (list === undefined) return value;
  return settleAll(list, (items) => {
    if (autoescape) return new SafeString(items.map(conditionalEscape).join(between));
    if (items.some((item) => typeof item !== "string" && !(item instanceof SafeString))) return value;
    return new SafeString(items.map(textOf).join(between));
  });
}

export const listFilters: Readonly<Record<string, Filter>> = {
  dictsort: filter({
    argument: "required",
    apply: (value, argument, environment) => sortedBy(value, argument, 1, environment),
  }),
  dictsortreversed: filter({
    argument: "required",
    apply: (value, argument, environment) => sortedBy(value, argument, -1, environment),
  }),
  first: filter({ apply: (value) => itemAt(value, 0) }),
  join: filter({ argument: "required", isSafe: true, apply: joined }),
  last: filter({ isSafe: true, apply: (value) => itemAt(value, -1) }),
  length: filter({ apply: (value) => lengthOf(value) ?? 0 }),
  random: filter({
    isSafe: true,
    apply: (value) => itemAt(value, Math.floor(Math.random() * (lengthOf(value) ?? 0))),
  }),
  slice: filter({ argument: "required", isSafe: true, apply: sliced }),
};
