/*
 * The compiler names types as twins see them: `Members<Book, never>`, `List<Members<Book, never>, Book[]>`. Here they
 * become the names that their author gave them: `Book`, `Book[]`.
 */

const wrappers: ReadonlyMap<string, (parameters: readonly string[]) => string> = new Map([
  ["Members", ([value = ""]) => value],
  ["Instant", ([value = ""]) => value],
  ["NonNullable", ([value = ""]) => value],
  ["Tuple", ([value = ""]) => value],
  ["List", ([item = "", value = ""]) => (/^readonly unknown\[\]$/.test(value) ? `${item}[]` : value)],
  ["MapMembers", ([, , value = ""]) => value],
  ["MapView", ([, , value = ""]) => value],
]);

/** A type as people know it. */
export function readableType(text: string): string {
  let shown = text.replaceAll(/`\$\{number\}`/g, "number");
  for (;;) {
    const next = withoutOneWrapper(shown);
    if (next === undefined) return shown;
    shown = next;
  }
}

/** Whether it is a name, or a few of them, rather than a description of what is inside. */
export function isShortType(text: string): boolean {
  return text.length <= 60 && !/[{}()&=]/.test(text);
}

function withoutOneWrapper(text: string): string | undefined {
  const found = /\b(Members|Instant|NonNullable|Tuple|List|MapMembers|MapView)</.exec(text);
  if (found === null) return undefined;
  const start = found.index + found[0].length;
  const { parameters, end } = parametersFrom(text, start);
  const value = wrappers.get(found[1]!)!(parameters);
  return text.slice(0, found.index) + value + text.slice(end);
}

/** What stands between two angle brackets, and where the second one was. */
function parametersFrom(text: string, start: number): { parameters: string[]; end: number } {
  const parameters: string[] = [];
  let depth = 0;
  let from = start;
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (`"'\``.includes(character)) quote = character;
    else if (character === ">" && text[at - 1] === "=")
      continue; // of a function's type
    else if ("<([{".includes(character)) depth++;
    else if (depth > 0 && ">)]}".includes(character)) depth--;
    else if (depth === 0 && (character === "," || character === ">")) {
      parameters.push(text.slice(from, at).trim());
      from = at + 1;
      if (character === ">") return { parameters, end: from };
    }
  }
  return { parameters: [...parameters, text.slice(from).trim()], end: text.length };
}
