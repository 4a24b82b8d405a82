import { type Catalog, messageKey } from "./catalogs/catalog.ts";
import type { PluralForm } from "./catalogs/plural-forms.ts";

/** Gives the messages of one language. What it has no translation of comes back as it is. */
export interface Translator {
  readonly language: string;
  /** @param context - Tells apart what is one text in the source and several in a translation: `"May"`, the month. */
  translate(message: string, context?: string): string;
  /** The same for a message that depends on a number. Where the context has no translation, one without it will do. */
  translatePlural(singular: string, plural: string, count: number | bigint, context?: string): string;
}

/** Messages as they stand in the source. */
export function untranslated(language: string): Translator {
  return {
    language,
    translate: (message, context) => (context === undefined ? withLineFeeds(message) : message),
    translatePlural: (singular, plural, count) => (isOne(count) ? singular : plural),
  };
}

/** A message as catalogs write it, whose lines end in line feeds. */
function withLineFeeds(message: string): string {
  return message.includes("\r") ? message.replaceAll(/\r\n?/g, "\n") : message;
}

function isOne(count: number | bigint): boolean {
  return Number(count) === 1;
}

/** The plural forms of a message in one catalog. */
interface PluralText {
  readonly forms: readonly string[];
  readonly pluralForm: PluralForm;
}

/** All that several catalogs say about a message, the one that counts first in front. */
interface Entry {
  text?: string;
  readonly plurals: PluralText[];
}

/** The messages of several catalogs in one table. */
export type MessageTable = ReadonlyMap<string, string | Entry>;

/**
 * Puts catalogs together. What stands in front counts, message by message; each catalog keeps its own rule for plural
 * forms.
 */
export function mergeCatalogs(catalogs: readonly Catalog[]): MessageTable {
  const table = new Map<string, string | Entry>();
  for (const { messages, pluralForm } of catalogs) {
    for (const [key, translation] of messages) {
      const known = table.get(key);
      if (typeof translation === "string") {
        if (known === undefined) table.set(key, translation);
        else if (typeof known !== "string") known.text ??= translation;
        continue;
      }
      const entry: Entry = typeof known === "object" ? known : { plurals: [] };
      if (typeof known === "string") entry.text = known;
      entry.plurals.push({ forms: translation, pluralForm });
      table.set(key, entry);
    }
  }
  return table;
}

/** Translates by a table of messages. */
export class TableTranslator implements Translator {
  readonly language: string;
  readonly #table: MessageTable;

  constructor(language: string, table: MessageTable) {
    this.language = language;
    this.#table = table;
  }

  translate(message: string, context?: string): string {
    if (message === "") return "";
    const text = withLineFeeds(message);
    const entry = this.#table.get(messageKey(text, context));
    const translated = typeof entry === "object" ? (entry.text ?? pluralText(entry, 1)) : entry;
    return translated ?? (context === undefined ? text : message); // as Django's gettext() and pgettext() do
  }

  translatePlural(singular: string, plural: string, count: number | bigint, context?: string): string {
    const number = typeof count === "number" ? count : smallerAlike(count);
    return (
      this.#plural(messageKey(singular, context), number) ??
      (context === undefined ? undefined : this.#plural(singular, number)) ??
      (number === 1 ? singular : plural)
    );
  }

  #plural(key: string, count: number): string | undefined {
    const entry = this.#table.get(key);
    return typeof entry === "object" ? pluralText(entry, count) : undefined;
  }
}

function pluralText({ plurals }: Entry, count: number): string | undefined {
  for (const { forms, pluralForm } of plurals) {
    const text = forms[pluralForm(count)];
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

/** A number with the same last six digits that is exact as a float: no language looks at more. */
function smallerAlike(count: bigint): number {
  const size = count < 0n ? -count : count;
  const small = size <= Number.MAX_SAFE_INTEGER ? Number(size) : Number(size % 1_000_000n) + 1_000_000;
  return count < 0n ? -small : small;
}
