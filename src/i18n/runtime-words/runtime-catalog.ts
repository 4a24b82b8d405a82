import type { Catalog } from "../catalogs/catalog.ts";
import { knownLanguages, languageInfo } from "../language-info.ts";
import { type PluralSamples, pluralSamples } from "./plural-samples.ts";
import { addRelativeTimes } from "./relative-times.ts";
import { type Messages, timeUnits, unitText, withPlace } from "./unit-text.ts";

/*
 * The runtime (its Intl) knows how languages write lengths of time, sizes, large numbers and the names of languages. Made
 * into a catalog, it gives the filters their words in languages that nobody has translated; any real catalog goes before.
 */

/**
 * The language in which the runtime would write for a tag: `"de"` for `"de-li"`. `undefined` where it doesn't know the
 * language, and for English, the language of the source.
 */
export function runtimeLanguage(tag: string): string | undefined {
  if (/^en(-|$)/.test(tag)) return undefined;
  try {
    const [known] = Intl.NumberFormat.supportedLocalesOf(tag);
    return known && new Intl.NumberFormat(known).resolvedOptions().locale;
  } catch {
    return undefined; // no tag of BCP 47
  }
}

/** What the runtime knows of a language, one that {@link runtimeLanguage} has named. */
export function runtimeCatalog(language: string): Catalog {
  const messages: Messages = new Map();
  const plurals = pluralSamples(language);
  addTimeUnits(messages, language, plurals);
  addSizes(messages, language, plurals);
  addLargeNumbers(messages, language, plurals);
  addLanguageNames(messages, language);
  addNearDays(messages, language);
  addRelativeTimes(messages, language, plurals);
  return { messages, pluralForm: plurals.pluralForm };
}

function addTimeUnits(messages: Messages, language: string, { samples }: PluralSamples): void {
  for (const unit of timeUnits) {
    const forms = samples.map((count) => unitText(language, unit, "long", count, "%(num)d"));
    messages.set(`%(num)d ${unit}`, forms);
  }
}

const sizes = { KB: "kilobyte", MB: "megabyte", GB: "gigabyte", TB: "terabyte", PB: "petabyte" } as const;

function addSizes(messages: Messages, language: string, { samples }: PluralSamples): void {
  const bytes = samples.map((count) => unitText(language, "byte", "long", count, "%(size)d"));
  messages.set("%(size)d byte", bytes);
  for (const [short, unit] of Object.entries(sizes)) {
    messages.set(`%s ${short}`, unitText(language, unit, "short", 5, "%s"));
  }
}

const largeNumbers = { million: 1e6, billion: 1e9, trillion: 1e12 } as const;

/** Not every language counts in thousands of thousands: `100万` is no number of millions. */
function addLargeNumbers(messages: Messages, language: string, { samples }: PluralSamples): void {
  const format = new Intl.NumberFormat(language, { notation: "compact", compactDisplay: "long" });
  const plain = new Intl.NumberFormat(language);
  for (const [word, size] of Object.entries(largeNumbers)) {
    const forms = samples.map((sample) => {
      const count = sample >= 1 && sample < 1_000 ? sample : 5;
      const parts = format.formatToParts(count * size);
      const isWhole =
        parts.some(({ type }) => type === "compact") && withPlace(parts, "").number === plain.format(count);
      return isWhole ? withPlace(parts, "%(value)s").text : "";
    });
    if (!forms.includes("")) messages.set(`%(value)s ${word}`, forms);
  }
}

function addLanguageNames(messages: Messages, language: string): void {
  const names = new Intl.DisplayNames(language, { type: "language", fallback: "none" });
  for (const tag of knownLanguages()) {
    const name = names.of(tag);
    if (name !== undefined) messages.set(languageInfo(tag)!.name, name);
  }
}

const nearDays = { yesterday: -1, today: 0, tomorrow: 1 } as const;

function addNearDays(messages: Messages, language: string): void {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [word, days] of Object.entries(nearDays)) messages.set(word, format.format(days, "day"));
  messages.set("now", format.format(0, "second"));
}
