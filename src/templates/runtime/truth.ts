import { isDecimal } from "../../i18n/index.ts";
import { SafeString } from "../safe-string.ts";
import { checkNesting } from "./nesting.ts";
import { settled } from "./thenable.ts";

/*
 * What is true, equal, less and contained: Python's rules, which are Django's. Empty texts, lists and dictionaries, zero
 * and null are false; 1 equals true; lists are equal item by item; comparing what has no order is an error (in {% if %}
 * that is false).
 */

/** Whether a value counts as true. */
export function isTruthy(value: unknown): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
    case "undefined":
      return false;
    case "object":
      return value !== null && isTruthyObject(value);
    default:
      return true;
  }
}

/** The same for a value in the synchronous version, which is left where it must be awaited first. */
export function holds(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? isTruthyObject(settled(value) as object)
    : isTruthy(value);
}

function isTruthyObject(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof SafeString) return value.text !== "";
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  const number = numberOf(value);
  if (number !== undefined) return number !== 0;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    for (const _ in value) return true;
    return false;
  }
  if (tagOf(value) === "Temporal.Duration") return !(value as { blank: boolean }).blank;
  return true;
}

/** The number that a number-like value stands for: numbers, booleans, decimals; `undefined` for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Number) return value.valueOf();
  return isDecimal(value) ? value.toNumber() : undefined;
}

/** What a class says of itself: `"Temporal.PlainDate"`, `"Decimal"`. */
export function tagOf(value: object): unknown {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
}

/** Texts are compared without regard to their safety. */
function plain(value: unknown): unknown {
  return value instanceof SafeString ? value.text : value;
}

/** `a == b`. `depth` is how deep in others the two stand. */
export function equals(first: unknown, second: unknown, depth = 0): boolean {
  if (first === second) return true;
  if (typeof first === "string" && typeof second === "string") return false;
  const a = plain(first);
  const b = plain(second);
  if (a === b) return true;
  if (a === undefined || a === null || b === undefined || b === null) return (a ?? null) === (b ?? null);
  if (typeof a === "string" || typeof b === "string") return false;
  const number = numberOf(a);
  if (number !== undefined) return number === numberOf(b) && (typeof a !== "bigint" || typeof b !== "bigint");
  if (typeof a !== "object" || typeof b !== "object") return false;
  checkNesting(depth);
  return equalObjects(a, b, depth + 1);
}

function equalObjects(a: object, b: object, depth: number): boolean {
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((item, index) => equals(item, b[index], depth))
    );
  }
  if (a instanceof Set)
    return b instanceof Set && a.size === b.size && [...a].every((item) => contains(b, item));
  const comparison = compareObjects(a, b);
  if (comparison !== undefined) return comparison === 0;
  if (isTemporal(a)) return false; // a day is not equal to a moment in it
  const { equals: own } = a as { equals?: (other: unknown) => unknown };
  if (typeof own === "function") return own.call(a, b) === true;
  const entries = entriesOf(a);
  const others = entriesOf(b);
  if (entries === undefined || others === undefined || entries.size !== others.size) return false;
  return [...entries].every(([key, value]) => others.has(key) && equals(value, others.get(key), depth));
}

function entriesOf(value: object): Map<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? new Map(Object.entries(value)) : undefined;
}

function isTemporal(value: object): boolean {
  return String(tagOf(value)).startsWith("Temporal.");
}

/** Below zero, zero or above, for two instants or two Temporal values of one kind; `undefined` otherwise. */
function compareObjects(a: object, b: object): number | undefined {
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (a instanceof Date) return isInstant(b) ? -nanosecondsAfter(b, a) : undefined;
  if (b instanceof Date) return isInstant(a) ? nanosecondsAfter(a, b) : undefined;
  if (!isTemporal(a) || tagOf(a) !== tagOf(b)) return undefined;
  const { compare } = a.constructor as { compare?: (x: object, y: object) => number };
  return compare?.(a, b);
}

