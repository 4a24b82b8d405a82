import { textOf } from "./runtime/text-of.ts";
import { escapeHtml, isHtmlObject, SafeString, toHtml } from "./safe-string.ts";

/**
 * HTML in code: what is put in is escaped, unless it is HTML already. Lists are joined; `null`, `undefined` and `false`
 * print nothing.
 *
 * @example
 * const item = (book: Book) => html`<li title="${book.title}">${book.title}</li>`;
 * html`<ul>${books.map(item)}</ul>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): SafeString {
  let text = strings[0]!;
  for (const [index, value] of values.entries()) text += htmlOf(value) + strings[index + 1]!;
  return new SafeString(text);
}

function htmlOf(value: unknown): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof SafeString) return value.text;
  if (Array.isArray(value)) return value.map(htmlOf).join("");
  if (isHtmlObject(value)) {
    const rendered = value[toHtml]();
    if (typeof rendered === "string" || rendered instanceof SafeString) return String(rendered);
    throw new TypeError(
      "html`…` got something that renders asynchronously. Await it before, and put the result in with safe().",
    );
  }
  return escapeHtml(textOf(value));
}
