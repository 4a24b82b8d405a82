import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { englishFormats } from "./english.ts";
import type { LocaleFormats, LocaleWords } from "./locale.ts";

/*
 * What is known of each language stands in locales/<tag>.json, written by scripts/locale-data.py: only what differs from
 * the language that a region belongs to ("es" for "es-mx"), or from the plain formats and English words. A file is read
 * when its language is first asked for; English needs none.
 */

/** What is known of a language. */
export type LocaleData = Partial<LocaleFormats & LocaleWords>;

const folder = path.join(import.meta.dirname, "locales");
const known = new Map<string, LocaleData>([["en", englishFormats]]);
let available: ReadonlySet<string> | undefined;

/** What is known of exactly this language or region; `undefined` where nothing is. */
export function localeData(tag: string): LocaleData | undefined {
  const data = known.get(tag);
  if (data !== undefined) return data;
  available ??= new Set(readdirSync(folder));
  if (!available.has(`${tag}.json`)) return undefined;
  const read = JSON.parse(readFileSync(path.join(folder, `${tag}.json`), "utf8")) as LocaleData;
  known.set(tag, read);
  return read;
}
