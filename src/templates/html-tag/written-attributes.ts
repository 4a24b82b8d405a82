import { isThenable } from "../runtime/thenable.ts";
import { escapeHtml, isHtmlObject, SafeString } from "../safe-string.ts";
import { type AttributeRule, attributeRule } from "./attribute-rules.ts";
import { AsyncHtml, joined, LatePiece, type Piece } from "./pieces.ts";
import { attributesRefusal } from "./refusals.ts";
import { type StylePlace, styleDeclarations, styleValue } from "./style-check.ts";
import { leavesSite, withoutEntities } from "./url-check.ts";
import { HtmlFragment, plainText, RefusedValue, writtenText } from "./written-values.ts";

/*
 * Values in attributes. Whatever they are, quotes, brackets and ampersands of a text are escaped; beyond that the
 * attribute's rule decides (attribute-rules.ts).
 */

/**
 * An attribute whose value is one hole: `name=${value}` or `name="${value}"`.
 * @param lead - The attribute's name as it is written, with the space in front.
 */
export function writtenAttribute(lead: string, rule: AttributeRule, value: unknown): Piece {
  if (mustWait(value)) return new LatePiece(value, (settled) => writtenAttribute(lead, rule, settled));
  if (value === undefined || value === null) return "";
  if (rule.kind === "boolean") return plainFlag(value) ? lead : "";
  if (typeof value === "boolean") {
    if (rule.kind === "words") return `${lead}="${value}"`;
    return value ? lead : "";
  }
  if (rule.kind === "url") return `${lead}="${wholeUrl(rule.check, rawText(value))}"`;
  if (rule.kind === "class") {
    const names = classNames(value);
    return names === "" ? "" : `${lead}="${escapeHtml(names)}"`;
  }
  return around(`${lead}="`, writtenInside(rule, value, "declarations"), '"');
}

/** A value as a part of an attribute's text, for all rules but that of addresses. */
export function writtenInside(rule: AttributeRule, value: unknown, place: StylePlace | undefined): Piece {
  if (rule.kind === "page") return escapedPage(writtenText(value));
  if (mustWait(value)) return new LatePiece(value, (settled) => writtenInside(rule, settled, place));
  switch (rule.kind) {
    case "class":
      return escapeHtml(classNames(value));
    case "style":
      return escapeHtml(place === "value" ? styleValue(rawText(value)) : styleDeclarations(rawText(value)));
    default:
      return value instanceof SafeString ? withoutQuotes(checked(value)) : escapeHtml(attributeText(value));
  }
}

/**
 * The address that an attribute holds, from its constant texts and what stands between them. An address that would run a
 * program is replaced by one that leads nowhere and says why.
 *
 * @param texts - As they stand in the template, one more than there are values.
 */
export function writtenAddress(
  check: (value: string) => string | undefined,
  values: readonly unknown[],
  texts: readonly string[],
): Piece {
  if (!values.some(mustWait)) return writtenUrl(check, values, texts);
  return new LatePiece(Promise.all(values), (settled) =>
    writtenUrl(check, settled as readonly unknown[], texts),
  );
}

function wholeUrl(check: (value: string) => string | undefined, url: string): string {
  const scheme = check(url);
  return scheme === undefined ? escapeHtml(url) : blockedUrl(scheme);
}

/** Leads nowhere, in a link, a form or a frame, and says why. */
function blockedUrl(reason: string): string {
  return `about:invalid#${reason}-blocked`;
}

function writtenUrl(
  check: (value: string) => string | undefined,
  values: readonly unknown[],
  texts: readonly string[],
): string {
  const raw = values.map(rawText);
  // For what is checked, entities are decoded. They may also come into being where a text and a value meet.
  let html = texts[0]!;
  let url = withoutEntities(html);
  let undecoded = html;
  for (const [index, given] of raw.entries()) {
    const text = texts[index + 1]!;
    const value = parameterBefore.test(url) ? encodedParameter(given) : given;
    html += escapeHtml(value) + text;
    url += value + withoutEntities(text);
    undecoded += value + text;
  }
  const scheme = check(url) ?? (undecoded === url ? undefined : check(undecoded));
  if (scheme !== undefined) return blockedUrl(scheme);
  // "/" in front of a value means this site, and "//" another one.
  const beginning = texts[0]!.trim() === "" ? raw[0]! : texts[0]!;
  return leavesSite(url) && !leavesSite(beginning) ? blockedUrl("other-site") : html;
}

