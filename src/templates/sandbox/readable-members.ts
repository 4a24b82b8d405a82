import { types } from "node:util";
import { ForLoop } from "../runtime/for-loop.ts";
import { GroupedResult } from "../runtime/grouped-result.ts";
import { isHtmlObject, SafeString } from "../safe-string.ts";

/** Members that a sandbox lets templates read, by class. */
// biome-ignore lint/suspicious/noExplicitAny: any class, whatever its constructor takes
export type SandboxMembers = ReadonlyMap<abstract new (...args: any) => object, readonly string[]>;

/** What a value is to a template of a sandbox. */
export type Admission =
  /** Texts, numbers, dates, promises, what renders itself: as it is, with nothing to look up in it. */
  | "value"
  /** Lists, maps, sets and objects written as `{ … }`. */
  | "data"
  /** What the engine made itself: `forloop`, a group of `{% regroup %}`. */
  | "own"
  /** An instance of a class that the sandbox names. */
  | "member"
  | "refused";

/*
 * Which values a template sees. To look at one must not run code of the app: so no proxies, no classes with methods in
 * place of the built-in ones, nothing that loads when it is awaited, unless the app says so.
 */
export class ReadableMembers {
  readonly #classes: SandboxMembers;
  readonly #allowsQueries: boolean;
  readonly #names = new WeakMap<object, ReadonlySet<string>>(); // by prototype

  constructor(classes: SandboxMembers, allowsQueries: boolean) {
    this.#classes = classes;
    this.#allowsQueries = allowsQueries;
  }

  /** Which members of an object may be read; `undefined` where its class is not named. */
  of(value: object): ReadonlySet<string> | undefined {
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype === null || this.#classes.size === 0) return undefined;
    let names = this.#names.get(prototype);
    if (names === undefined) {
      names = new Set(
        [...this.#classes].flatMap(([{ prototype: named }, members]) =>
          named === prototype || Object.prototype.isPrototypeOf.call(named, prototype) ? members : [],
        ),
      );
      this.#names.set(prototype, names);
    }
    return names.size > 0 ? names : undefined;
  }

  admission(value: unknown): Admission {
    if (typeof value !== "object") {
      return typeof value === "function" || typeof value === "symbol" ? "refused" : "value";
    }
    if (value === null) return "value";
    if (types.isProxy(value)) return "refused";
    return this.#ofObject(value);
  }

  #ofObject(value: object): Admission {
    if (value instanceof SafeString) return "value";
    if (value instanceof ForLoop || value instanceof GroupedResult) return "own";
    if (isPlainData(value)) return runsCode(value) && !this.#allowsQueries ? "refused" : "data";
    if (isPlainValue(value)) return "value";
    if (runsCode(value)) return this.#allowsQueries ? "value" : "refused";
    if (this.of(value) !== undefined) return "member";
    return isHtmlObject(value) ? "value" : "refused";
  }
}

const dataPrototypes: ReadonlySet<object | null> = new Set([
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Object.prototype,
  null,
]);

function isPlainData(value: object): boolean {
  return dataPrototypes.has(Object.getPrototypeOf(value) as object | null);
}

/** Dates, promises, and numbers of decimal.js: of their own classes, not of ones that stand on them. */
function isPlainValue(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Date.prototype || prototype === Promise.prototype) return true;
  if (value instanceof Number) return true;
  const tag: unknown = propertyOf(value, Symbol.toStringTag)?.value;
  return typeof tag === "string" && /^(?:\[object )?Decimal\]?$|^Temporal\./.test(tag);
}

/** Whether to await a value or to go through it may load something, or go on for ever: queries, relations, generators. */
function runsCode(value: object): boolean {
  const then = propertyOf(value, "then");
  if (then !== undefined && (then.get !== undefined || typeof then.value === "function")) return true;
  if (Symbol.asyncIterator in value) return true;
  return Symbol.iterator in value && "next" in value;
}

/** A property of a value, or of what its class declares, without reading it: that might run a getter. */
function propertyOf(value: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (
    let level: object | null = value;
    level !== null;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    const property = Object.getOwnPropertyDescriptor(level, key);
    if (property !== undefined) return property;
  }
  return undefined;
}
