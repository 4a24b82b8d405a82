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
  /** True where a value never holds a `/`, so that one step of the trie can take it whole. */
  readonly isSegment: boolean;
  /** The characters that `pattern` takes; `undefined` where only the expression knows. */
  readonly extent: Extent | undefined;
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
    isSegment: false, // its pattern may match a "/"
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

// The patterns are Django's (django.urls.converters). `parse` is given the text of a whole segment when the trie calls
// it, so that here it has to say itself whether the text matches.
function builtIn(
  name: string,
  pattern: string,
  extent: Extent,
  convert: (text: string) => unknown = (text) => text,
): void {
  const whole = new RegExp(`^(?:${pattern})$`);
  const parse = (text: string) => (whole.test(text) ? convert(text) : undefined);
  converters.set(name, { name, pattern, parse, format: String, isSegment: name !== "path", extent });
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const isSlugCharacter = (code: number) =>
  isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 45 || code === 95;
const uuidPattern = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const wholeUuid = new RegExp(`^${uuidPattern}$`);

builtIn("int", "[0-9]+", { kind: "run", accepts: isDigit }, (text) => {
  const number = Number(text);
  // Beyond 2^53 a number would stand for another one than the path says, and no row has such a key.
  return Number.isSafeInteger(number) ? number : undefined;
});
builtIn("str", "[^/]+", { kind: "run", accepts: (code) => code !== 47 });
builtIn("slug", "[-a-zA-Z0-9_]+", { kind: "run", accepts: isSlugCharacter });
builtIn("uuid", uuidPattern, { kind: "fixed", length: 36, accepts: (text) => wholeUuid.test(text) });
// Python's "." is anything but a line feed, JavaScript's leaves out three more.
builtIn("path", "[^\\n]+", { kind: "run", accepts: (code) => code !== 10 });
