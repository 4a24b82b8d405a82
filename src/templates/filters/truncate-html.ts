import { escapeHtml } from "../safe-string.ts";
import { roomBeside, withEllipsis } from "./truncate.ts";
import { unescapeHtml } from "./unescape-html.ts";

/*
 * Cuts HTML: tags are copied and not counted, text is counted and escaped anew, and what is open where the text is cut
 * is closed. The pieces are those of Python's HTMLParser, on which Django's filters stand: comments and declarations
 * are left out, and so is markup that never ends.
 */

interface Piece {
  readonly kind: "text" | "start" | "end" | "nothing";
  /** As it is written. */
  readonly source: string;
  /** Of a tag, in lower case. */
  readonly tag: string;
}

const markup =
  /<!--[\s\S]*?-->|<[!?][^>]*>|<\/([a-zA-Z][^\s/>]*)[^>]*>|<([a-zA-Z][^\s/>]*)(?:[^"'>]|"[^"]*"|'[^']*')*>|[^<]+|<(?![a-zA-Z/!?])/g;

const voidElements = new Set(
  "area base br col embed hr img input link meta param source track wbr frame spacer".split(" "),
);

function* piecesOf(html: string): Generator<Piece> {
  for (const match of html.matchAll(markup)) {
    const [source, end, start] = match;
    if (end !== undefined) yield { kind: "end", source, tag: end.toLowerCase() };
    else if (start !== undefined) yield { kind: "start", source, tag: start.toLowerCase() };
    else yield { kind: source.startsWith("<") && source !== "<" ? "nothing" : "text", source, tag: "" };
  }
}

/** What is taken of a text: all of it where `isCut` is false. */
interface Taken {
  readonly text: string;
  readonly used: number;
  readonly isCut: boolean;
  /** The text is over, and nothing was cut. */
  readonly isEnd?: boolean;
}

/** Takes of a text what there is room for. `output` is what stands before it. */
type Take = (text: string, room: number, output: string) => Taken;

/** Cuts HTML to `limit` characters of text, the ellipsis among them. */
export function truncateHtmlCharacters(html: string, limit: number, ellipsis: string): string {
  if (limit <= 0) return "";
  const source = html.normalize("NFC");
  let seen = 0;
  return cut(source, roomBeside(ellipsis, limit), ellipsis, (text, room, output) => {
    const characters = [...text];
    seen += characters.length;
    if (seen === limit && output.length + text.length === source.length) {
      return { text, used: seen, isCut: false, isEnd: true };
    }
    const taken = characters.slice(0, room).join("");
    return { text: escapeHtml(taken), used: characters.length, isCut: characters.length > room };
  });
}

/** Cuts HTML to `limit` words. */
export function truncateHtmlWords(html: string, limit: number, ellipsis: string): string {
  if (limit <= 0) return "";
  return cut(html, limit, ellipsis, (text, room) => {
    const words = text.split(/(?<=\S)\s+(?=\S)/);
    return {
      text: escapeHtml(words.slice(0, room).join(" ")),
      used: words.length,
      isCut: words.length > room,
    };
  });
}

function cut(html: string, limit: number, ellipsis: string, take: Take): string {
  const open: string[] = []; // the innermost first
  const closing = (): string => open.map((tag) => `</${tag}>`).join("");
  let output = "";
  let room = limit;
  for (const { kind, source, tag } of piecesOf(html)) {
    if (kind === "start") {
      output += source;
      if (voidElements.has(tag)) continue;
      if (source.endsWith("/>")) output += `</${tag}>`;
      else open.unshift(tag);
    } else if (kind === "end") {
      if (voidElements.has(tag)) continue;
      output += `</${tag}>`;
      if (open[0] === tag) open.shift();
    } else if (kind === "text") {
      const taken = take(unescapeHtml(source), room, output);
      if (taken.isEnd) return output + taken.text + closing();
      if (taken.isCut) return output + withEllipsis(taken.text, ellipsis) + closing();
      room -= taken.used;
      output += taken.text;
    }
  }
  return output;
}
