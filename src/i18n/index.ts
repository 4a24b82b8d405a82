export { currentLanguage, withLanguage } from "./current-language.ts";
export { languageTag, lessSpecificTags } from "./language-tag.ts";
export { english, type Locale, type LocaleFormats } from "./locale.ts";
export { type Translator, untranslated } from "./translator.ts";
