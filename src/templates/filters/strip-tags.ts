import { SuspiciousTextError } from "../errors.ts";
import { htmlPieces } from "./html-pieces.ts";

// A text whose tags come apart only after so many rounds, or that opens so many without closing one, is made to keep a
// server busy (CVE-2024-53907).
const maxDepth = 50;
const longOpenTag = /<[a-zA-Z][^>]{1000,}/g;

/** A text without its tags. Not a protection against hostile HTML: what is printed must still be escaped. */
export function stripTags(html: string): string {
  for (const [opened] of html.matchAll(longOpenTag)) {
    if (opened.split("<").length > maxDepth) throw new SuspiciousTextError();
  }
  let text = html;
  for (let round = 0; text.includes("<") && text.includes(">"); round++) {
    if (round >= maxDepth) throw new SuspiciousTextError();
    const stripped = withoutMarkup(text);
    if (openings(stripped) === openings(text)) break;
    text = stripped;
  }
  return text;
}

function withoutMarkup(html: string): string {
  let text = "";
  for (const { kind, source } of htmlPieces(html, { tellsReferences: true, isWhole: true })) {
    if (kind === "text" || kind === "literal") text += source;
    else if (kind === "reference") text += `${source};`;
  }
  return text;
}

function openings(text: string): number {
  return text.split("<").length;
}
