import { RouteRegexError } from "./errors.ts";

/*
 * Translates Python's regular expressions (of `re`, for text) to JavaScript's with the `u` flag, so that a pattern
 * written for Django matches the same texts here. One pass over the source; what is written alike in both passes
 * through. What differs:
 *
 *   (?P<name>…)  (?P=name)      (?<name>…)  \k<name>
 *   \d \w \s \b and capitals    Python's match Unicode digits, letters and spaces
 *   .                           any character but \n; JavaScript leaves out \r and two others as well
 *   $  \Z  \A                   before a last line break or at the end; at the very end; at the very beginning
 *   \-  \@  \"                  JavaScript refuses to escape what needs no escape, with `u`
 *   { } ]                       Python takes them for text where they make no sense; JavaScript refuses
 *   (?i) at the front           flags of the whole expression
 */

/** The sets behind Python's class escapes, as they stand inside `[…]`. */
const classSets: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  w: "\\p{L}\\p{N}_",
  s: "\\s\\x1c-\\x1f",
};
const wordCharacter = `[${classSets.w}]`;
const wordBoundary = `(?:(?<=${wordCharacter})(?!${wordCharacter})|(?<!${wordCharacter})(?=${wordCharacter}))`;
const notWordBoundary = `(?:(?<=${wordCharacter})(?=${wordCharacter})|(?<!${wordCharacter})(?!${wordCharacter}))`;

/** Escapes that stand for something else outside of a class. */
const escapes: Readonly<Record<string, string>> = {
  A: "(?<![\\s\\S])",
  Z: "(?![\\s\\S])",
  b: wordBoundary,
  B: notWordBoundary,
  a: "\\x07",
};
// Characters that JavaScript's `u` mode lets one escape, and escapes that mean the same in both.
const sameEscape = /[\^$\\.*+?()[\]{}|/fnrtv]/;
const quantifier = /^\{(?:\d+(?:,\d*)?|,\d+)\}/;

/** JavaScript's source and flags for a Python regular expression. */
function translatePythonRegex(source: string): { source: string; flags: string } {
  let flags = "u";
  let output = "";
  let position = 0;
  const global = /^\(\?([aimsux]+)\)/.exec(source);
  if (global !== null) {
    flags += jsFlags(source, global[1]!);
    position = global[0].length;
  }
  while (position < source.length) {
    const rest = source.slice(position);
    const [translated, length] = translateNext(source, rest, flags);
    output += translated;
    position += length;
  }
  return { source: output, flags };
}

/** Compiles a Python regular expression. */
export function compilePythonRegex(pattern: string): RegExp {
  const { source, flags } = translatePythonRegex(pattern);
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^.*\/u?[imsuy]*: /, "");
    throw new RouteRegexError(pattern, `${reason}.`, { cause });
  }
}

function jsFlags(source: string, letters: string): string {
  let flags = "";
  for (const letter of new Set(letters)) {
    if (letter === "a" || letter === "x") {
      throw new RouteRegexError(source, `the flag (?${letter}) isn't supported.`);
    }
    if (letter !== "u") flags += letter;
  }
  return flags;
}

/** The translation of what the rest begins with, and how long that is. */
function translateNext(source: string, rest: string, flags: string): [string, number] {
  const character = rest[0]!;
  if (character === "\\") return translateEscape(source, rest);
  if (character === "[") return translateClass(source, rest);
  if (character === "(" && rest[1] === "?") return translateGroup(source, rest);
  if (character === "$" && !flags.includes("m")) return ["(?=\\n?(?![\\s\\S]))", 1];
  if (character === "." && !flags.includes("s")) return ["[^\\n]", 1];
  if (character === "{") {
    const match = quantifier.exec(rest);
    if (match === null) return ["\\{", 1];
    return [match[0].startsWith("{,") ? `{0${match[0].slice(1)}` : match[0], match[0].length];
  }
  if (character === "}" || character === "]") return [`\\${character}`, 1];
  if (/[*+?]/.test(character) && rest[1] === "+") {
    throw new RouteRegexError(source, `the possessive ${character}+ isn't supported.`);
  }
  const symbol = String.fromCodePoint(rest.codePointAt(0)!);
  return [symbol, symbol.length];
}

