import { readFileSync } from "node:fs";
import path from "node:path";
import { languageTag, lessSpecificTags } from "./language-tag.ts";

/** What a language is called, and how it is written. */
export interface LanguageInfo {
  /** Such as `"pt-br"`. */
  readonly tag: string;
  /** In English: `"Brazilian Portuguese"`. */
  readonly name: string;
  /** In the language itself, as it stands within a sentence: `"Português Brasileiro"`. */
  readonly localName: string;
  readonly isRightToLeft: boolean;
}

/** An entry of languages.json, which scripts/locale-data.py writes. */
interface LanguageEntry {
  readonly name?: string;
  readonly localName?: string;
  readonly isRightToLeft?: boolean;
  /** The language to read instead: `"zh-hant"` for `"zh-tw"`. */
  readonly fallback?: string;
}

let entries: ReadonlyMap<string, LanguageEntry> | undefined;

function languages(): ReadonlyMap<string, LanguageEntry> {
  if (entries === undefined) {
    const text = readFileSync(path.join(import.meta.dirname, "languages.json"), "utf8");
    entries = new Map(Object.entries(JSON.parse(text) as Record<string, LanguageEntry>));
  }
  return entries;
}

/**
 * What is known of a language; of a region that is not known itself, what is known of its language (`"fr"` for
 * `"fr-lu"`). `undefined` for a language that Quintet has never heard of.
 *
 * @example
 * languageInfo("de"); // { tag: "de", name: "German", localName: "Deutsch", isRightToLeft: false }
 */
export function languageInfo(language: string): LanguageInfo | undefined {
  for (const tag of lessSpecificTags(languageTag(language))) {
    const entry = languages().get(tag);
    if (entry?.fallback !== undefined) return languageInfo(entry.fallback);
    if (entry?.name === undefined || entry.localName === undefined) continue;
    return { tag, name: entry.name, localName: entry.localName, isRightToLeft: entry.isRightToLeft ?? false };
  }
  return undefined;
}

/** The language that is read in place of one that has no translations of its own: `"zh-hant"` for `"zh-tw"`. */
export function fallbackLanguage(language: string): string | undefined {
  return languages().get(languageTag(language))?.fallback;
}

/** The tags of all languages that Quintet knows by name. */
export function knownLanguages(): readonly string[] {
  return [...languages()].filter(([, entry]) => entry.fallback === undefined).map(([tag]) => tag);
}
