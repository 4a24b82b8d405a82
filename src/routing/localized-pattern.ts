import { type Pattern, regexPattern, routePattern } from "./route-pattern.ts";

/** A pattern that is another one in each language. */
export class LocalizedPattern {
  /** Where it is the current language itself. */
  readonly prefix: LanguagePrefix | undefined;
  readonly #make: (language: string) => Pattern;
  readonly #known = new Map<string, Pattern>();

  constructor(make: (language: string) => Pattern, prefix?: LanguagePrefix) {
    this.#make = make;
    this.prefix = prefix;
  }

  /** The pattern in a language. */
  in(language: string): Pattern {
    let pattern = this.#known.get(language);
    if (pattern === undefined) {
      pattern = this.#make(language);
      this.#known.set(language, pattern);
    }
    return pattern;
  }
}

/** The pattern that counts in a language. */
export function patternIn(pattern: Pattern | LocalizedPattern, language: string): Pattern {
  return pattern instanceof LocalizedPattern ? pattern.in(language) : pattern;
}

/** A route that reads differently in each language. Made by `translated()`. */
export class TranslatedRoute<Source extends string = string> {
  readonly texts: Readonly<Record<string, Source>>;

  constructor(texts: Readonly<Record<string, Source>>) {
    this.texts = texts;
  }

  /** The text for a language: its own, that of its base (`pt` for `pt-br`), or the first. */
  in(language: string): string {
    const base = language.split("-")[0]!;
    return this.texts[language] ?? this.texts[base] ?? Object.values(this.texts)[0] ?? "";
  }

  /** As messages show it: the first text. */
  toString(): string {
    return this.in("");
  }
}

/**
 * A route that reads differently in each language; its parameters have the same names in all of them. Where a language
 * has no text, its base counts (`pt` for `pt-br`), and then the first.
 *
 * @example
 * path(translated({ en: "users/<int:id>/", nl: "gebruikers/<int:id>/" }), user)
 */
export function translated<const Source extends string>(
  texts: Readonly<Record<string, Source>>,
): TranslatedRoute<Source> {
  return new TranslatedRoute(texts);
}

/** The current language as the prefix of a mount. Made by `languagePrefix()`. */
export class LanguagePrefix {
  readonly unprefixed: string | undefined;

  constructor(unprefixed: string | undefined) {
    this.unprefixed = unprefixed;
  }

  toString(): string {
    return "languagePrefix()";
  }
}

/**
 * The current language and a slash, for `mount()`.
 *
 * @param options.unprefixed - The language whose URLs have no prefix.
 *
 * @example
 * defineRoutes({ site: mount(languagePrefix({ unprefixed: "en" }), siteRoutes, { namespace: false }) });
 */
export function languagePrefix(options: { readonly unprefixed?: string } = {}): LanguagePrefix {
  return new LanguagePrefix(options.unprefixed);
}

/** What `path()` and `mount()` take. */
export type RouteText = string | TranslatedRoute | LanguagePrefix;

/** The pattern of a route, which may depend on the language. */
export function patternFor(route: RouteText, kind: "route" | "regex"): Pattern | LocalizedPattern {
  const make = kind === "route" ? routePattern : regexPattern;
  if (typeof route === "string") return make(route);
  if (route instanceof LanguagePrefix) {
    return new LocalizedPattern(
      (language) => routePattern(language === route.unprefixed ? "" : `${language}/`),
      route,
    );
  }
  for (const text of Object.values(route.texts)) make(text); // a mistake is told where it was written
  return new LocalizedPattern((language) => make(route.in(language)));
}
