import { PluralFormsError } from "../errors.ts";

/*
 * A catalog says in its header which of its plural forms a number takes, as an expression of C:
 *
 *     nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);
 *
 * Catalogs come from translators and may come from strangers, so the expression is never run as code: it is parsed here
 * into functions that only know numbers. `/` and `%` round down, as in Python's gettext; it matters below zero only.
 */

/** Which of the plural forms a number takes, counted from 0. */
export type PluralForm = (count: number) => number;

/** One form for 1 and one for the rest: what counts where a catalog says nothing. */
export const oneAndMany: PluralForm = (count) => (count === 1 ? 0 : 1);

// Longer or deeper than any language needs; the longest that is in use has some 300 characters.
const maxLength = 1_000;
const maxDepth = 50;

/**
 * Reads the header `Plural-Forms` of a catalog.
 * @throws {@link PluralFormsError}
 */
export function parsePluralForms(header: string): PluralForm {
  if (/\bplural\s*=\s*EXPRESSION/.test(header)) return oneAndMany; // a template that nobody has filled in
  const expression = /(?:^|;)\s*plural\s*=([^;]+)/.exec(header)?.[1];
  if (expression === undefined) throw new PluralFormsError(header, 'it has no "plural="');
  if (expression.length > maxLength) throw new PluralFormsError(header, "it is too long");
  const evaluate = new ExpressionParser(header, expression).parse();
  return (count) => Math.trunc(evaluate(count));
}

/** How tightly an operator binds, and what it does. */
const operators: ReadonlyMap<string, { power: number; apply: (a: number, b: number) => number }> = new Map([
  ["||", { power: 1, apply: (a, b) => Number(a !== 0 || b !== 0) }],
  ["&&", { power: 2, apply: (a, b) => Number(a !== 0 && b !== 0) }],
  ["==", { power: 3, apply: (a, b) => Number(a === b) }],
  ["!=", { power: 3, apply: (a, b) => Number(a !== b) }],
  ["<", { power: 4, apply: (a, b) => Number(a < b) }],
  [">", { power: 4, apply: (a, b) => Number(a > b) }],
  ["<=", { power: 4, apply: (a, b) => Number(a <= b) }],
  [">=", { power: 4, apply: (a, b) => Number(a >= b) }],
  ["+", { power: 5, apply: (a, b) => a + b }],
  ["-", { power: 5, apply: (a, b) => a - b }],
  ["*", { power: 6, apply: (a, b) => a * b }],
  ["/", { power: 6, apply: (a, b) => Math.floor(a / b) }],
  ["%", { power: 6, apply: (a, b) => a - b * Math.floor(a / b) }],
]);

class ExpressionParser {
  readonly #header: string;
  readonly #tokens: readonly string[];
  #next = 0;
  #depth = 0;

  constructor(header: string, expression: string) {
    this.#header = header;
    this.#tokens = expression.match(/\d+|\w+|\|\||&&|[=!<>]=|\S/g) ?? [];
  }

  parse(): PluralForm {
    const evaluate = this.#conditional();
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw this.#unexpected(rest);
    return evaluate;
  }

  /** `a ? b : c`, or something that binds more tightly. */
  #conditional(): PluralForm {
    if (++this.#depth > maxDepth) throw new PluralFormsError(this.#header, "it is nested too deep");
    const test = this.#binary(1);
    if (this.#tokens[this.#next] !== "?") {
      this.#depth--;
      return test;
    }
    this.#next++;
    const yes = this.#conditional();
    this.#expect(":");
    const no = this.#conditional();
    this.#depth--;
    return (count) => (test(count) === 0 ? no(count) : yes(count));
  }

  /** Operators that bind at least as tightly as `power`, the left ones first. */
  #binary(power: number): PluralForm {
    let left = this.#operand();
    for (;;) {
      const operator = operators.get(this.#tokens[this.#next] ?? "");
      if (operator === undefined || operator.power < power) return left;
      this.#next++;
      const [first, second] = [left, this.#binary(operator.power + 1)];
      left = (count) => operator.apply(first(count), second(count));
    }
  }

  #operand(): PluralForm {
    const token = this.#tokens[this.#next++];
    if (token === "n") return (count) => count;
    if (token === "(") {
      const inner = this.#conditional();
      this.#expect(")");
      return inner;
    }
    if (token === "!") {
      if (++this.#depth > maxDepth) throw new PluralFormsError(this.#header, "it is nested too deep");
      const negated = this.#operand();
      this.#depth--;
      return (count) => Number(negated(count) === 0);
    }
    if (token === undefined || !/^\d+$/.test(token)) throw this.#unexpected(token);
    const number = Number(token);
    return () => number;
  }

  #expect(wanted: string): void {
    const token = this.#tokens[this.#next++];
    if (token !== wanted) throw this.#unexpected(token, wanted);
  }

  #unexpected(token: string | undefined, wanted = "a number or n"): PluralFormsError {
    const found = token === undefined ? "the end" : `"${token}"`;
    return new PluralFormsError(this.#header, `${found} stands where ${wanted} should be`);
  }
}
