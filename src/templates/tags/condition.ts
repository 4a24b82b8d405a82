import { closestName } from "../../core/index.ts";
import type { Expression } from "../parser/expression.ts";
import type { Token } from "../parser/lexer.ts";
import type { Parser } from "../parser/parser.ts";

/** What stands behind `{% if`. */
export type Condition =
  | { readonly kind: "expression"; readonly expression: Expression }
  | { readonly kind: "not"; readonly operand: Condition }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Condition;
      readonly right: Condition;
    };

/** How strongly each operator binds, as in Python. */
const strengths: ReadonlyMap<string, number> = new Map([
  ["or", 6],
  ["and", 7],
  ["not", 8],
  ["in", 9],
  ["not in", 9],
  ["is", 10],
  ["is not", 10],
  ["==", 10],
  ["!=", 10],
  [">", 10],
  [">=", 10],
  ["<", 10],
  ["<=", 10],
]);

// More than anybody writes; keeps hostile sources from exhausting the stack.
const maxWords = 1000;

/**
 * Reads a condition: a top-down operator precedence parser.
 * @throws TemplateSyntaxError
 */
export function parseCondition(parser: Parser, token: Token, given: readonly string[]): Condition {
  if (given.length > maxWords) throw parser.error(token, `A condition has more than ${maxWords} words.`);
  const words = joinedOperators(given);
  let next = 0;

  const parse = (strength: number): Condition => {
    let left = parseFirst();
    while (strength < (strengths.get(words[next] ?? "") ?? 0)) {
      const operator = words[next++]!;
      if (operator === "not") {
        throw parser.error(token, `"not" stands where an operator such as "and" or "not in" is expected.`);
      }
      left = { kind: "binary", operator, left, right: parse(strengths.get(operator)!) };
    }
    return left;
  };

  const parseFirst = (): Condition => {
    const word = words[next++];
    if (word === undefined) {
      const before = words[next - 2];
      const where = before === undefined ? "A value must stand there" : `A value must follow "${before}"`;
      throw parser.error(token, `The condition ends too early: {% ${token.contents} %}. ${where}.`);
    }
    if (word === "not") return { kind: "not", operand: parse(strengths.get("not")!) };
    if (strengths.has(word)) {
      throw parser.error(token, `"${word}" needs a value on its left: {% ${token.contents} %}.`);
    }
    return { kind: "expression", expression: parser.expression(word, token) };
  };

  const condition = parse(0);
  if (next < words.length) {
    throw parser.error(parser.placeOf(token, words[next]!), withoutOperator(words, next));
  }
  return condition;
}

/** What people write who know other languages. */
const otherOperators: ReadonlyMap<string, string> = new Map([
  ["=", "=="],
  ["===", "=="],
  ["!==", "!="],
  ["<>", "!="],
  ["=>", ">="],
  ["=<", "<="],
  ["&&", "and"],
  ["&", "and"],
  ["||", "or"],
  ["|", "or"],
  ["eq", "=="],
  ["ne", "!="],
  ["equals", "=="],
  ["contains", "in"],
]);

/** What to say about the word that stands where an operator is expected. */
function withoutOperator(words: readonly string[], index: number): string {
  const word = words[index]!;
  const meant = otherOperators.get(word) ?? closestName(word, strengths.keys());
  if (meant !== undefined) return `"${word}" is no operator. Did you mean "${meant}"?`;
  return `"${words[index - 1]}" and "${word}" stand side by side: an operator such as "and" or "==" is missing between them.`;
}

/** `is not` and `not in` become one word. */
function joinedOperators(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const pair = `${words[index]} ${words[index + 1]}`;
    if (pair === "is not" || pair === "not in") index++;
    joined.push(pair === "is not" || pair === "not in" ? pair : words[index]!);
  }
  return joined;
}
