import { closestName } from "./closest-name.ts";
import type { Config, ConfigOptions } from "./config.ts";
import type { ConfigProblem } from "./errors.ts";

/**
 * One key of the configuration: who reads it, what it may hold, what it is when nobody sets it. A part declares the
 * types by declaration merging (`ConfigOptions` for what is written, `Config` for what is read) and exports the section.
 */
export interface ConfigSection<Key extends keyof Config = keyof Config> {
  readonly key: Key;
  /** Checks what was written (`undefined` where nothing was) and fills in the defaults. Says what is wrong to `reader`. */
  resolve(reader: ConfigReader, value: unknown, known: { readonly debug: boolean }): Config[Key];
}

/** Makes a section; its only use is to infer the types. */
export function configSection<Key extends keyof Config & keyof ConfigOptions>(
  section: ConfigSection<Key>,
): ConfigSection {
  return section as unknown as ConfigSection; // a list of sections forgets which key each has
}

interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
}

/** What the items of a list are. */
interface ListKind {
  /** One of them: `"a module"`. */
  readonly expected: string;
  /** All of them: `"modules"`. */
  readonly plural: string;
  readonly isRight: (item: unknown) => boolean;
  /** What to write instead of a wrong one. */
  readonly hint?: (item: unknown) => string | undefined;
}

/** How a value that was imported comes to be undefined. */
const importedInCircle =
  "Where it was imported, the file doesn't export that name, or two files import each other in a circle.";

/**
 * Reads one value of the configuration after the other and notes what is wrong, so that all of it can be told at once.
 * Each method gives the default where the value is absent or wrong.
 */
export class ConfigReader {
  readonly path: string;
  readonly problems: ConfigProblem[];

  constructor(path: string, problems: ConfigProblem[]) {
    this.path = path;
    this.problems = problems;
  }

  /** A reader for something below this one: `"http"` gives `"http.port"`. */
  below(key: string): ConfigReader {
    return new ConfigReader(this.path === "" ? key : `${this.path}.${key}`, this.problems);
  }

  problem(message: string, hint?: string): void {
    this.problems.push({ path: this.path, message, ...(hint === undefined ? {} : { hint }) });
  }

  string(value: unknown, fallback: string): string {
    return this.#checked(value, fallback, "a text", (given) => typeof given === "string");
  }

  boolean(value: unknown, fallback: boolean): boolean {
    const hint = /^(?:true|false)$/.test(String(value)) ? `Write ${value} without quotes.` : undefined;
    return this.#checked(value, fallback, "true or false", (given) => typeof given === "boolean", hint);
  }

  integer(value: unknown, fallback: number, limits: NumberLimits = {}): number {
    const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = limits;
    const range = limits.max === undefined ? `from ${min} up` : `from ${min} to ${max}`;
    const expected =
      limits.min === undefined && limits.max === undefined ? "a whole number" : `a whole number ${range}`;
    return this.#checked(
      value,
      fallback,
      expected,
      (given) => Number.isInteger(given) && (given as number) >= min && (given as number) <= max,
      typeof value === "string" && /^\d+$/.test(value) ? `Write ${value} without quotes.` : undefined,
    );
  }

  oneOf<const Choice extends string>(value: unknown, choices: readonly Choice[], fallback: Choice): Choice {
    const meant = typeof value === "string" ? closestName(value, choices) : undefined;
    return this.#checked(
      value,
      fallback,
      `one of ${choices.join(", ")}`,
      (given) => choices.includes(given as Choice),
      meant === undefined ? undefined : `Did you mean "${meant}"?`,
    );
  }

  strings(value: unknown, fallback: readonly string[]): readonly string[] {
    const isTexts = (given: unknown) =>
      Array.isArray(given) && given.every((item) => typeof item === "string");
    const hint = typeof value === "string" ? `Write a list: [${JSON.stringify(value)}].` : undefined;
    return this.#checked(value, fallback, "a list of texts", isTexts, hint);
  }

  /**
   * A value of another kind: `isRight` decides, `expected` names the kind in the message ("a function"), `hint` says what to
   * write instead of what was given.
   */
  value<Value>(
    value: unknown,
    fallback: Value,
    expected: string,
    isRight: (given: unknown) => boolean,
    hint?: string | ((given: unknown) => string | undefined),
  ): Value {
    return this.#checked(value, fallback, expected, isRight, typeof hint === "function" ? hint(value) : hint);
  }

  /** A list of values of one kind, without those that aren't; each of these is told with its place, `"modules.2"`. */
  list<Item>(value: unknown, fallback: readonly Item[], kind: ListKind): readonly Item[] {
    const { expected, isRight, hint } = kind;
    const listHint = isRight(value) ? "Put it into a list: [ … ]." : undefined;
    const items = this.#checked<readonly unknown[]>(
      value,
      fallback,
      `a list of ${kind.plural}`,
      Array.isArray,
      listHint,
    );
    if (items === fallback) return fallback;
    return items.filter((item, position): item is Item => {
      if (isRight(item)) return true;
      const missing = item === undefined ? importedInCircle : undefined;
      const below = this.below(String(position));
      below.problem(`must be ${expected}, and is ${describe(item)}.`, missing ?? hint?.(item));
      return false;
    });
  }

  /** The value as an object whose keys are all known; an empty one where it is absent or wrong. */
  object<Key extends string>(value: unknown, keys: readonly Key[]): Partial<Record<Key, unknown>> {
    const given = this.#checked<Record<string, unknown>>(value, {}, "an object", isPlainObject);
    for (const key of Object.keys(given)) {
      if (!keys.includes(key as Key)) reportUnknownKey(this.below(key), key, keys);
    }
    return given as Partial<Record<Key, unknown>>;
  }

  #checked<Value>(
    value: unknown,
    fallback: Value,
    expected: string,
    isRight: (given: unknown) => boolean,
    hint?: string,
  ): Value {
    if (value === undefined) return fallback;
    if (isRight(value)) return value as Value; // isRight() is the proof that each caller gives
    const shown = secretPath.test(this.path) ? describeKind(value) : describe(value);
    this.problem(`must be ${expected}, and is ${shown}.`, hint);
    return fallback;
  }
}

/** Notes a key that nobody reads, with the one that was perhaps meant. */
export function reportUnknownKey(reader: ConfigReader, key: string, known: readonly string[]): void {
  const meant = closestName(key, known);
  const hint =
    meant === undefined ? `Known keys: ${known.toSorted().join(", ")}.` : `Did you mean "${meant}"?`;
  reader.problem("is not a key of the configuration.", hint);
}

/** An object written as `{ … }`, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Where what stands there, however wrong its kind, may be somebody's secret. */
const secretPath = /(?:password|passphrase|secret|token|key|credentials)$/i;

/** A value without what it says. */
function describeKind(value: unknown): string {
  if (typeof value === "string") return "a text";
  return typeof value === "number" || typeof value === "bigint" ? "a number" : describe(value);
}

function describe(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isPlainObject(value)) return "an object";
  if (typeof value === "object" && value !== null)
    return `an object of the class ${value.constructor?.name ?? "without a name"}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
