/** Gives the messages of one language. What it has no translation of comes back as it is. */
export interface Translator {
  readonly language: string;
  /** @param context - Tells apart what is one text in the source and several in a translation: `"May"`, the month. */
  translate(message: string, context?: string): string;
  translatePlural(singular: string, plural: string, count: number, context?: string): string;
}

/** Messages as they stand in the source. */
export function untranslated(language: string): Translator {
  return {
    language,
    translate: (message) => message,
    translatePlural: (singular, plural, count) => (count === 1 ? singular : plural),
  };
}
