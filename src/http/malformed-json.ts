/*
 * Where a malformed JSON text goes wrong. JSON.parse() knows, but tells the position only for some mistakes and quotes
 * the text, which may hold passwords, for others. This runs only when JSON.parse() has failed: it walks over the text
 * token by token, keeps the brackets that are open on a stack, and stops at the first token that can't stand there.
 */

type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or end";

const whitespace = /[ \t\n\r]*/y;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The index of the first character that can't be right; the text's length where it ends too early. */
export function malformedPosition(text: string): number {
  const open: ("[" | "{")[] = [];
  let expected: Expected = "value";
  let position = 0;
  for (;;) {
    position = endOf(whitespace, text, position) ?? position;
    const token = text[position];
    if (token === undefined) return position;
    const isValueExpected: boolean = expected === "value" || expected === "value or ]";
    const isKeyExpected: boolean = expected === "key" || expected === "key or }";

    if (token === '"' && (isValueExpected || isKeyExpected)) {
      const { end, isWhole } = walkString(text, position);
      if (!isWhole) return end;
      position = end;
      expected = isKeyExpected ? ":" : ", or end";
    } else if ((token === "[" || token === "{") && isValueExpected) {
      open.push(token);
      position++;
      expected = token === "[" ? "value or ]" : "key or }";
    } else if (token === "]" || token === "}") {
      const mayEnd = expected === ", or end" || expected === (token === "]" ? "value or ]" : "key or }");
      if (!mayEnd || open.pop() !== (token === "]" ? "[" : "{")) return position;
      position++;
      expected = ", or end";
    } else if (token === ":" && expected === ":") {
      position++;
      expected = "value";
    } else if (token === "," && expected === ", or end" && open.length > 0) {
      position++;
      expected = open.at(-1) === "[" ? "value" : "key";
    } else {
      const end = isValueExpected ? endOf(scalar, text, position) : undefined;
      if (end === undefined) return position;
      position = end;
      expected = ", or end";
    }
  }
}

/** To the end of a string, or to what can't be in one: a control character, a broken escape, the end of the text. */
function walkString(text: string, start: number): { end: number; isWhole: boolean } {
  let position = start + 1;
  for (;;) {
    const letter = text.charCodeAt(position);
    if (letter === 0x22) return { end: position + 1, isWhole: true };
    if (letter === 0x5c) {
      const end = endOf(escapeSequence, text, position);
      if (end === undefined) return { end: position, isWhole: false };
      position = end;
    } else if (letter >= 0x20) position++;
    else return { end: position, isWhole: false }; // also NaN, behind the end
  }
}

function endOf(token: RegExp, text: string, position: number): number | undefined {
  token.lastIndex = position;
  return token.test(text) ? token.lastIndex : undefined;
}
