import { closestName, didYouMean, isPlainObject } from "../../../core/index.ts";

/*
 * What values must be, as functions that say what is wrong with one. Properties that an object's shape doesn't know are let
 * through, because states carry along what others hang on them, unless they look like a slip of one that is known.
 */

/** What is wrong in a value, and where in it. */
export interface Problem {
  readonly path: readonly (string | number)[];
  /** The end of a sentence: `is "titel", and must be a number`. */
  readonly text: string;
}

/** `undefined` where nothing is wrong. */
export type Shape = (value: unknown) => Problem | undefined;

export const text = kind("a text", (value) => typeof value === "string" && value !== "");
export const truth = kind("true or false", (value) => typeof value === "boolean");
export const number = kind("a number", (value) => typeof value === "number");
export const callable = kind("a function", (value) => typeof value === "function");
export const anything: Shape = () => undefined;

/** What a test tells. */
export function kind(what: string, isOfKind: (value: unknown) => boolean): Shape {
  return (value) => (isOfKind(value) ? undefined : mismatch(value, what));
}

export function oneOf(words: readonly string[]): Shape {
  return (value) => {
    if (words.includes(value as string)) return undefined;
    const meant = typeof value === "string" ? didYouMean(value, words) : "";
    return here(`is ${shown(value)}.${meant} It must be one of ${words.join(", ")}`);
  };
}

export function listOf(item: Shape, what: string): Shape {
  return (value) =>
    Array.isArray(value)
      ? firstProblem(value.entries(), (_, entry) => item(entry))
      : mismatch(value, `a list of ${what}`);
}

/** Objects with any keys. */
export function recordOf(item: Shape, what: string): Shape {
  return (value) =>
    isPlainObject(value)
      ? firstProblem(Object.entries(value), (_, entry) => item(entry))
      : mismatch(value, `an object of ${what}`);
}

/** Of the second, where it is neither. */
export function either(first: Shape, second: Shape): Shape {
  return (value) => (first(value) === undefined ? undefined : second(value));
}

/** An object; by property what it must be, with `!` behind the names of those that must be there. */
export function object(what: string, properties: Readonly<Record<string, Shape>>): Shape {
  const shapes = new Map(Object.entries(properties).map(([name, shape]) => [name.replace("!", ""), shape]));
  const required = Object.keys(properties).flatMap((name) => (name.endsWith("!") ? [name.slice(0, -1)] : []));
  return (value) => {
    if (!isPlainObject(value)) return mismatch(value, what);
    const missing = required.find((name) => value[name] === undefined);
    return (
      firstProblem(Object.entries(value), (name, entry) => {
        const shape = shapes.get(name);
        if (shape === undefined) return slip(name, shapes);
        return entry === undefined ? undefined : shape(entry);
      }) ?? (missing === undefined ? undefined : { path: [missing], text: "is missing" })
    );
  };
}

function slip(name: string, known: ReadonlyMap<string, unknown>): Problem | undefined {
  if (closestName(name, known.keys()) === undefined) return undefined;
  return here(`means nothing there.${didYouMean(name, known.keys())}`);
}

function firstProblem<Key extends string | number>(
  entries: Iterable<readonly [Key, unknown]>,
  problemIn: (key: Key, value: unknown) => Problem | undefined,
): Problem | undefined {
  for (const [key, value] of entries) {
    const problem = problemIn(key, value);
    if (problem !== undefined) return { ...problem, path: [key, ...problem.path] };
  }
  return undefined;
}

/** The value as a whole is something else. */
export function mismatch(value: unknown, expected: string): Problem {
  return here(`is ${shown(value)}, and must be ${expected}`);
}

function here(text: string): Problem {
  return { path: [], text };
}

function shown(value: unknown): string {
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  if (typeof value === "bigint") return `${value}n`;
  return JSON.stringify(value) ?? String(value);
}
