import { english, englishWords, plainFormats } from "./english.ts";
import { languageInfo } from "./language-info.ts";
import { languageTag, lessSpecificTags } from "./language-tag.ts";
import type { Locale, LocaleFormats } from "./locale.ts";
import { type LocaleData, localeData } from "./locale-data.ts";

/** What an app changes of one language's formats. */
export interface FormatOverrides extends Partial<LocaleFormats> {
  /** Formats of its own, which templates may name: `{ INVOICE_DATE: "d/m/Y" }` for `{{ day|date:"INVOICE_DATE" }}`. */
  readonly named?: Readonly<Record<string, string>>;
}

/** What an app changes of the formats of dates and numbers. */
export interface LocaleOptions {
  /** Whether numbers are written with separators between thousands; `false` by default. */
  readonly useThousandSeparator?: boolean;
  /** Formats that go before Quintet's own, by language: `{ de: { dateFormat: "d.m.Y" } }` holds for `"de-ch"`, too. */
  readonly formats?: Readonly<Record<string, FormatOverrides>>;
  /** Formats for what is not localized, and for languages that Quintet knows nothing of. */
  readonly defaultFormats?: Partial<LocaleFormats>;
}

const noOptions: LocaleOptions = {};
const locales = new WeakMap<LocaleOptions, Map<string, Locale>>();
// Whoever sends requests may name languages; what they name must not stay for ever.
const maxLocales = 500;

/**
 * The formats and words of a language. What Quintet doesn't know of it comes from less specific ones (`"es"` for
 * `"es-cu"`), then from the plain formats and English words. Cached for each object of options.
 *
 * @example
 * localeFor("de").dateFormat; // "j. F Y"
 * localeFor("pt-BR").months[0]; // "Janeiro"
 */
export function localeFor(language: string, options: LocaleOptions = noOptions): Locale {
  const tag = languageTag(language);
  if (tag === "en" && options === noOptions) return english;
  let byTag = locales.get(options);
  if (byTag === undefined || byTag.size > maxLocales) {
    byTag = new Map();
    locales.set(options, byTag);
  }
  let locale = byTag.get(tag);
  if (locale === undefined) {
    locale = makeLocale(tag, options);
    byTag.set(tag, locale);
  }
  return locale;
}

function makeLocale(tag: string, options: LocaleOptions): Locale {
  const tags = lessSpecificTags(tag).reverse(); // later ones win
  const overrides = tags.map((each) => overridesFor(each, options));
  const plain = { ...plainFormats, ...options.defaultFormats };
  const stated: LocaleData = Object.assign({}, ...tags.map(localeData), ...overrides);
  return {
    ...plain,
    ...englishWords,
    ...stated,
    ...withIsoInput(stated),
    language: tag,
    // When it is asked: what is known of languages is read from a file.
    get isRightToLeft() {
      return languageInfo(tag)?.isRightToLeft ?? false;
    },
    usesThousandSeparator: options.useThousandSeparator ?? false,
    named: Object.assign({}, ...overrides.map((given) => given?.named)),
    plain,
  };
}

// What browsers and programs send is understood in every language.
const isoInputFormats = {
  dateInputFormats: ["%Y-%m-%d"],
  timeInputFormats: ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M"],
  dateTimeInputFormats: ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
} as const;

/** The input formats that a language states, with those of ISO 8601 behind. */
function withIsoInput(stated: LocaleData): LocaleData {
  const names = Object.keys(isoInputFormats) as (keyof typeof isoInputFormats)[];
  const lists = names
    .filter((name) => stated[name] !== undefined)
    .map((name) => [name, [...new Set([...stated[name]!, ...isoInputFormats[name]])]]);
  return Object.fromEntries(lists);
}

function overridesFor(tag: string, { formats = {} }: LocaleOptions): FormatOverrides | undefined {
  const key = Object.keys(formats).find((name) => languageTag(name) === tag);
  return key === undefined ? undefined : formats[key];
}
