import { momentOf } from "../i18n/index.ts";
import { LibraryError } from "./errors.ts";
import type { Node } from "./node.ts";
import type { Token } from "./parser/lexer.ts";
import type { Parser } from "./parser/parser.ts";
import type { RenderEnvironment } from "./runtime/environment.ts";
import { hasOwnText, textOf } from "./runtime/text-of.ts";
import { isThenable } from "./runtime/thenable.ts";
import { isHtmlObject, SafeString, toHtml } from "./safe-string.ts";

/** Makes the node of a tag from its token; reads on in the parser where the tag has an end. */
export type TagParser = (parser: Parser, token: Token) => Node;

/** Whether a filter takes something behind a colon. */
export type FilterArgument = "none" | "optional" | "required";

/** A filter as the compiled templates call it. */
export interface Filter {
  readonly argument: FilterArgument;
  readonly apply: (value: unknown, argument: unknown, environment: RenderEnvironment) => unknown;
  /** What `apply` does with a plain text, without a look at what it is. */
  readonly applyToText?: (
    text: string,
    argument: unknown,
    environment: RenderEnvironment,
    isSafeText: boolean,
  ) => unknown;
}

/** A set of tags and filters, loaded with `{% load name %}`. */
export interface Library {
  readonly name: string;
  readonly tags: Readonly<Record<string, TagParser>>;
  readonly filters: Readonly<Record<string, Filter>>;
}

/** A library with the types of its filters and tags, by which `quintet check` checks templates. */
export interface TypedLibrary<Name extends string, Filters, Tags> extends Library {
  readonly name: Name;
  /** Never there: carries the types. */
  readonly "~types"?: { readonly filters: Filters; readonly tags: Tags };
}

/**
 * A filter as one writes it: the value (and what stands behind the colon) in, the new value out. Texts arrive as plain
 * strings. Two types rather than one with an optional argument: of one, `end = "!"` would get the type `any`, of two it
 * gets that of its default.
 */
// biome-ignore lint/suspicious/noExplicitAny: a template gives what its context holds; the author says what is expected
export type FilterFunction = ((value: any) => unknown) | ((value: any, argument: any) => unknown);

export interface LibraryOptions {
  /** What `{% load %}` calls it. */
  readonly name: string;
  readonly tags?: Readonly<Record<string, TagParser>>;
  /** Plain functions, or filters made with `filter()` or `textFilter()`. */
  readonly filters?: Readonly<Record<string, FilterFunction | Filter>>;
}

/**
 * Describes a library of template tags and filters. Give it to a module as `templateLibraries`.
 *
 * @example
 * export const library = defineLibrary({
 *   name: "shop",
 *   filters: { shout: (text: string) => `${text.toUpperCase()}!` },
 *   tags: { basket: simpleTag(({ get }) => basketOf(get("user"))) },
 * });
 * // {% load shop %}{{ title|shout }}
 */
export function defineLibrary<
  const Name extends string,
  Filters extends NonNullable<LibraryOptions["filters"]> = Record<never, never>,
  Tags extends NonNullable<LibraryOptions["tags"]> = Record<never, never>,
>(
  options: LibraryOptions & { readonly name: Name; readonly filters?: Filters; readonly tags?: Tags },
): TypedLibrary<Name, Filters, Tags> {
  if (!/^[\w.-]+$/.test(options.name)) {
    throw new LibraryError(
      `A template library is called "${options.name}". Its name may hold letters, digits, "_", "." and "-", because {% load %} is written with it.`,
    );
  }
  const filters: Record<string, Filter> = {};
  for (const [name, given] of Object.entries(options.filters ?? {})) {
    filters[name] = typeof given === "function" ? plainFilter(given) : given;
  }
  return Object.freeze({ name: options.name, tags: { ...options.tags }, filters });
}

function plainFilter(apply: FilterFunction): Filter {
  const argument = apply.length > 1 ? "required" : "optional";
  return { argument, apply: (value, given) => apply(unwrapped(value), unwrapped(given)) };
}

function unwrapped(value: unknown): unknown {
  return value instanceof SafeString ? value.text : value;
}

export interface FilterOptions {
  readonly argument?: FilterArgument;
  /** It adds no `< > & " '`: what was safe HTML before is safe afterwards. */
  readonly isSafe?: boolean;
  /** Instants arrive as `Temporal.ZonedDateTime` in the zone in which the page shows them. */
  readonly expectsLocalTime?: boolean;
  readonly apply: Filter["apply"];
}

/** Makes a filter that sees values as they are: texts may be {@link SafeString}s, and literals in the template are. */
export function filter(options: FilterOptions): Filter {
  const { argument = "none", isSafe = false, expectsLocalTime = false, apply } = options;
  if (!isSafe && !expectsLocalTime) return { argument, apply };
  return {
    argument,
    apply(value, given, environment) {
      const seen = expectsLocalTime ? localTime(value, environment) : value;
      const result = apply(seen, given, environment);
      return isSafe && value instanceof SafeString ? asSafe(result) : result;
    },
  };
}

function localTime(value: unknown, environment: RenderEnvironment): unknown {
  return momentOf(value, environment)?.zoned ?? value;
}

export interface TextFilterOptions {
  readonly argument?: FilterArgument;
  /** It adds no `< > & " '`: what was safe HTML before is safe afterwards. */
  readonly isSafe?: boolean;
  /** `isSafeText` tells whether the text is HTML already. */
  readonly apply: (
    text: string,
    argument: unknown,
    environment: RenderEnvironment,
    isSafeText: boolean,
  ) => unknown;
}

/** Makes a filter that works on text: other values are turned into text before. */
export function textFilter(options: TextFilterOptions): Filter {
  const { argument = "none", isSafe = false, apply } = options;
  return {
    argument,
    applyToText: apply,
    apply(value, given, environment) {
      const applyToHtml = (html: SafeString | string): unknown => {
        const result = apply(String(html), given, environment, true);
        return isSafe ? asSafe(result) : result;
      };
      if (value instanceof SafeString) return applyToHtml(value);
      // What has HTML but no text, such as a page or a component, is HTML for filters, too.
      if (!isHtmlObject(value) || hasOwnText(value)) return apply(textOf(value), given, environment, false);
      const html = value[toHtml]();
      return isThenable(html) ? html.then(applyToHtml) : applyToHtml(html);
    },
  };
}

function asSafe(value: unknown): SafeString {
  return value instanceof SafeString ? value : new SafeString(textOf(value));
}
