import { contextKey, contextValue, runInContext } from "../core/index.ts";
import { languageTag } from "./language-tag.ts";

const languageKey = contextKey<string>("i18n.language");

/** The language of the current flow of work, such as `"de"` or `"pt-br"`; `undefined` where none was chosen. */
export function currentLanguage(): string | undefined {
  return contextValue(languageKey);
}

/**
 * Runs `work`, and all that it starts, in a language.
 *
 * @example
 * withLanguage(user.language, () => sendInvoice(order));
 */
export function withLanguage<Result>(language: string, work: () => Result): Result {
  return runInContext(languageKey, languageTag(language), work);
}
