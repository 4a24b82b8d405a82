import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateValueError } from "../errors.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { describedValue } from "../runtime/described-value.ts";
import { textOf } from "../runtime/text-of.ts";
import { escapeHtml, isHtmlObject, SafeString, toHtml } from "../safe-string.ts";
import type { Position } from "../source.ts";

/**
 * `<script {% csp_nonce_attr %}>`: the attribute that lets a script or a style pass the page's Content Security Policy;
 * nothing where the page has no nonce. `{% csp_nonce_attr form.media %}` prints HTML with the attribute in each of its
 * scripts, styles and links.
 */
class CspNonceNode implements Node {
  declare position?: Position;
  readonly media: Expression | undefined;

  constructor(media: Expression | undefined) {
    this.media = media;
  }

  emit(code: CodeWriter): void {
    const nonce = code.settled(code.variable("csp_nonce"));
    if (this.media === undefined) {
      code.append(`${code.constant(attribute)}(${nonce})`);
      return;
    }
    const html = code.settled(`${code.constant(htmlOf)}(${code.expression(this.media)})`);
    code.append(`${code.constant(withNonce)}(${html}, ${nonce})`);
  }

  twin(twin: TwinWriter): void {
    if (this.media !== undefined) twin.use(this.media);
  }
}

export const cspNonceAttr: TagParser = (parser, token) => {
  const [, media, ...rest] = parser.words(token);
  if (rest.length > 0) {
    throw parser.error(
      token,
      "{% csp_nonce_attr %} takes at most one value: {% csp_nonce_attr form.media %}.",
    );
  }
  return new CspNonceNode(media === undefined ? undefined : parser.expression(media, token));
};

function attribute(nonce: unknown): string {
  const text = textOf(nonce ?? "");
  return text === "" ? "" : `nonce="${escapeHtml(text)}"`;
}

function htmlOf(media: unknown): unknown {
  if (media instanceof SafeString) return media;
  if (isHtmlObject(media)) return media[toHtml]();
  if (media === "" || media === null) return ""; // a form without such files
  throw new TemplateValueError(`{% csp_nonce_attr %} needs HTML, and got ${describedValue(media)}.`);
}

const opening = /<(script|style|link)\b(?![^>]*\snonce\s*=)/gi;

/** The HTML was safe before; only the attribute is added. */
function withNonce(html: unknown, nonce: unknown): string {
  const added = attribute(nonce).replaceAll("$", "$$$$");
  return added === "" ? String(html) : String(html).replace(opening, `<$1 ${added}`);
}
