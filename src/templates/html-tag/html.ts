import type { SafeString } from "../safe-string.ts";
import { type CallSite, callSite, placed } from "./call-site.ts";
import type { HtmlResult, HtmlValues } from "./html-types.ts";
import { AsyncHtml, type Piece, PlacedPiece } from "./pieces.ts";
import { HtmlFragment } from "./written-values.ts";

/**
 * HTML in code. Each value is escaped as its place demands: in text, in an attribute, in an address, in a style. What is
 * HTML already stays it between tags: what `html` and `safe()` give, forms, templates. Lists are joined; `null`, `undefined`,
 * `true` and `false` print nothing; an attribute whose value is `null`, `undefined` or `false` is left out.
 *
 * With promises, queries or async iterables in it the result is an {@link AsyncHtml}, to be awaited, streamed or put into
 * another template as it is.
 *
 * @throws {@link HtmlPositionError} for a value where none can be made safe: in a script, a style, a comment, a name.
 * @throws {@link HtmlValueError} for one that has no text: a plain object, a function, a symbol.
 *
 * @example
 * const item = (book: Book) => html`<li title=${book.title}><a href="/books/${book.id}/">${book.title}</a></li>`;
 * html`<ul class=${["books", isLong && "books-long"]}>${books.map(item)}</ul>`
 */
export function html<const Values extends readonly unknown[]>(
  texts: TemplateStringsArray,
  ...values: HtmlValues<Values>
): HtmlResult<Values> {
  return made(texts, callSite(texts), values) as HtmlResult<Values>; // which says the same of the values' types
}

function made(texts: readonly string[], site: CallSite, values: readonly unknown[]): SafeString | AsyncHtml {
  const { parts } = site;
  let text = site.head;
  let pieces: Piece[] | undefined; // once there is one that is no text
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    let piece: Piece;
    try {
      piece = part.write(values);
    } catch (error) {
      throw placed(error, texts, part.hole);
    }
    if (typeof piece === "string") text += piece + part.tail;
    else {
      pieces ??= [];
      pieces.push(text, new PlacedPiece(piece, (error) => placed(error, texts, part.hole)));
      text = part.tail;
    }
  }
  if (pieces === undefined) return new HtmlFragment(text);
  pieces.push(text);
  return new AsyncHtml(pieces);
}
