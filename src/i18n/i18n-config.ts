import { type ConfigReader, configSection, findCurrentApp } from "../core/index.ts";
import { plainFormats } from "./english.ts";
import { readLanguageNames } from "./language-names.ts";
import { isLanguage, languageTag } from "./language-tag.ts";
import type { LocaleFormats } from "./locale.ts";
import type { FormatOverrides, LocaleOptions } from "./locale-for.ts";
import { isTimeZone } from "./time-zone-name.ts";

export interface I18nOptions extends LocaleOptions {
  /** The app's language, where nothing else chose one: `"en"` by default. */
  readonly language?: string;
  /**
   * The languages that the app speaks, `["en", "de"]`, or with their names in English, `{ en: "English", gsw: "Swiss
   * German" }`: by default the app's own alone.
   */
  readonly languages?: readonly string[] | Readonly<Record<string, string>>;
  /**
   * Folders with the project's own translations, which go before those in `locale` below the folder of each module:
   * `["locale"]` by default.
   */
  readonly folders?: readonly string[];
  /** The zone in which instants are shown, where nothing else chose one: `"UTC"` by default. */
  readonly timeZone?: string;
}

/** The options with their defaults, and languages as tags. */
export interface I18nConfig extends Required<I18nOptions> {
  /** English names by tag. */
  readonly languages: Readonly<Record<string, string>>;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Languages, time zones, formats of dates and numbers. */
    readonly i18n?: I18nOptions;
  }
  interface Config {
    readonly i18n: I18nConfig;
  }
}

const defaults: I18nConfig = {
  language: "en",
  languages: { en: "English" },
  folders: ["locale"],
  timeZone: "UTC",
  useThousandSeparator: false,
  formats: {},
  defaultFormats: {},
};

/** The configuration of the current app; the defaults where there is none. */
export function currentI18n(): I18nConfig {
  return findCurrentApp()?.config.i18n ?? defaults;
}

export const i18nSection = configSection({
  key: "i18n",
  resolve(reader, value) {
    const given = reader.object(value, Object.keys(defaults) as (keyof I18nConfig)[]);
    const language = reader
      .below("language")
      .value(given.language, defaults.language, 'a language such as "de" or "pt-br"', isLanguage);
    return {
      language: languageTag(language),
      languages: readLanguageNames(reader.below("languages"), given.languages, language),
      folders: reader.below("folders").strings(given.folders, defaults.folders),
      timeZone: reader
        .below("timeZone")
        .value(given.timeZone, defaults.timeZone, 'a time zone such as "Europe/Berlin"', isTimeZone),
      useThousandSeparator: reader
        .below("useThousandSeparator")
        .boolean(given.useThousandSeparator, defaults.useThousandSeparator),
      formats: readLanguages(reader.below("formats"), given.formats),
      defaultFormats: readFormats(reader.below("defaultFormats"), given.defaultFormats, formatNames),
    };
  },
});

function readLanguages(reader: ConfigReader, value: unknown): Record<string, FormatOverrides> {
  const byLanguage = reader.value<Record<string, unknown>>(value, {}, "an object", isObject);
  const read: Record<string, FormatOverrides> = {};
  for (const [language, formats] of Object.entries(byLanguage)) {
    const below = reader.below(language);
    if (!isLanguage(language)) below.problem('is no language. Write it like "de" or "pt-br".');
    read[languageTag(language)] = readFormats(below, formats, [...formatNames, "named"]);
  }
  return read;
}

const formatNames = Object.keys(plainFormats) as (keyof LocaleFormats)[];

/** What a format must be: as the plain one of its name is, and groups of digits may have different sizes. */
function readFormats(reader: ConfigReader, value: unknown, names: readonly string[]): FormatOverrides {
  const given = reader.object(value, names);
  for (const [name, format] of Object.entries(given)) {
    const below = reader.below(name);
    if (name === "named") below.value(format, {}, "an object of formats", isObjectOfTexts);
    else if (name === "numberGrouping") below.value(format, 0, "a number or a list of numbers", isGrouping);
    else if (name === "firstDayOfWeek") below.integer(format, 0, { min: 0, max: 6 });
    else if (name.endsWith("InputFormats")) below.strings(format, []);
    else below.string(format, "");
  }
  return given as FormatOverrides; // checked above, key by key
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isObjectOfTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value as object).every((item) => typeof item === "string");
}

function isGrouping(value: unknown): boolean {
  const isSize = (size: unknown) => Number.isInteger(size) && (size as number) >= 0;
  return Array.isArray(value) ? value.length > 0 && value.every(isSize) : isSize(value);
}
