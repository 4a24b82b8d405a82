import { fallbackLanguage } from "./language-info.ts";
import { lessSpecificTags } from "./language-tag.ts";

// As for headers: see accept-language.ts.
const maxLength = 500;

/**
 * The language of a list that answers a wish best: itself, its base (`de` for `de-at`), or else another country's (`pt-br`
 * for `pt`). `undefined` where there is none.
 *
 * @param wanted - A tag as it came from outside, such as from a cookie or a URL.
 * @param supported - The languages that there are.
 * @param options.strict - Another country's doesn't count.
 *
 * @example
 * supportedLanguage("de-at", ["en", "de"]); // "de"
 */
export function supportedLanguage(
  wanted: string,
  supported: readonly string[],
  options: { readonly strict?: boolean } = {},
): string | undefined {
  const tag = shortened(wanted, options.strict === true);
  if (tag === undefined || tag === "") return undefined;
  const known = supported.map((language) => language.toLowerCase());
  const alike = fallbackLanguage(tag);
  const [own, ...bases] = lessSpecificTags(tag) as [string, ...string[]];
  const candidates = alike === undefined ? [own, ...bases] : [own, alike, ...bases];
  const found = candidates.find((candidate) => known.includes(candidate.toLowerCase()));
  if (found !== undefined || options.strict === true) return found;
  return known.find((language) => language.startsWith(`${candidates.at(-1)!.toLowerCase()}-`));
}

/** A tag that is too long is cut behind one of its parts. */
function shortened(wanted: string, isStrict: boolean): string | undefined {
  if (wanted.length <= maxLength) return wanted;
  const end = wanted.lastIndexOf("-", maxLength - 1);
  return isStrict || end <= 0 ? undefined : wanted.slice(0, end);
}
