/**
 * Text that is HTML already: templates print it as it stands. Made with {@link safe} or by filters and tags that
 * escape what they are given.
 */
export class SafeString {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get length(): number {
    return this.text.length;
  }

  /** The HTML: what a response sends that is given one. */
  render(): string {
    return this.text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/**
 * An object under this key knows how it looks as HTML: `{{ form }}` prints what the method gives, unescaped.
 *
 * @example
 * class Badge { [toHtml]() { return html`<b>${this.label}</b>`; } }
 */
export const toHtml: unique symbol = Symbol.for("quintet.to-html") as never;

/** An object that renders itself, such as a form or a component. */
export interface HtmlObject {
  [toHtml](): SafeString | string | Promise<SafeString | string>;
}

/** Whether a value has a method under {@link toHtml}. */
export function isHtmlObject(value: unknown): value is HtmlObject {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<HtmlObject>)[toHtml] === "function"
  );
}

/**
 * Marks text as HTML that templates print as it stands. Only for text that holds nothing a visitor wrote.
 *
 * @example
 * safe("<b>new</b>")
 */
export function safe(text: string | SafeString): SafeString {
  return text instanceof SafeString ? text : new SafeString(text);
}

const special = /[&<>"']/g;

/** Replaces `& < > " '` by their entities, as Django does. */
export function escapeHtml(text: string): string {
  // Most texts hold none of them. An expression finds that out faster than any loop over more than a few characters, and
  // remembers where it found one: at `lastIndex`, which is 0 again once there is no further one.
  if (!special.test(text)) return text;
  let escaped = "";
  let copied = 0;
  do {
    const at = special.lastIndex - 1;
    escaped += text.slice(copied, at) + entityOf(text.charCodeAt(at));
    copied = at + 1;
  } while (special.test(text));
  return escaped + text.slice(copied);
}

function entityOf(charCode: number): string {
  switch (charCode) {
    case 38:
      return "&amp;";
    case 60:
      return "&lt;";
    case 62:
      return "&gt;";
    case 34:
      return "&quot;";
    default:
      return "&#x27;";
  }
}