interface Instant {
  readonly epochNanoseconds: bigint;
}

function isInstant(value: object): value is Instant {
  return tagOf(value) === "Temporal.Instant";
}

function nanosecondsAfter({ epochNanoseconds }: Instant, date: Date): number {
  const time = date.getTime();
  return Number.isNaN(time) ? Number.NaN : Number(epochNanoseconds - BigInt(time) * 1_000_000n);
}

/**
 * Below zero, zero or above: the order of two values; NaN for sets of which neither holds the other.
 * @throws TypeError where they have none.
 */
export function compare(first: unknown, second: unknown): number {
  if (typeof first === "number" && typeof second === "number") return first - second;
  const a = plain(first);
  const b = plain(second);
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  const left = numberOf(a);
  const right = numberOf(b);
  if (left !== undefined && right !== undefined) return left - right;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.min(a.length, b.length); index++) {
      if (!equals(a[index], b[index])) return compare(a[index], b[index]);
    }
    return a.length - b.length;
  }
  if (a instanceof Set && b instanceof Set) return compareSets(a, b);
  const order = typeof a === "object" && typeof b === "object" && a && b ? compareObjects(a, b) : undefined;
  if (order === undefined)
    throw new TypeError(`A ${kindOf(a)} and a ${kindOf(b)} cannot be compared by size.`);
  return order;
}

/** A set is less than one that holds all of it and more; NaN where neither holds the other. */
function compareSets(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): number {
  const isInside = [...a].every((item) => contains(b, item));
  const isAround = [...b].every((item) => contains(a, item));
  if (isInside && isAround) return 0;
  if (isInside) return -1;
  return isAround ? 1 : Number.NaN;
}

/** By code points, as Python does: JavaScript's own order puts U+FF5E behind U+1F600. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const inPair = at > 0 && a.charCodeAt(at - 1) >= 0xd800 && a.charCodeAt(at - 1) < 0xdc00;
  const start = inPair ? at - 1 : at;
  return (a.codePointAt(start) ?? -1) - (b.codePointAt(start) ?? -1);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "missing value";
  if (Array.isArray(value)) return "list";
  return typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
}

/**
 * `item in container`
 * @throws TypeError where the container holds nothing, or can't hold what changes: a list is no key.
 */
export function contains(container: unknown, item: unknown): boolean {
  const holder = plain(container);
  const wanted = plain(item);
  if (typeof holder === "string") {
    if (typeof wanted !== "string") throw new TypeError(`A ${kindOf(wanted)} cannot be in a text.`);
    return holder.includes(wanted);
  }
  if (Array.isArray(holder)) return holder.some((element) => equals(element, wanted));
  if (holder instanceof Map || holder instanceof Set) {
    if (holder.has(wanted)) return true;
    if (!(holder instanceof Set && wanted instanceof Set)) requireKey(wanted); // a set may hold sets
    return [...holder.keys()].some((element) => equals(element, wanted));
  }
  if (typeof holder === "object" && holder !== null) {
    if (Symbol.iterator in holder) {
      for (const element of holder as Iterable<unknown>) if (equals(element, wanted)) return true;
      return false;
    }
    const prototype = Object.getPrototypeOf(holder);
    if (prototype === Object.prototype || prototype === null) {
      requireKey(wanted);
      const isName = typeof wanted === "string" || typeof wanted === "number";
      return isName && Object.hasOwn(holder, wanted);
    }
  }
  throw new TypeError(`A ${kindOf(holder)} holds nothing to look for.`);
}

function requireKey(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const prototype = Object.getPrototypeOf(value);
  const isDictionary = prototype === Object.prototype || prototype === null;
  if (isDictionary || Array.isArray(value) || value instanceof Map || value instanceof Set) {
    throw new TypeError(`A ${kindOf(value)} cannot be a key.`);
  }
}
