import { currentLanguage } from "./current-language.ts";
import { currentI18n } from "./i18n-config.ts";
import type { Locale } from "./locale.ts";
import { localeFor } from "./locale-for.ts";

/** The formats and words of the current language: the one of `withLanguage()`, or else the app's. */
export function currentLocale(): Locale {
  const config = currentI18n();
  return localeFor(currentLanguage() ?? config.language, config);
}
