import { TemplateValueError } from "../errors.ts";
import { stripSpace } from "../runtime/python-space.ts";

// What Python's splitlines() splits at.
// biome-ignore lint/suspicious/noControlCharactersInRegex: some line ends are control characters
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** Breaks the lines of a text at spaces, so that none is longer than `width`, words apart that are. */
export function wrapText(text: string, width: number): string {
  const lines = text.split(lineEnd);
  const endsWithBreak = lines.at(-1) === "";
  if (endsWithBreak) lines.pop();
  const wrapped = lines.flatMap((line) => {
    const parts = wrapLine(expandTabs(line), width);
    return parts.length === 0 ? [line] : parts;
  });
  if (text.endsWith("\n")) wrapped.push("");
  return wrapped.join("\n");
}

/** Python's textwrap: words and the spaces between them are pieces, and a line takes pieces while they fit. */
function wrapLine(line: string, width: number): string[] {
  if (width <= 0) throw new TemplateValueError(`A text cannot be wrapped at ${width} characters.`);
  const pieces = line.split(/([\t\n\v\f\r ]+)/).filter((piece) => piece !== "");
  const lines: string[] = [];
  let at = 0;
  while (at < pieces.length) {
    if (lines.length > 0 && stripSpace(pieces[at]!) === "") at++; // the break took the place of the space
    const start = at;
    let length = 0;
    while (at < pieces.length && length + lengthOf(pieces[at]!) <= width) length += lengthOf(pieces[at++]!);
    if (at === start && at < pieces.length) at++; // a word that is too long stands alone
    const taken = pieces.slice(start, at);
    if (taken.length > 0 && stripSpace(taken.at(-1)!) === "") taken.pop();
    if (taken.length > 0) lines.push(taken.join(""));
  }
  return lines;
}

/** How many characters a text has. */
function lengthOf(text: string): number {
  return [...text].length;
}

function expandTabs(line: string): string {
  let column = 0;
  return line.replaceAll(/\t|[^\t]+/g, (part) => {
    const text = part === "\t" ? " ".repeat(8 - (column % 8)) : part;
    column += lengthOf(text);
    return text;
  });
}
