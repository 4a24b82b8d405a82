import { contextKey, contextValue, runInContext } from "../core/index.ts";
import { languageTag } from "./language-tag.ts";

const languageKey = contextKey<string>("i18n.language");

/**
 * The language of the current flow of work, such as `"de"` or `"pt-br"`; `undefined` where none was chosen, and the empty
 * text where there shall be none.
 */
export function currentLanguage(): string | undefined {
  return contextValue(languageKey);
}

/**
 * Runs `work`, and all that it starts, in a language.
 *
 * @param language - `null` for none: messages stay as they are in the source.
 *
 * @example
 * withLanguage(user.language, () => sendInvoice(order));
 */
export function withLanguage<Result>(language: string | null, work: () => Result): Result {
  return runInContext(languageKey, languageTag(language ?? ""), work);
}
