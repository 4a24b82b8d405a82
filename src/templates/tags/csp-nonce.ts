import { TemplateValueError } from "../errors.ts";
import { textOf } from "../runtime/text-of.ts";
import { escapeHtml, isHtmlObject, SafeString, safe, toHtml } from "../safe-string.ts";
import { simpleTag } from "../simple-tags.ts";

/**
 * `<script {% csp_nonce_attr %}>`: the attribute that lets a script or a style pass the page's Content Security Policy;
 * nothing where the page has no nonce. `{% csp_nonce_attr form.media %}` prints HTML with the attribute in each of its
 * scripts, styles and links.
 */
export const cspNonceAttr = simpleTag(
  ({ values: { media }, get }) => {
    const nonce = textOf(get("csp_nonce") ?? "");
    if (media === undefined) return safe(attribute(nonce));
    const html = htmlOf(media);
    return typeof html === "string" ? withNonce(html, nonce) : html.then((text) => withNonce(text, nonce));
  },
  { parameters: ["media?"] },
);

function attribute(nonce: string): string {
  return nonce === "" ? "" : `nonce="${escapeHtml(nonce)}"`;
}

function htmlOf(media: unknown): string | Promise<string> {
  if (media instanceof SafeString) return media.text;
  if (isHtmlObject(media)) {
    const html = media[toHtml]();
    return html instanceof Promise ? html.then(String) : String(html);
  }
  if (media === "" || media === null) return ""; // a form without such files
  throw new TemplateValueError(`{% csp_nonce_attr %} needs HTML, and got ${textOf(media)}.`);
}

const opening = /<(script|style|link)\b(?![^>]*\snonce\s*=)/gi;

/** The HTML was safe before; only the attribute is added. */
function withNonce(html: string, nonce: string): SafeString {
  return safe(nonce === "" ? html : html.replace(opening, `<$1 ${attribute(nonce).replaceAll("$", "$$$$")}`));
}
