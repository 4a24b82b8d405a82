import { findCurrentApp, serviceKey } from "../core/index.ts";
import { currentLanguage } from "./current-language.ts";
import type { Translations } from "./translations.ts";
import { type Translator, untranslated } from "./translator.ts";

/** The translations of an app. */
export const translationsService = serviceKey<Translations>("i18n.translations");

const source = untranslated("en");

/** What translates into the current language, or that of the configuration. Outside of an app, messages stay as they are. */
function currentTranslator(): Translator {
  const app = findCurrentApp();
  if (app?.hasService(translationsService) !== true) return source;
  const translations = app.service(translationsService);
  return translations.for(currentLanguage() ?? translations.fallback);
}

/**
 * A message in the current language (see {@link withLanguage}), or in that of the configuration.
 *
 * @param context - Tells apart what is one text in the source and several in a translation.
 *
 * @example
 * translate("Save"); // "Sichern"
 * translate("May", "month name"); // "Mai"
 */
export function translate(message: string, context?: string): string {
  return currentTranslator().translate(message, context);
}

/**
 * A message that depends on a number, in the current language. The number itself is put in by {@link interpolate}.
 *
 * @example
 * interpolate(translatePlural("%(count)s book", "%(count)s books", count), { count }); // "3 Bücher"
 */
export function translatePlural(
  singular: string,
  plural: string,
  count: number | bigint,
  context?: string,
): string {
  return currentTranslator().translatePlural(singular, plural, count, context);
}
