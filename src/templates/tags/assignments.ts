import type { Expression } from "../parser/expression.ts";
import type { Token } from "../parser/lexer.ts";
import type { Parser } from "../parser/parser.ts";

const assignment = /^([\p{L}\p{N}_]+)=(.+)$/su;

/** Takes words such as `name=value` from the front of `words`, as long as there are some. */
export function parseAssignments(parser: Parser, token: Token, words: string[]): Map<string, Expression> {
  const values = new Map<string, Expression>();
  for (let match = assignment.exec(words[0] ?? ""); match !== null; match = assignment.exec(words[0] ?? "")) {
    values.set(match[1]!, parser.expression(match[2]!, token));
    words.shift();
  }
  return values;
}

/** The same, and the older form `value as name and value as name`. */
export function parseAnyAssignments(parser: Parser, token: Token, words: string[]): Map<string, Expression> {
  if (assignment.test(words[0] ?? "")) return parseAssignments(parser, token, words);
  const values = new Map<string, Expression>();
  while (words.length >= 3 && words[1] === "as") {
    values.set(words[2]!, parser.expression(words[0]!, token));
    words.splice(0, 3);
    if (words.length === 0) break;
    if (words[0] !== "and") break;
    words.shift();
  }
  return values;
}