/** `?q=` and the like, at whose end the value of a parameter begins. */
const parameterBefore = /[?#].*=$/s;

/** Encodes what would end the value of a parameter. What `encodeURIComponent()` has written stays as it is. */
function encodedParameter(value: string): string {
  return value.replace(/[\s&#+;"<>]/g, encodeURIComponent);
}

/** Several attributes: {@link attributes} makes them. */
export class Attributes {
  readonly entries: readonly (readonly [string, unknown])[];

  constructor(entries: readonly (readonly [string, unknown])[]) {
    this.entries = entries;
  }
}

/** What stands where attributes do: what {@link attributes} gives. */
export function writtenAttributes(element: string, value: unknown): Piece {
  if (value === undefined || value === null || value === false) return "";
  if (mustWait(value)) return new LatePiece(value, (settled) => writtenAttributes(element, settled));
  if (!(value instanceof Attributes)) {
    throw new RefusedValue(attributesRefusal);
  }
  return joined(
    value.entries.map(([name, given]) =>
      writtenAttribute(` ${name}`, attributeRule(element, name.toLowerCase()), given),
    ),
  );
}

function escapedPage(page: Piece): Piece {
  if (typeof page === "string") return escapeHtml(page);
  const whole = page instanceof AsyncHtml ? page : new AsyncHtml([page]);
  return new LatePiece(whole.render(), (text) => escapeHtml(String(text)));
}

function around(front: string, piece: Piece, end: string): Piece {
  return typeof piece === "string" ? front + piece + end : joined([front, piece, end]);
}

/** A promise or a query. An html`…` is one, too, where it waits for something; that never stands in an attribute. */
function mustWait(value: unknown): value is PromiseLike<unknown> {
  return isThenable(value) && !(value instanceof AsyncHtml);
}

/** Whether an attribute that is only there or not there is there. */
function plainFlag(value: unknown): boolean {
  return typeof value === "object" || typeof value === "function"
    ? attributeText(value) !== ""
    : Boolean(value);
}

function classNames(value: unknown): string {
  if (!Array.isArray(value)) return rawText(value);
  return value
    .map((name) => (mustWait(name) ? refuseWaiting() : classNames(name)))
    .filter((name) => name !== "")
    .join(" ");
}

function refuseWaiting(): never {
  throw new RefusedValue("a list of names holds a promise. Await it before.");
}

/** A value as text. Of HTML its five entities are decoded: what follows is checked and escaped as any other text. */
function rawText(value: unknown): string {
  return value instanceof SafeString ? decoded(checked(value)) : attributeText(value);
}

function attributeText(value: unknown): string {
  if (isHtmlObject(value)) return refuseHtml();
  if (Array.isArray(value))
    throw new RefusedValue('a list has no text in an attribute. Write how it is joined: items.join(" ").');
  return plainText(value);
}

/** HTML that is only text with entities may stand in an attribute; what html`…` gives may not. */
function checked(html: SafeString): string {
  return html instanceof HtmlFragment ? refuseHtml() : html.text;
}

function refuseHtml(): never {
  throw new RefusedValue("an attribute holds text, and HTML was put into it. Give it the text itself.");
}

const quotes: Readonly<Record<string, string>> = { '"': "&quot;", "'": "&#x27;", "<": "&lt;", ">": "&gt;" };

function withoutQuotes(html: string): string {
  return html.replace(/["'<>]/g, (character) => quotes[character]!);
}

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#39;": "'",
};

function decoded(html: string): string {
  return html.replace(/&(?:amp|lt|gt|quot|#x27|#39);/g, (entity) => entities[entity]!);
}
