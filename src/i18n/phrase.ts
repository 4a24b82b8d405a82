import { MessageFormatError } from "./errors.ts";
import { interpolate } from "./interpolate.ts";
import type { Translator } from "./translator.ts";

type Values = Readonly<Record<string, unknown>>;

/** A message in a translator's language with values in it. Where the translation can't be filled in, the source is. */
export function phrase(translator: Translator, message: string, values: Values, context?: string): string {
  return filledIn(translator.translate(message, context), message, values);
}

/** The same for a message that depends on a number. */
export function pluralPhrase(
  translator: Translator,
  message: PluralMessage,
  count: number | bigint,
  values: Values,
): string {
  const { singular, plural, context } = message;
  const translation = translator.translatePlural(singular, plural, count, context);
  return filledIn(translation, Number(count) === 1 ? singular : plural, values);
}

/** A message that depends on a number. */
export interface PluralMessage {
  readonly singular: string;
  readonly plural: string;
  readonly context?: string;
}

function filledIn(translation: string, source: string, values: Values): string {
  try {
    return interpolate(translation, values);
  } catch (error) {
    if (error instanceof MessageFormatError) return interpolate(source, values); // its translator's mistake
    throw error;
  }
}
