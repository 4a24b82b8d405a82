export { parseAcceptLanguage, type WantedLanguage } from "./accept-language.ts";
export { type Catalog, type CatalogSource, catalog, messageKey } from "./catalogs/catalog.ts";
export type { PluralForm } from "./catalogs/plural-forms.ts";
export { currentLanguage, withLanguage } from "./current-language.ts";
export { currentLocale } from "./current-locale.ts";
export { translate, translatePlural, translationsService } from "./current-translator.ts";
export { formatMoment, isTimeFormat, type MomentContext } from "./dates/format-moment.ts";
export { inZone, type Moment, momentOf, type ZoneSettings } from "./dates/moment.ts";
export { timeBetween } from "./dates/time-between.ts";
export { english } from "./english.ts";
export {
  CatalogError,
  DateFormatError,
  MessageFormatError,
  PluralFormsError,
  UnknownTimeZoneError,
  ZonelessMomentError,
} from "./errors.ts";
export { getFormat } from "./get-format.ts";
export { currentI18n, type I18nConfig, type I18nOptions } from "./i18n-config.ts";
export { i18nModule } from "./i18n-module.ts";
export { interpolate } from "./interpolate.ts";
export { fallbackLanguage, knownLanguages, type LanguageInfo, languageInfo } from "./language-info.ts";
export { languageTag, lessSpecificTags } from "./language-tag.ts";
export { type LazyPlural, LazyText, lazyTranslate, lazyTranslatePlural, translatable } from "./lazy-text.ts";
export type { ClockWords, Locale, LocaleFormats, LocaleWords } from "./locale.ts";
export { type FormatOverrides, type LocaleOptions, localeFor } from "./locale-for.ts";
export { localeName } from "./locale-name.ts";
export {
  formatDate,
  formatNumber,
  formatTime,
  type LocalizeOptions,
  localize,
  localizeInput,
  type NumberOptions,
} from "./localize.ts";
export { type DecimalLike, decimalParts, isDecimal } from "./numbers/decimal.ts";
export { type NumberFormat, type Numeric, numberFormat } from "./numbers/number-format.ts";
export { sanitizeSeparators } from "./numbers/sanitize-separators.ts";
export { type PluralMessage, phrase, pluralPhrase } from "./phrase.ts";
export { supportedLanguage } from "./supported-language.ts";
export { type TextListOptions, textList } from "./text-list.ts";
export { chosenTimeZone, currentTimeZone, withTimeZone } from "./time-zone.ts";
export { isTimeZone } from "./time-zone-name.ts";
export { titleCase } from "./title-case.ts";
export { Translations, type TranslationsOptions } from "./translations.ts";
export { type Translator, untranslated } from "./translator.ts";
