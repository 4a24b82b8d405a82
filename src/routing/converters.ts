import { ConverterError } from "./errors.ts";

/**
 * The type that each converter makes of its part of a path. An app adds its own by declaration merging:
 *
 * @example
 * declare module "quintet/routing" {
 *   interface ConverterTypes { month: Temporal.PlainYearMonth }
 * }
 */
export interface ConverterTypes {
  int: number;
  str: string;
  slug: string;
  uuid: string;
  path: string;
}

/** How a converter reads and writes its part of a path. */
export interface ConverterOptions<Value> {
  /** A regular expression for the text, without groups and anchors: `"[0-9]{4}-[0-9]{2}"`. */
  readonly pattern: string;
  /**
   * The value of a text that matches `pattern`. Where it stands for none, gives `undefined` or throws a `RangeError` or
   * `SyntaxError`: then the route doesn't match.
   */
  parse(text: string): Value | undefined;
  /** The text for a value, not yet percent-encoded; `String(value)` by default. */
  format?(value: Value): string;
}

/** A named kind of route parameter: `int` in `"<int:year>"`. */
export interface Converter {
  readonly name: string;
  readonly pattern: string;
  parse(text: string): unknown;
  format(value: unknown): string;
  /** How a whole segment of a path is read; `undefined` where a value may hold a `/`. */
  readonly segment: SegmentReader | undefined;
  /** The characters that `pattern` takes; `undefined` where only the expression knows. */
  readonly extent: Extent | undefined;
}

/** Reads a segment where it stands in a path, which is not cut before it is known that the route matches. */
export interface SegmentReader {
  /** Where the segment that begins at a place ends: at the next `/` or with the path. -1 where it is no value. */
  endOf(path: string, start: number): number;
  /** The value of a segment for which there was an end. */
  value(path: string, start: number, end: number): unknown;
}

/** The characters of a parameter: one or more of a class, or a text of fixed length. */
export type Extent =
  | { readonly kind: "run"; accepts(code: number): boolean }
  | { readonly kind: "fixed"; readonly length: number; accepts(text: string): boolean };

const converters = new Map<string, Converter>();

/**
 * Makes a kind of route parameter, known to all routes that are declared after it. Its type is declared in
 * {@link ConverterTypes}.
 *
 * @example
 * defineConverter("month", {
 *   pattern: "[0-9]{4}-[0-9]{2}",
 *   parse: (text) => Temporal.PlainYearMonth.from(text),
 *   format: (month) => month.toString(),
 * });
 * path("archive/<month:month>/", archive); // archive: (request, { month: Temporal.PlainYearMonth }) => …
 */
