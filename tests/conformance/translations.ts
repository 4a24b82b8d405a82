import { knownLanguages, languageInfo, messageKey, Translations, type Translator } from "quintet/i18n";
import { djangoLocaleFolders } from "./django-locale.ts";

/** What a record says about the language in which it was rendered. */
export interface RecordedLanguage {
  /** `null` for none. */
  readonly language?: string | null;
  readonly catalog?: readonly RecordedMessage[];
  readonly settings: {
    readonly LANGUAGE_CODE: string;
    readonly LANGUAGES?: readonly (readonly [string, string])[];
    readonly USE_I18N: boolean;
  };
}

/** Language, context, message, plural, number, translation: what a render looked up and found. */
type RecordedMessage = readonly [string, string | null, string, string | null, number | null, string];

/** The language of a record; `null` for none. */
export function languageOf({ language = "en" }: RecordedLanguage): string | null {
  return language;
}

/** The languages of a record's site and their names. */
export function languageNames({ settings }: RecordedLanguage): readonly (readonly [string, string])[] {
  return (
    settings.LANGUAGES ??
    knownLanguages()
      .filter((tag) => tag !== "no")
      .map(defaultName)
  );
}

/** Django's setting LANGUAGES differs in some points from what it knows of languages. */
function defaultName(tag: string): [string, string] {
  const order = { be: "bg", bg: "be" }[tag] ?? tag;
  return [order, order === "nb" ? "Norwegian Bokmål" : languageInfo(order)!.name];
}

/** What translated a record: the messages that stand in it, and Django's own catalogs. */
export class RecordedTranslations extends Translations {
  readonly #messages = new Map<string, string>();
  readonly #isOn: boolean;

  constructor({ catalog = [], settings }: RecordedLanguage) {
    super({ fallback: settings.LANGUAGE_CODE, usesRuntimeWords: false });
    this.#isOn = settings.USE_I18N;
    for (const [language, context, message, , count, translation] of catalog) {
      this.#messages.set(recordKey(language, messageKey(message, context ?? undefined), count), translation);
    }
  }

  override for(language: string): Translator {
    if (!this.#isOn) return super.for("");
    const other = /^(|en|en-us)$/i.test(language)
      ? super.for(language)
      : djangoTranslations(this.fallback).for(language);
    const recorded = (
      message: string,
      context: string | undefined,
      count: number | null,
    ): string | undefined =>
      this.#messages.get(recordKey(other.language, messageKey(message, context), count));
    return {
      language: other.language,
      translate: (message, context) => recorded(message, context, null) ?? other.translate(message, context),
      translatePlural: (singular, plural, count, context) =>
        recorded(singular, context, Number(count)) ?? other.translatePlural(singular, plural, count, context),
    };
  }
}

function recordKey(language: string, key: string, count: number | null): string {
  return `${language}\n${count}\n${key}`;
}

const django = new Map<string, Translations>();

/** Django's own translations, by the language to which they fall back. */
function djangoTranslations(fallback: string): Translations {
  let translations = django.get(fallback);
  if (translations === undefined) {
    translations = new Translations({
      folders: djangoLocaleFolders(),
      domains: ["django"],
      fallback,
      usesRuntimeWords: false,
    });
    django.set(fallback, translations);
  }
  return translations;
}
