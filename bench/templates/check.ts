import type { Page } from "./pages.ts";

/** What one contender renders. */
export interface Rendered {
  readonly contender: string;
  readonly html: string;
}

/**
 * Compares what the contenders make of a page: the same, but for white space and for how a quotation mark is written.
 * @throws where one differs, with the first difference.
 */
export function checkSame(page: Page, [first, ...others]: readonly Rendered[]): void {
  const wanted = normalized(first!.html);
  if (!wanted.includes("&amp;") && !wanted.includes("&lt;")) {
    throw new Error(`${first!.contender} escapes nothing in "${page.title}".`);
  }
  for (const { contender, html } of others) {
    const given = normalized(html);
    if (given === wanted) continue;
    let at = 0;
    while (given[at] === wanted[at]) at++;
    const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
    throw new Error(
      `"${page.title}" of ${contender} differs from that of ${first!.contender}:\n  ${around(given)}\n  ${around(wanted)}`,
    );
  }
}

/** Some engines write `'` as `&#39;`, some as `&#x27;`, some leave it; Handlebars also escapes `=` and "`". */
const sameCharacters: readonly (readonly [RegExp, string])[] = [
  [/&#39;|&#x27;/g, "'"],
  [/&#34;|&quot;/g, '"'],
  [/&#x3D;/g, "="],
  [/&#x60;/g, "`"],
];

function normalized(html: string): string {
  let text = html
    .replaceAll(/\s+/g, " ")
    .replaceAll(/> | (?=<)/g, (found) => found.trim())
    .trim();
  for (const [written, character] of sameCharacters) text = text.replaceAll(written, character);
  return text.replace(/^<!doctype/i, "<!doctype").replaceAll(/\/>/g, ">");
}