export function defineConverter<Name extends keyof ConverterTypes & string>(
  name: Name,
  options: ConverterOptions<ConverterTypes[Name]>,
): Converter {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) {
    throw new ConverterError(
      `A converter is called ${JSON.stringify(name)}. Its name must begin with a letter, and hold letters, digits, "-" and "_" only.`,
    );
  }
  if (converters.has(name)) {
    throw new ConverterError(`There is already a converter "${name}". Give this one another name.`);
  }
  if (/(?<!\\)\((?!\?[:=!<])|\(\?P?<[^=!]/.test(options.pattern)) {
    throw new ConverterError(
      `The pattern of the converter "${name}" has a capturing group: ${options.pattern}\nWrite (?:…) instead of (…).`,
    );
  }
  const converter: Converter = {
    name,
    pattern: options.pattern,
    parse: (text) => valueOrNone(text, options.parse),
    format: (options.format ?? String) as (value: unknown) => string, // urlFor() gives it what ConverterTypes says
    segment: undefined, // its pattern may match a "/"
    extent: undefined,
  };
  converters.set(name, converter);
  return converter;
}

function valueOrNone(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The converter of that name, or `undefined`. */
export function findConverter(name: string): Converter | undefined {
  return converters.get(name);
}

/** The names of all converters there are. */
export function converterNames(): string[] {
  return [...converters.keys()];
}

// The patterns are Django's (django.urls.converters). The trie goes by `segment`, everything else by `extent` and `parse`,
// which say the same.
function builtIn(
  name: keyof ConverterTypes,
  converter: Omit<Converter, "name" | "format" | "parse"> & Partial<Pick<Converter, "parse">>,
): void {
  converters.set(name, { name, parse: (text) => text, format: String, ...converter });
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const isSlugCharacter = (code: number) =>
  (code >= 97 && code <= 122) || isDigit(code) || code === 45 || (code >= 65 && code <= 90) || code === 95;
// Other than Django's `str` and `path` these take no control characters and no separators of lines: no address means
// them, and what stands in front of the app reads them otherwise (CVE-2021-44420).
const controls = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029";
const isText = (code: number) =>
  code >= 32 && (code < 127 || (code >= 160 && code !== 0x2028 && code !== 0x2029));
const isTextOfSegment = (code: number) => code !== slash && isText(code);
const uuidPattern = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const wholeUuid = new RegExp(`^${uuidPattern}$`);
const slash = 47;
const hyphen = 45;

builtIn("int", {
  pattern: "[0-9]+",
  extent: { kind: "run", accepts: isDigit },
  parse: safeInteger,
  segment: { endOf: endOfInt, value: readInt },
});
builtIn("str", {
  pattern: `[^/${controls}]+`,
  extent: { kind: "run", accepts: isTextOfSegment },
  segment: { endOf: endOfStr, value: readText },
});
builtIn("slug", {
  pattern: "[-a-zA-Z0-9_]+",
  extent: { kind: "run", accepts: isSlugCharacter },
  segment: { endOf: endOfSlug, value: readText },
});
builtIn("uuid", {
  pattern: uuidPattern,
  extent: { kind: "fixed", length: 36, accepts: (text) => wholeUuid.test(text) },
  segment: { endOf: endOfUuid, value: readText },
});
builtIn("path", {
  pattern: `[^${controls}]+`,
  extent: { kind: "run", accepts: isText },
  segment: undefined,
});

/** Beyond 2^53 a number would stand for another one than the path says, and no row has such a key. */
function safeInteger(text: string): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

// Fifteen digits are always exact.
const exactDigits = 15;

function endOfInt(path: string, start: number): number {
  let end = start;
  while (end < path.length && isDigit(path.charCodeAt(end))) end++;
  if (!endsSegment(path, start, end)) return -1;
  return end - start <= exactDigits || safeInteger(path.slice(start, end)) !== undefined ? end : -1;
}

function readInt(path: string, start: number, end: number): number {
  if (end - start > exactDigits) return Number(path.slice(start, end));
  let number = 0;
  for (let index = start; index < end; index++) number = number * 10 + path.charCodeAt(index) - 48;
  return number;
}

function readText(path: string, start: number, end: number): string {
  return path.slice(start, end);
}

function endOfStr(path: string, start: number): number {
  let end = start;
  while (end < path.length && isTextOfSegment(path.charCodeAt(end))) end++;
  return endsSegment(path, start, end) ? end : -1;
}

function endOfSlug(path: string, start: number): number {
  let end = start;
  while (end < path.length && isSlugCharacter(path.charCodeAt(end))) end++;
  return endsSegment(path, start, end) ? end : -1;
}

function endOfUuid(path: string, start: number): number {
  const end = start + 36;
  if (end > path.length || !endsSegment(path, start, end)) return -1;
  for (let offset = 0; offset < 36; offset++) {
    const code = path.charCodeAt(start + offset);
    const isHyphen = offset === 8 || offset === 13 || offset === 18 || offset === 23;
    if (isHyphen ? code !== hyphen : !(isDigit(code) || (code >= 97 && code <= 102))) return -1;
  }
  return end;
}

/** Whether a `path` takes all from a place to the end. */
export function takesRest(path: string, start: number): boolean {
  for (let index = start; index < path.length; index++) {
    if (!isText(path.charCodeAt(index))) return false;
  }
  return true;
}

function endsSegment(path: string, start: number, end: number): boolean {
  return end > start && (end === path.length || path.charCodeAt(end) === slash);
}
