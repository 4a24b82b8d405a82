import { percentEncode } from "../../core/index.ts";
import { type Filter, textFilter } from "../library.ts";
import { escapeHtml, SafeString } from "../safe-string.ts";
import { quoteUrl } from "./quote-url.ts";
import { requiredInteger } from "./required-integer.ts";
import { unescapeHtml } from "./unescape-html.ts";

/*
 * Django's urlize(): the words of a text that look like addresses become links. A word is looked at with the
 * punctuation around it taken off; what is left is a URL, the name of a web site, an e-mail address, or nothing.
 */

interface LinkOptions {
  /** Longer addresses are cut in the text of the link. */
  readonly limit?: number;
  readonly noFollow: boolean;
  /** Whether text and addresses are escaped; not where they are HTML already. */
  readonly escapes: boolean;
}

const maxUrlLength = 2048;
const url = /^https?:\/\/\[?[\p{L}\p{N}_]/iu;
const site = /^www\.|^(?!http)[\p{L}\p{N}_][^@]+\.(com|edu|gov|int|mil|net|org)($|\/.*$)/iu;

/** A text with links in it, as HTML. */
export function urlize(text: string, options: LinkOptions): string {
  return text
    .split(/([\s<>"']+)/)
    .map((word) => linkedWord(word, options))
    .join("");
}

function linkedWord(word: string, { limit, noFollow, escapes }: LinkOptions): string {
  const html = (part: string): string => (escapes ? escapeHtml(part) : part);
  if (!/[.@:]/.test(word)) return html(word);
  const { lead, middle, trail } = withoutPunctuation(word);
  const address = addressOf(middle);
  if (address === undefined) return html(word);
  const isCut = limit !== undefined && middle.length > limit;
  const shown = isCut ? `${middle.slice(0, Math.max(0, limit - 1))}…` : middle;
  const attributes = noFollow && !address.startsWith("mailto:") ? ' rel="nofollow"' : "";
  return `${html(lead)}<a href="${escapeHtml(address)}"${attributes}>${html(shown)}</a>${html(trail)}`;
}

/** Where a word leads, or `undefined`. */
function addressOf(word: string): string | undefined {
  if (word.length <= maxUrlLength) {
    if (url.test(word)) return quoteUrl(unescapeHtml(word));
    if (site.test(word)) return quoteUrl(`http://${unescapeHtml(word)}`);
  }
  if (word.includes(":") || !isEmail(word)) return undefined;
  const at = word.lastIndexOf("@");
  return `mailto:${percentEncode(word.slice(0, at))}@${percentEncode(word.slice(at + 1))}`;
}

// As Django's EmailValidator checks it; quoted names don't reach this place, because words end at quotes.
const emailUser = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i;
const emailDomain =
  /^((?:[A-Z0-9\u00a1-\uffff](?:[A-Z0-9\u00a1-\uffff-]{0,61}[A-Z0-9\u00a1-\uffff])?\.)+)(?:(?!-)[A-Z0-9\u00a1-\uffff-]{2,63}(?<!-))$/i;

function isEmail(word: string): boolean {
  if (word.length > 320) return false;
  const at = word.lastIndexOf("@");
  return at > 0 && emailUser.test(word.slice(0, at)) && emailDomain.test(word.slice(at + 1));
}

const wrappings = [
  ["(", ")"],
  ["[", "]"],
] as const;

/** Takes brackets and the end of a sentence off a word. Brackets that belong to the address stay. */
function withoutPunctuation(word: string): { lead: string; middle: string; trail: string } {
  let middle = word.replace(/^[([]+/, "");
  const lead = word.slice(0, word.length - middle.length);
  let trail = "";
  const counts = new Map(["(", ")", "[", "]"].map((bracket) => [bracket, middle.split(bracket).length - 1]));
  for (let before = ""; before !== middle && middle !== ""; ) {
    before = middle;
    for (const [opening, closing] of wrappings) {
      const surplus = counts.get(closing)! - counts.get(opening)!;
      if (surplus <= 0 || !middle.endsWith(closing)) continue;
      trail = middle.slice(-surplus);
      middle = middle.slice(0, -surplus);
      counts.set(closing, counts.get(closing)! - surplus);
    }
    const taken = trailingPunctuation(middle);
    trail = middle.slice(taken) + trail;
    middle = middle.slice(0, taken);
  }
  return { lead, middle, trail };
}

/** Where the punctuation at the end begins. A semicolon that ends an entity (`&amp;`) is none. */
function trailingPunctuation(text: string): number {
  const ampersand = text.lastIndexOf("&");
  const end = lengthWithout(text, ampersand === -1 ? /[.,:;!]/ : /[.,:!]/);
  const rest = text.slice(0, end);
  if (!rest.endsWith(";")) return end;
  const entity = rest.slice(ampersand);
  const meaning = unescapeHtml(entity);
  if (meaning !== entity && !meaning.endsWith(";")) return end;
  const start = lengthWithout(rest, /[.,:;!]/);
  const semicolons = rest.length - lengthWithout(rest, /;/);
  return ampersand > -1 && semicolons > 1 ? start + rest.slice(start).indexOf(";") + 1 : start;
}

function lengthWithout(text: string, unwanted: RegExp): number {
  let end = text.length;
  while (end > 0 && unwanted.test(text[end - 1]!)) end--;
  return end;
}

export const urlizeFilters: Readonly<Record<string, Filter>> = {
  urlize: textFilter({
    isSafe: true,
    apply: (text, _, { autoescape }, isSafeText) =>
      new SafeString(urlize(text, { noFollow: true, escapes: autoescape && !isSafeText })),
  }),
  urlizetrunc: textFilter({
    argument: "required",
    isSafe: true,
    apply(text, argument, { autoescape }, isSafeText) {
      const limit = requiredInteger(argument, "urlizetrunc");
      return new SafeString(urlize(text, { limit, noFollow: true, escapes: autoescape && !isSafeText }));
    },
  }),
};
