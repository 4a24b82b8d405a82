import { pythonSpace } from "../runtime/python-space.ts";
import { escapeHtml } from "../safe-string.ts";
import { htmlPieces } from "./html-pieces.ts";
import { roomBeside, withEllipsis } from "./truncate.ts";
import { unescapeHtml } from "./unescape-html.ts";

/*
 * Cuts HTML: tags are copied and not counted, text is counted and escaped anew, and what is open where the text is cut
 * is closed. Comments and declarations are left out, and so is markup that never ends.
 */

const voidElements = new Set(
  "area base br col embed hr img input link meta param source track wbr frame spacer".split(" "),
);

/** What is taken of a text: all of it where `isCut` is false. */
interface Taken {
  readonly text: string;
  readonly used: number;
  readonly isCut: boolean;
  /** The text is over, and nothing was cut. */
  readonly isEnd?: boolean;
}

/** Takes of a text what there is room for. `written` is the text as it is written, `output` what stands before it. */
type Take = (text: string, room: number, written: string, output: string) => Taken;

/** Cuts HTML to `limit` characters of text, the ellipsis among them. */
export function truncateHtmlCharacters(html: string, limit: number, ellipsis: string): string {
  if (limit <= 0) return "";
  const source = html.normalize("NFC");
  let seen = 0;
  return cut(source, roomBeside(ellipsis, limit), ellipsis, (text, room, written, output) => {
    const characters = [...text];
    seen += characters.length;
    if (seen === limit && output.length + text.length === source.length) {
      // As it is written. Django gives the decoded text, which may be markup that was escaped before.
      return { text: text === written ? text : escapeHtml(text), used: seen, isCut: false, isEnd: true };
    }
    const taken = characters.slice(0, room).join("");
    return { text: escapeHtml(taken), used: characters.length, isCut: characters.length > room };
  });
}

const betweenWords = new RegExp(`(?<=[^${pythonSpace}])[${pythonSpace}]+(?=[^${pythonSpace}])`);

/** Cuts HTML to `limit` words. */
export function truncateHtmlWords(html: string, limit: number, ellipsis: string): string {
  if (limit <= 0) return "";
  return cut(html, limit, ellipsis, (text, room) => {
    const words = text.split(betweenWords);
    return {
      text: escapeHtml(words.slice(0, room).join(" ")),
      used: words.length,
      isCut: words.length > room,
    };
  });
}

function cut(html: string, limit: number, ellipsis: string, take: Take): string {
  const open: string[] = [];
  const closing = (): string =>
    open
      .toReversed()
      .map((tag) => `</${tag}>`)
      .join("");
  let output = "";
  let room = limit;
  for (const { kind, source, tag } of htmlPieces(html, { tellsReferences: false, isWhole: false })) {
    switch (kind) {
      case "start":
        output += source;
        if (!voidElements.has(tag)) open.push(tag);
        break;
      case "empty":
        output += voidElements.has(tag) ? source : `${source}</${tag}>`;
        break;
      case "end":
        if (voidElements.has(tag)) break;
        output += `</${tag}>`;
        if (open.at(-1) === tag) open.pop();
        break;
      default: {
        const taken = take(kind === "text" ? unescapeHtml(source) : source, room, source, output);
        if (taken.isEnd) return output + taken.text + closing();
        if (taken.isCut) return output + withEllipsis(taken.text, ellipsis) + closing();
        room -= taken.used;
        output += taken.text;
      }
    }
  }
  return output;
}
