/*
 * Code with marks in it. A mark stands around a piece of code and carries a note; when the code is complete the marks
 * are taken out, and the places where they stood are known. So code can be put together from strings, in any order, and
 * still be traced back.
 *
 * A mark begins with U+E000, its number and U+E001, and ends with U+E002. Code that is made from templates never holds
 * these characters: texts are written as JSON, in which they are escaped.
 */
const opening = "\uE000";
const numbered = "\uE001";
const closing = "\uE002";

/** Where the piece of code that a note belongs to ended up. */
export interface Span<Note> {
  readonly start: number;
  readonly end: number;
  readonly note: Note;
}

/** Puts marks into code, and takes them out again. */
export class MarkedText<Note> {
  readonly #notes: Note[] = [];

  /** The code with a mark around it. */
  mark(code: string, note: Note): string {
    this.#notes.push(note);
    return `${opening}${this.#notes.length - 1}${numbered}${code}${closing}`;
  }

  /** The code without marks, and where they stood. */
  resolve(marked: string): { code: string; spans: Span<Note>[] } {
    const spans: Span<Note>[] = [];
    const open: { start: number; note: Note }[] = [];
    let code = "";
    for (const piece of marked.split(/(\uE000\d+\uE001|\uE002)/)) {
      if (piece.startsWith(opening)) {
        open.push({ start: code.length, note: this.#notes[Number(piece.slice(1, -1))]! });
      } else if (piece === closing) {
        spans.push({ ...open.pop()!, end: code.length });
      } else {
        code += piece;
      }
    }
    return { code, spans };
  }
}

/** A text as a literal of TypeScript. */
export function textLiteral(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u2028\u2029\uE000-\uE002]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
