import type { Filter } from "../library.ts";
import { toInteger } from "../runtime/numbers.ts";
import { isThenable } from "../runtime/thenable.ts";
import { SafeString } from "../safe-string.ts";
import type { Confinement } from "./confinement.ts";

/** What a filter is about to work on. */
interface Work {
  readonly value: unknown;
  /** Characters that the value has as text. */
  readonly length: number;
  readonly argument: unknown;
  /** Characters that the argument has. */
  readonly argumentLength: number;
}

/** A filter for a sandbox: its work is counted, what it would make is bounded before, and what it made is looked at. */
export function boundedFilter(name: string, filter: Filter): Filter {
  const { applyToText: _, ...rest } = filter; // that would be a way past
  return {
    ...rest,
    apply(value, argument, environment) {
      const confinement = environment.confinement!; // every render of a sandbox has one
      const work = measured(name, value, argument, confinement);
      confinement.meter.allow(outputLengths.get(name)?.(work) ?? 0);
      const result = checked(filter.apply(value, argument, environment), confinement);
      return isThenable(result) ? result.then((late) => checked(late, confinement)) : result;
    },
  };
}

function measured(name: string, value: unknown, argument: unknown, confinement: Confinement): Work {
  const argumentLength = confinement.lengthOf(argument);
  if (!shallowFilters.has(name)) {
    const length = confinement.lengthOf(value, plainFilters.has(name));
    return { value, length, argument, argumentLength };
  }
  const count = itemCount(value);
  if (isText(value)) confinement.meter.work(count);
  else confinement.meter.step(count);
  return { value, length: count, argument, argumentLength };
}

function checked(result: unknown, confinement: Confinement): unknown {
  if (typeof result === "string") confinement.meter.allow(result.length);
  else if (result instanceof SafeString) confinement.meter.allow(result.text.length);
  return confinement.admitted(result);
}

/** Filters that look at a list, but not into what stands in it. */
const shallowFilters: ReadonlySet<string> = new Set([
  "add",
  "default",
  "default_if_none",
  "dictsort",
  "dictsortreversed",
  "first",
  "last",
  "length",
  "pluralize",
  "random",
  "slice",
  "yesno",
]);

/** Filters that write everything that stands in a value, where others write what it says of itself. */
const plainFilters: ReadonlySet<string> = new Set(["json_script", "pprint"]);

/** How long the output may become, of filters where that depends on more than the length of the value. */
const outputLengths: ReadonlyMap<string, (work: Work) => number> = new Map(
  Object.entries({
    add: ({ length, argument }) => length + itemCount(argument),
    center: padded,
    date: formatted,
    floatformat: ({ length, argument }) => length + Math.abs(wholeNumber(argument)),
    join: ({ value, length, argumentLength }) => length + itemCount(value) * argumentLength,
    ljust: padded,
    naturalday: formatted,
    rjust: padded,
    stringformat: ({ length, argument }) => length + numbersIn(argument),
    time: formatted,
    unordered_list: ({ value, length }) => length + indentation(value),
  } satisfies Record<string, (work: Work) => number>),
);

function padded({ length, argument }: Work): number {
  return length + Math.max(0, wholeNumber(argument));
}

/** The longest part of a date is some thirty characters. */
function formatted({ argumentLength }: Work): number {
  return 100 + 40 * argumentLength;
}

function wholeNumber(argument: unknown): number {
  const text = argument instanceof SafeString ? argument.text : argument;
  return Number(toInteger(typeof text === "string" ? text.replace(/(gu|ug|g|u)$/, "") : text) ?? 0);
}

/** The sum of all numbers in a format such as `"8.3f"`. */
function numbersIn(format: unknown): number {
  const text = format instanceof SafeString ? format.text : String(format);
  return (text.match(/\d+/g) ?? []).reduce((sum, digits) => sum + Number(digits), 0);
}

function isText(value: unknown): boolean {
  return typeof value === "string" || value instanceof SafeString;
}

function itemCount(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (value instanceof SafeString) return value.text.length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  return 1;
}

/** The tags and tabs of a nested list: each item has as many as it stands deep. */
function indentation(value: unknown, depth = 1): number {
  if (!Array.isArray(value)) return 10 + depth;
  return value.reduce<number>((sum, item) => sum + 3 * depth + 25 + indentation(item, depth + 1), 0);
}
