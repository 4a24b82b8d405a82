import { oneAndMany, type PluralForm, parsePluralForms } from "./plural-forms.ts";

/** The messages of one language, from one source. */
export interface Catalog {
  /**
   * Translations by {@link messageKey}. A message that was translated for several numbers has a list: one text for each
   * plural form.
   */
  readonly messages: ReadonlyMap<string, string | readonly string[]>;
  readonly pluralForm: PluralForm;
}

/** Messages as one writes them in a program. */
export interface CatalogSource {
  /** Translations by message; a list where it depends on a number. */
  readonly messages?: Readonly<Record<string, string | readonly string[]>>;
  /** The same for messages in a context. */
  readonly contexts?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Which form a number takes, as catalogs write it: `"nplurals=2; plural=(n != 1);"`, which is the default. */
  readonly pluralForms?: string;
}

/**
 * Makes a catalog from messages in a program, for tests and small things.
 *
 * @throws {@link PluralFormsError}
 *
 * @example
 * const german = catalog({ messages: { Save: "Sichern", "%(count)s book": ["%(count)s Buch", "%(count)s Bücher"] } });
 * new Translations({ catalogs: { de: german } });
 */
export function catalog({ messages = {}, contexts = {}, pluralForms }: CatalogSource): Catalog {
  const all = new Map(Object.entries(messages));
  for (const [context, inContext] of Object.entries(contexts)) {
    for (const [message, text] of Object.entries(inContext)) all.set(messageKey(message, context), text);
  }
  return {
    messages: all,
    pluralForm: pluralForms === undefined ? oneAndMany : parsePluralForms(pluralForms),
  };
}

/** What a message is called in a catalog: as gettext does it, the context stands in front of it, behind a `\u0004`. */
export function messageKey(message: string, context?: string): string {
  return context === undefined ? message : `${context}\u0004${message}`;
}
