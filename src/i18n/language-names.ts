import { type ConfigReader, isPlainObject } from "../core/index.ts";
import { languageInfo } from "./language-info.ts";
import { isLanguage, languageTag } from "./language-tag.ts";

/**
 * Reads the languages of an app: English names by tag.
 * @param own - The language of the app, which is one of them.
 */
export function readLanguageNames(reader: ConfigReader, value: unknown, own: string): Record<string, string> {
  if (value === undefined) return { [languageTag(own)]: languageInfo(own)?.name ?? own };
  const names: Record<string, string> = {};
  for (const [language, name] of givenNames(reader, value)) {
    const below = reader.below(language);
    if (!isLanguage(language)) {
      below.problem('is no language. Write it like "de" or "pt-br".');
    } else if (typeof name !== "string") {
      below.problem(
        "is a language that Quintet knows no name of.",
        `Write the languages with their names in English: { "${language}": "…" }.`,
      );
    } else {
      names[languageTag(language)] = name;
    }
  }
  if (!Object.hasOwn(names, languageTag(own))) {
    reader.problem(
      `does not have "${languageTag(own)}", which is the language of the app.`,
      'Add it, or set "i18n.language" to one of them.',
    );
  }
  return names;
}

function givenNames(reader: ConfigReader, value: unknown): [string, unknown][] {
  if (Array.isArray(value))
    return value.map((language) => [String(language), languageInfo(String(language))?.name]);
  return Object.entries(
    reader.value<object>(value, {}, "a list of languages, or their names", isPlainObject),
  );
}