function translateGroup(source: string, rest: string): [string, number] {
  const named = /^\(\?P?<([\p{L}_][\p{L}\p{N}_]*)>/u.exec(rest);
  if (named !== null) return [`(?<${named[1]}>`, named[0].length];
  const back = /^\(\?P=([\p{L}_][\p{L}\p{N}_]*)\)/u.exec(rest);
  if (back !== null) return [`\\k<${back[1]}>`, back[0].length];
  const comment = /^\(\?#[^)]*\)/.exec(rest);
  if (comment !== null) return ["", comment[0].length];
  const plain = /^\(\?(?::|=|!|<=|<!|[ims]*(?:-[ims]+)?:)/.exec(rest);
  if (plain !== null) return [plain[0], plain[0].length];
  throw new RouteRegexError(source, `the group ${JSON.stringify(rest.slice(0, 4))} isn't supported.`);
}

function translateEscape(source: string, rest: string): [string, number] {
  const letter = rest[1];
  if (letter === undefined) throw new RouteRegexError(source, "it ends with a backslash.");
  const coded = codedCharacter(rest);
  if (coded !== undefined) return coded;
  if (/[1-9]/.test(letter)) return [`\\${letter}`, 2];
  const lower = letter.toLowerCase();
  if (lower in classSets) return [`[${letter === lower ? "" : "^"}${classSets[lower]}]`, 2];
  if (letter in escapes) return [escapes[letter]!, 2];
  return [literalEscape(source, letter), 2];
}

/** `\x41`, `\u0041`, `\U00000041`, `\0`. */
function codedCharacter(rest: string): [string, number] | undefined {
  const match = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(0)(?![0-9]))/.exec(rest);
  if (match === null) return undefined;
  const code = Number.parseInt(match[1] ?? match[2] ?? match[3] ?? "0", 16);
  return [`\\u{${code.toString(16)}}`, match[0].length];
}

function literalEscape(source: string, character: string): string {
  if (sameEscape.test(character)) return `\\${character}`;
  if (/[A-Za-z0-9]/.test(character)) {
    throw new RouteRegexError(source, `the escape \\${character} isn't known.`);
  }
  return character;
}

/** A class `[…]`, its brackets included. */
function translateClass(source: string, rest: string): [string, number] {
  let output = "[";
  let position = 1;
  if (rest[position] === "^") {
    output += "^";
    position++;
  }
  const first = position; // a "]" here is text in Python
  while (position < rest.length && (rest[position] !== "]" || position === first)) {
    const character = rest[position]!;
    if (character === "\\") {
      const [translated, length] = translateClassEscape(source, rest.slice(position));
      output += translated;
      position += length;
    } else {
      output += /[[\]]/.test(character) ? `\\${character}` : character;
      position++;
    }
  }
  if (position >= rest.length) throw new RouteRegexError(source, "a [ is never closed.");
  return [`${escapeLooseHyphens(output)}]`, position + 1];
}

function translateClassEscape(source: string, rest: string): [string, number] {
  const letter = rest[1];
  if (letter === undefined) throw new RouteRegexError(source, "it ends with a backslash.");
  const coded = codedCharacter(rest);
  if (coded !== undefined) return coded;
  if (letter === "-" || letter === "b") return [`\\${letter}`, 2];
  if (letter === "a") return ["\\x07", 2];
  if (letter in classSets) return [classSets[letter]!, 2];
  if (letter === "D") return ["\\P{Nd}", 2];
  if (letter === "S") return ["\\S", 2];
  if (letter === "W") {
    throw new RouteRegexError(source, "\\W inside of a class isn't supported. Write [^…] instead.");
  }
  return [literalEscape(source, letter), 2];
}

/** In `[\w-.]` Python takes the hyphen for text, and JavaScript with `u` refuses it. */
function escapeLooseHyphens(inside: string): string {
  return inside.replace(/(\\p\{\w+\}_?|\\s\\x1c-\\x1f|\\S|\\P\{Nd\})-(?!$)/g, "$1\\-");
}
