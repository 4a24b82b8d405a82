import MarkdownIt from "markdown-it";

/*
 * Answers come from a model, or from files: neither is trusted with HTML. `html: false` turns tags into text, only
 * addresses that are links for people are accepted, and pictures stay links (loading one would tell another host who
 * reads what). So the result can go into a page as it is.
 */
const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
markdown.disable("image");
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false }); // "node.js" is no address

// Protocols, or an address on this site: "/docs/", "#anchor". "//host" would leave it.
const safeAddress = /^(?:https?:\/\/|mailto:|\/(?!\/)|#)/i;
markdown.validateLink = (address) => safeAddress.test(address.trim());

const rules = markdown.renderer.rules;
type RenderRule = NonNullable<typeof rules.fence>;

rules.link_open = (tokens, index, options, _env, renderer) => {
  const token = tokens[index]!;
  if (/^https?:/i.test(String(token.attrGet("href")))) {
    token.attrSet("rel", "noopener noreferrer nofollow");
    token.attrSet("target", "_blank");
  }
  return renderer.renderToken(tokens, index, options);
};

const renderCode: RenderRule = (tokens, index) => {
  const token = tokens[index]!;
  const language = /^[\w+#.-]{1,30}/.exec(token.info.trim())?.[0] ?? "";
  const code = markdown.utils.escapeHtml(token.content);
  // The button is shown where scripts run; the code can be scrolled with the keyboard.
  return (
    `<div class="code"><div class="code-head"><span>${markdown.utils.escapeHtml(language)}</span>` +
    `<button type="button" class="code-copy needs-script" data-copy-code>Copy</button></div>` +
    `<pre tabindex="0"><code>${code}</code></pre></div>\n`
  );
};
rules.fence = renderCode;
rules.code_block = renderCode;

rules.table_open = () => `<div class="table" tabindex="0"><table>\n`;
rules.table_close = () => `</table></div>\n`;

/** Safe HTML of a text in Markdown. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

/** The lines at which the outermost blocks of a text begin: paragraphs, lists, tables, pieces of code. */
export function blockStarts(text: string): number[] {
  return markdown
    .parse(text, {})
    .filter((token) => token.level === 0 && token.map !== null && token.nesting !== -1)
    .map((token) => token.map![0]);
}

/** The address of a page of the documentation; `undefined` for a file that is none. */
export type PageLinker = (page: string) => string | undefined;

/** A page of documentation as HTML: headings have anchors, and links to other pages lead there. */
export function renderPage(text: string, linkTo: PageLinker): string {
  const tokens = markdown.parse(linkPages(text, linkTo), {});
  const anchors = new Anchors();
  tokens.forEach((token, index) => {
    if (token.type !== "heading_open") return;
    token.attrSet("id", anchors.next(plainText(tokens[index + 1]?.content ?? "")));
  });
  return markdown.renderer.render(tokens, markdown.options, {});
}

/**
 * Gives links between files, `[Routing](routing.md#converters)`, the addresses of pages; a link to a file that isn't a
 * page becomes its text. Code is left as it is.
 */
export function linkPages(text: string, linkTo: PageLinker): string {
  const toFile = /\[([^\]]*)\]\((?!\w+:|[/#])([^)\s#]*)(#[^)\s]*)?\)/g;
  return text
    .split(/(^ {0,3}```[\s\S]*?^ {0,3}```)/m)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(toFile, (_all, label: string, file: string, anchor = "") => {
            const page = /([\w-]+)\.md$/.exec(file)?.[1]?.toLowerCase();
            const address = page && linkTo(page);
            return address ? `[${label}](${address}${anchor})` : label;
          }),
    )
    .join("");
}

/** A heading without its Markdown marks. */
export function plainText(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*_]/g, "")
    .trim();
}

/** Makes the anchors of a page, as GitHub does: `"How it works"` gives `how-it-works`, a second one `how-it-works-1`. */
export class Anchors {
  readonly #used = new Map<string, number>();

  next(heading: string): string {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
    const count = this.#used.get(anchor) ?? 0;
    this.#used.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  }
}
