import type { Expression } from "../parser/expression.ts";
import type { Token } from "../parser/lexer.ts";
import type { Parser } from "../parser/parser.ts";

const name = /^[\p{L}\p{N}_]+$/u;
const asciiName = /^\w+$/;

/** The name and the value of `name=value`; `undefined` for anything else. */
function assignmentIn(word = ""): { name: string; value: string } | undefined {
  const at = word.indexOf("=");
  const before = word.slice(0, Math.max(at, 0));
  const value = word.slice(at + 1);
  return value !== "" && (asciiName.test(before) || name.test(before)) ? { name: before, value } : undefined;
}

/** Takes words such as `name=value` from the front of `words`, as long as there are some. */
export function parseAssignments(parser: Parser, token: Token, words: string[]): Map<string, Expression> {
  const values = new Map<string, Expression>();
  let taken = 0;
  for (let found = assignmentIn(words[0]); found !== undefined; found = assignmentIn(words[taken])) {
    values.set(found.name, parser.expression(found.value, token));
    taken++;
  }
  words.splice(0, taken); // at once: each shift() would move all that are left
  return values;
}

/** The same, and the older form `value as name and value as name`. */
export function parseAnyAssignments(parser: Parser, token: Token, words: string[]): Map<string, Expression> {
  if (assignmentIn(words[0]) !== undefined) return parseAssignments(parser, token, words);
  const values = new Map<string, Expression>();
  let taken = 0;
  while (taken + 3 <= words.length && words[taken + 1] === "as") {
    values.set(words[taken + 2]!, parser.expression(words[taken]!, token));
    taken += 3;
    if (words[taken] !== "and") break;
    taken++;
  }
  words.splice(0, taken);
  return values;
}
