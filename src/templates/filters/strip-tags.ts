import { SuspiciousTextError } from "../errors.ts";

// A tag, a comment, a declaration or a processing instruction, as Python's HTMLParser sees them.
const markup =
  /<!--[\s\S]*?-->|<!--[\s\S]*$|<[!?][^>]*>|<\/?[a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>|<\/[^a-zA-Z>][^>]*>/g;

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
    if (stripped === text) break;
    text = stripped;
  }
  return text;
}

/**
 * One round. A tag ends with ">", so that behind the last one there are none: looking for their ends there, once for
 * each "<", would take the square of the text's length.
 */
function withoutMarkup(text: string): string {
  const end = text.lastIndexOf(">") + 1;
  let hasOpenComment = false;
  const head = text.slice(0, end).replaceAll(markup, (found) => {
    hasOpenComment ||= found.startsWith("<!--") && !found.endsWith("-->");
    return "";
  });
  if (hasOpenComment) return head;
  const tail = text.slice(end);
  const comment = tail.indexOf("<!--");
  return head + (comment === -1 ? tail : tail.slice(0, comment));
}
