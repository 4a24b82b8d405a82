import { LazyString } from "../core/index.ts";
import { translate, translatePlural } from "./current-translator.ts";

/** A text that is translated when it is shown, each time into the language that is current then. */
export class LazyText extends LazyString {}

/**
 * A message that is translated when it is shown: for labels that are written down once, when a file is loaded, and seen
 * in many languages.
 *
 * @example
 * const title = lazyTranslate("Books");
 * `${title}`; // "Bücher", where the current language is German
 */
export function lazyTranslate(message: string, context?: string): LazyText {
  return new LazyText(() => translate(message, context));
}

/** A message that depends on a number, which is told when it is shown. Made by {@link lazyTranslatePlural}. */
export interface LazyPlural {
  for(count: number | bigint): string;
}

/**
 * The same for a message that depends on a number.
 *
 * @example
 * const books = lazyTranslatePlural("%(count)s book", "%(count)s books");
 * interpolate(books.for(3), { count: 3 }); // "3 Bücher", where the current language is German
 */
export function lazyTranslatePlural(singular: string, plural: string, context?: string): LazyPlural {
  return { for: (count) => translatePlural(singular, plural, count, context) };
}

/**
 * Marks a message that is translated elsewhere, from a variable: collecting messages finds it here. Gives the text as it
 * is.
 */
export function translatable<Message extends string>(message: Message): Message {
  return message;
}
