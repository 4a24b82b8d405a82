import { didYouMean } from "../core/index.ts";
import type { Expression } from "./parser/expression.ts";
import type { Token } from "./parser/lexer.ts";
import type { Parser } from "./parser/parser.ts";

/**
 * What a tag takes behind its name. A name that ends in `?` may be left out. Without a signature a tag takes
 * everything.
 *
 * @example
 * { parameters: ["basket", "currency?"], named: ["rounded?"] } // {% total basket %}, {% total basket "EUR" rounded=True %}
 */
export interface TagSignature {
  /** Taken by position, in this order, or by name. */
  readonly parameters?: readonly string[];
  /** Taken only by name. */
  readonly named?: readonly string[];
  /** Whether further values without a name may follow; they are in `args`. */
  readonly takesMore?: boolean;
  /** Whether values with other names may follow; they are in `named`. */
  readonly takesMoreNamed?: boolean;
}

/** What stands behind the name of a tag. */
export interface TagArguments {
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
  /** The names of the first positional ones. */
  readonly parameters: readonly string[];
  /** Behind `as`. */
  readonly target: string | undefined;
}

/**
 * Reads what stands behind the name of a tag.
 * @throws TemplateSyntaxError where it doesn't fit the signature.
 */
export function parseTagArguments(
  parser: Parser,
  token: Token,
  signature: TagSignature | undefined,
  options: { takesTarget: boolean } = { takesTarget: true },
): TagArguments {
  const words = parser.words(token).slice(1);
  const target = options.takesTarget && words.length >= 2 && words.at(-2) === "as" ? words.at(-1) : undefined;
  const positional: Expression[] = [];
  const named = new Map<string, Expression>();
  for (const word of target === undefined ? words : words.slice(0, -2)) {
    const [, key, value] = /^(?:([\p{L}\p{N}_]+)=)?(.+)$/su.exec(word)!;
    const expression = parser.expression(value!, token);
    if (key !== undefined) {
      if (named.has(key)) throw parser.error(token, `"${key}" is given twice.`);
      named.set(key, expression);
    } else if (named.size === 0) positional.push(expression);
    else throw parser.error(token, `"${word}" stands behind a value with a name. Put it in front.`);
  }
  if (signature !== undefined) check(parser, token, signature, positional, named);
  return { positional, named, parameters: (signature?.parameters ?? []).map(bareName), target };
}

function check(
  parser: Parser,
  token: Token,
  signature: TagSignature,
  positional: readonly Expression[],
  named: ReadonlyMap<string, Expression>,
): void {
  const [tag] = parser.words(token);
  const { parameters = [], named: namedOnly = [], takesMore = false, takesMoreNamed = false } = signature;
  const names = parameters.map(bareName);
  const allNames = [...names, ...namedOnly.map(bareName)];
  if (positional.length > names.length && !takesMore) {
    const wanted = names.length === 0 ? "no values without a name" : `at most ${counted(names)}`;
    throw parser.error(
      token,
      `{% ${tag} %} takes ${wanted}, and ${positional[names.length]!.text} is one too many.`,
    );
  }
  const filled = names.slice(0, positional.length);
  for (const name of named.keys()) {
    if (filled.includes(name)) {
      throw parser.error(
        token,
        `"${name}" of {% ${tag} %} is given twice: as ${positional[names.indexOf(name)]!.text}, and by name.`,
      );
    }
    if (!allNames.includes(name) && !takesMoreNamed) {
      throw parser.error(
        token,
        `{% ${tag} %} has no parameter "${name}".${didYouMean(name, allNames)}\nParameters: ${allNames.join(", ") || "none"}.`,
      );
    }
  }
  const required = [...parameters.slice(positional.length), ...namedOnly].filter((name) => !isOptional(name));
  const missing = required.filter((name) => !named.has(name));
  if (missing.length > 0) {
    throw parser.error(
      token,
      `{% ${tag} %} needs ${quotedList(missing)}: write ${example(tag!, signature, missing)}.`,
    );
  }
}

function isOptional(name: string): boolean {
  return name.endsWith("?");
}

function bareName(name: string): string {
  return isOptional(name) ? name.slice(0, -1) : name;
}

function counted(names: readonly string[]): string {
  return `${names.length === 1 ? "one value" : `${names.length} values`} without a name (${names.join(", ")})`;
}

function quotedList(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function example(tag: string, { parameters = [] }: TagSignature, missing: readonly string[]): string {
  const values = parameters.filter((name) => !isOptional(name));
  const named = missing.filter((name) => !parameters.includes(name)).map((name) => `${name}=…`);
  return `{% ${[tag, ...values, ...named].join(" ")} %}`;
}
