import { didYouMean } from "../../core/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { Filter } from "../library.ts";
import { FloatNumber } from "../runtime/float-number.ts";
import { toFloat, toInteger } from "../runtime/numbers.ts";
import { SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";
import { adviceFor, adviceForBeginning } from "./expression-mistakes.ts";
import { ExpressionPlace } from "./expression-place.ts";
import { unquote } from "./smart-split.ts";

/** A value in a template: `book.title`, `"text"`, `12`, `_("text")`. */
export type Operand =
  | { readonly kind: "literal"; readonly text: string; readonly value: unknown }
  | { readonly kind: "translated"; readonly text: string; readonly message: string }
  | { readonly kind: "variable"; readonly text: string; readonly path: readonly string[] };

export interface FilterCall {
  readonly name: string;
  readonly filter: Filter;
  readonly argument: Operand | undefined;
}

/** An operand and the filters behind it: `book.title|default:"none"|upper`. */
export interface Expression {
  readonly text: string;
  readonly operand: Operand;
  readonly filters: readonly FilterCall[];
}

const constant = String.raw`(?:_\("[^"\\]*(?:\\.[^"\\]*)*"\)|_\('[^'\\]*(?:\\.[^'\\]*)*'\)|"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')`;
/** Finds an expression's beginning, and the filters behind; `letter` stands for a letter or digit of a name. */
function expressionGrammar(letter: string, flags: string): { start: RegExp; filterCall: RegExp } {
  const variable = String.raw`[${letter}_.]+|[-+.]?\d[\d.e]*`;
  const argument = `(?<constant>${constant})|(?<variable>${variable})`;
  return {
    start: new RegExp(argument, flags),
    filterCall: new RegExp(String.raw`\s*\|\s*(?<name>[${letter}_]+)(?::(?:${argument}))?`, flags),
  };
}

const ascii = expressionGrammar("a-zA-Z0-9", "y");
let unicode: typeof ascii | undefined;

/** The grammar that does for a text: that of all letters takes V8 long to make, and few templates need it. */
function grammarFor(text: string): typeof ascii {
  if (!beyondAscii.test(text)) return ascii;
  unicode ??= expressionGrammar(String.raw`\p{L}\p{N}`, "uy");
  return unicode;
}

const beyondAscii = /[^\0-\x7f]/;

// More than anybody writes; keeps hostile sources from exhausting the stack.
const maxFilters = 200;
const maxSteps = 200;

/**
 * Reads an expression.
 * @param tag - The tag in which it stands.
 * @param find - Gives the filter of a name, or throws an error at the given place.
 */
export function parseExpression(
  text: string,
  tag: Position,
  find: (name: string, position: () => Position) => Filter,
): Expression {
  const place = new ExpressionPlace(tag, text);
  const { start, filterCall } = grammarFor(text);
  start.lastIndex = 0;
  const first = start.exec(text);
  if (first === null) {
    throw new TemplateSyntaxError(
      `There is no variable or text at the start of "${text}".${adviceForBeginning(text)}`,
      place.whole,
    );
  }
  const operand = parseOperand(first[0], () => place.at(0, first[0].length));
  const filters: FilterCall[] = [];
  let end = start.lastIndex;
  while (end < text.length) {
    filterCall.lastIndex = end;
    const match = filterCall.exec(text);
    if (match?.groups === undefined) break;
    end = filterCall.lastIndex;
    const { name, constant, variable } = match.groups as {
      name: string;
      constant?: string;
      variable?: string;
    };
    const given = constant ?? variable;
    const argument =
      given === undefined ? undefined : parseOperand(given, () => place.at(end - given.length, end));
    if (filters.length === maxFilters) {
      throw new TemplateSyntaxError(`More than ${maxFilters} filters stand behind one value.`, place.whole);
    }
    const nameStart = match.index + match[0].indexOf(name);
    const namePosition = (): Position => place.at(nameStart, nameStart + name.length);
    const call = { name, filter: find(name, namePosition), argument };
    checkArgument(call, text.slice(end), namePosition, () => place.at(end - (given?.length ?? 0), end));
    filters.push(call);
  }
  if (end !== text.length) {
    const rest = text.slice(end);
    const read = text.slice(0, end);
    throw new TemplateSyntaxError(
      `Could not parse the remainder: "${rest}" of "${text}".${adviceFor(rest, read)}`,
      place.at(end + /^\s*/.exec(rest)![0].length, text.length),
    );
  }
  return { text, operand, filters };
}

/** @param rest - What stands behind the filter. */
function checkArgument(
  { name, filter, argument }: FilterCall,
  rest: string,
  position: () => Position,
  argumentPosition: () => Position,
): void {
  const wanted = filter.argument;
  if (wanted === "required" && argument === undefined) {
    const advice = adviceFor(rest, name) || ` Write ${name}:value.`;
    throw new TemplateSyntaxError(`The filter "${name}" needs a value behind a colon.${advice}`, position());
  }
  if (wanted === "none" && argument !== undefined) {
    throw new TemplateSyntaxError(
      `The filter "${name}" takes no argument, and ${argument.text} was given.`,
      argumentPosition(),
    );
  }
}

/** Reads one operand without filters. */
function parseOperand(text: string, position: () => Position): Operand {
  const number = parseNumber(text);
  if (number !== undefined) return { kind: "literal", text, value: number };
  if (text.startsWith("_(") && text.endsWith(")")) {
    const message = unquote(text.slice(2, -1));
    if (message !== undefined) return { kind: "translated", text, message };
  }
  const literal = unquote(text);
  if (literal !== undefined) return { kind: "literal", text, value: new SafeString(literal) };
  const path = text.split(".", maxSteps + 1);
  if (path.length > maxSteps) {
    throw new TemplateSyntaxError(`A variable has more than ${maxSteps} steps.`, position());
  }
  const hidden = path.find((name) => name.startsWith("_"));
  if (hidden !== undefined) {
    throw new TemplateSyntaxError(
      `Variables and attributes may not begin with underscores, and "${hidden}" in "${text}" does.`,
      position(),
    );
  }
  return { kind: "variable", text, path };
}

/** A number as Python reads it: `1`, `-2`, `1_000`, `1.5`, `1e3`; `undefined` for `1.`, which is none in a template. */
function parseNumber(text: string): number | bigint | FloatNumber | undefined {
  // A number begins with a digit, a sign or a point. Names and quoted texts, nearly all operands, don't.
  const first = text.charCodeAt(0);
  if ((first > 0x39 && first < 0x80) || text[0] === '"' || text[0] === "'") return undefined;
  if (/[.e]/i.test(text)) {
    const number = text.endsWith(".") ? undefined : toFloat(text);
    return Number.isInteger(number) ? new FloatNumber(number) : number;
  }
  return toInteger(text);
}

/** The error for a filter that no loaded library has. */
export function unknownFilter(
  name: string,
  known: Iterable<string>,
  elsewhere: string | undefined,
  position: Position,
): TemplateSyntaxError {
  const hint =
    elsewhere === undefined
      ? didYouMean(name, known)
      : ` It is in the library "${elsewhere}": write {% load ${elsewhere} %}.`;
  return new TemplateSyntaxError(`Unknown filter "${name}".${hint}`, position);
}
