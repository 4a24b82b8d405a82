import { knownLanguages, languageInfo, type Translator } from "../../i18n/index.ts";
import { TemplateValueError } from "../errors.ts";
import { textOf } from "./text-of.ts";

/** What templates may ask about a language; named as in Django. */
export interface TemplateLanguage {
  readonly code: string;
  readonly name: string;
  readonly name_local: string;
  readonly name_translated: string;
  readonly bidi: boolean;
}

/**
 * What is known of a language.
 * @throws {@link TemplateValueError} for one that nobody knows.
 */
export function templateLanguage(value: unknown, translator: Translator): TemplateLanguage {
  const language = textOf(value);
  const info = languageInfo(language);
  if (info === undefined) {
    throw new TemplateValueError(
      `Nothing is known of the language "${language}".\nLanguages: ${knownLanguages().join(", ")}.`,
    );
  }
  return {
    bidi: info.isRightToLeft,
    code: info.tag,
    name: info.name,
    name_local: info.localName,
    name_translated: translator.translate(info.name),
  };
}
