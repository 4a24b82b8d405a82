import { isIP } from "node:net";
import { percentEncode } from "../../core/index.ts";
import { type Filter, textFilter } from "../library.ts";
import { pythonSpace } from "../runtime/python-space.ts";
import { escapeHtml, SafeString } from "../safe-string.ts";
import { quoteUrl } from "./quote-url.ts";
import { requiredInteger } from "./required-argument.ts";
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
const wordEnds = new RegExp(`([${pythonSpace}<>"']+)`);
const url = /^https?:\/\/\[?[\p{L}\p{N}_]/iu;
const site = /^www\.|^(?!http)[\p{L}\p{N}_][^@]+\.(com|edu|gov|int|mil|net|org)($|\/.*$)/iu;

/** A text with links in it, as HTML. */
export function urlize(text: string, options: LinkOptions): string {
  return text
    .split(wordEnds)
    .map((word) => linkedWord(word, options))
    .join("");
}

function linkedWord(word: string, { limit, noFollow, escapes }: LinkOptions): string {
  const html = (part: string): string => (escapes ? escapeHtml(part) : part);
  if (!/[.@:]/.test(word)) return html(word);
  const { lead, middle, trail } = withoutPunctuation(word);
  const address = addressOf(middle);
  if (address === undefined) return html(word);
  const shown = limit === undefined ? middle : shortened(middle, limit);
  const attributes = noFollow && !address.startsWith("mailto:") ? ' rel="nofollow"' : "";
  return `${html(lead)}<a href="${escapeHtml(address)}"${attributes}>${html(shown)}</a>${html(trail)}`;
}

function shortened(address: string, limit: number): string {
  const characters = [...address];
  return characters.length > limit ? `${characters.slice(0, Math.max(0, limit - 1)).join("")}…` : address;
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
  /^[a-z\u00a1-\uffff0-9](?:[a-z\u00a1-\uffff0-9-]{0,61}[a-z\u00a1-\uffff0-9])?(?:\.(?!-)[a-z\u00a1-\uffff0-9-]{1,63}(?<!-))*\.(?!-)(?:[a-z\u00a1-\uffff-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)$/iu;

function isEmail(word: string): boolean {
  if (word.length > 320) return false;
  const at = word.lastIndexOf("@");
  if (at < 1 || !emailUser.test(word.slice(0, at))) return false;
  const domain = word.slice(at + 1);
  return emailDomain.test(domain) || isIP(/^\[([a-f0-9:.]+)\]$/i.exec(domain)?.[1] ?? "") > 0;
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
