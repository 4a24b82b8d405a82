import { isDecimal } from "../../i18n/index.ts";
import { isDictionary } from "../runtime/intrinsics.ts";
import { textOf } from "../runtime/text-of.ts";
import { isThenable } from "../runtime/thenable.ts";
import { escapeHtml, isHtmlObject, SafeString, toHtml } from "../safe-string.ts";
import { AsyncHtml, joined, LatePiece, type Piece, StreamPiece } from "./pieces.ts";

/** What `` html`…` `` made: HTML that never stands in an attribute. */
export class HtmlFragment extends SafeString {}

/** A value that cannot be printed where it stands. Gets its place where the template is known. */
export class RefusedValue {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

// Lists in lists beyond are a list that holds itself.
const maxDepth = 50;

/** A value between tags. */
export function writtenText(value: unknown): Piece {
  return written(value, keepHtml, 0);
}

/** A value in `<title>` or `<textarea>`, where a tag would end the element or show its brackets. */
export function writtenPlainText(value: unknown): Piece {
  return written(value, withoutTags, 0);
}

const keepHtml = (html: string): string => html;
const withoutTags = (html: string): string => html.replaceAll("<", "&lt;");

/** @param htmlAs - What becomes of text that is HTML already. */
function written(value: unknown, htmlAs: (html: string) => string, depth: number): Piece {
  if (typeof value === "string") return escapeHtml(value);
  if (value instanceof SafeString) return htmlAs(value.text);
  if (typeof value !== "object" || value === null) return escapeHtml(plainText(value));
  if (value instanceof AsyncHtml && htmlAs === keepHtml) return value;
  if (isHtmlObject(value)) {
    const html = value[toHtml]();
    return isThenable(html) ? new LatePiece(html, (text) => htmlAs(String(text))) : htmlAs(String(html));
  }
  if (isThenable(value)) return new LatePiece(value, (result) => written(result, htmlAs, depth + 1));
  if (isListed(value)) {
    if (depth > maxDepth) throw new RefusedValue("a list that holds itself has no end.");
    return joined(Array.from(value, (item) => written(item, htmlAs, depth + 1)));
  }
  if (Symbol.asyncIterator in value)
    return new StreamPiece(value as AsyncIterable<unknown>, (item) => written(item, htmlAs, depth + 1));
  return escapeHtml(plainText(value));
}

/** Whether a value is printed item by item: a list, a set, a generator. */
function isListed(value: object): value is Iterable<unknown> {
  if (Array.isArray(value)) return true;
  return Symbol.iterator in value && !saysHowItLooks(value) && !(value instanceof Map);
}

/**
 * A single value as text: what it says itself, nothing for `null`, `undefined` and booleans.
 * @throws RefusedValue for what has no text that a person would want to read.
 */
export function plainText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
    case "undefined":
      return "";
    case "symbol":
      throw new RefusedValue("a symbol has no text.");
    case "function":
      throw new RefusedValue(
        `the function ${value.name || "here"} was not called. Write ${value.name || "name"}() to print what it gives.`,
      );
    case "object":
      return value === null ? "" : objectText(value);
  }
}

function objectText(value: object): string {
  if (saysHowItLooks(value)) return isDecimal(value) ? value.toFixed() : textOf(value);
  if (isDictionary(value)) {
    throw new RefusedValue(
      `an object with ${keysOf(value)} has no text. Print one of its members, or JSON.stringify() it.`,
    );
  }
  const kind = value.constructor?.name || "object";
  throw new RefusedValue(
    value instanceof Map
      ? "a Map is printed by its .keys() or .values()."
      : `the ${kind} does not say how it looks. Print one of its members, or give its class a toString() or a [toHtml]().`,
  );
}

function keysOf(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return "no keys";
  return `the keys ${keys.slice(0, 5).join(", ")}${keys.length > 5 ? ", …" : ""}`;
}

function saysHowItLooks(value: object): boolean {
  const { toString: method } = value as { toString?: unknown };
  return typeof method === "function" && method !== Object.prototype.toString && !Array.isArray(value);
}
