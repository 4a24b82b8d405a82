import type { DatabaseKind } from "../schema/model-state.ts";

/*
 * The words of a piece of SQL. Enough to find one's way in what databases say about conditions, defaults and tables; not
 * a parser of any of their languages.
 */

export interface Token {
  /** `name`: a bare word; `quoted`: a name in quotes; `text`: a text in quotes; `sign`: an operator or bracket. */
  readonly kind: "name" | "quoted" | "text" | "number" | "sign";
  /** Without quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const space = /(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)/y;
const bareName = /[\p{L}_@][\p{L}\p{N}_$]*/uy;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const sign =
  /(?:::|<=>|<>|!=|<=|>=|==|\|\||!~~\*|!~~|~~\*|~~|!~\*|~\*|!~|->>|->|#>>|#>|<<|>>|@>|<@|&&|[-+*/%()[\],.;=<>~&|#^!?:{}])/y;

/**
 * The words of `sql`, or `undefined` where a character or a quote has no end or meaning.
 * @param kind - Whose SQL it is: a backslash in a text of MariaDB and MySQL stands for the character behind it, and SQLite takes
 * names in square brackets. Without it, neither.
 */
export function tokenize(sql: string, kind?: DatabaseKind): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const blank = matchAt(space, sql, at);
    if (blank > 0) {
      at += blank;
      continue;
    }
    const token = tokenAt(sql, at, kind);
    if (token === undefined) return undefined;
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(sql: string, start: number, kind: DatabaseKind | undefined): Token | undefined {
  const first = sql[start]!; // the caller is inside the text
  if (first === "'") return quotedToken("text", sql, start, "'", kind === "mysql");
  if (first === "[" && kind === "sqlite") return bracketedToken(sql, start);
  if (first === '"' || first === "`") return quotedToken("quoted", sql, start, first, false);
  if (/[eE]/.test(first) && sql[start + 1] === "'") {
    const token = quotedToken("text", sql, start + 1, "'", true);
    return token && { ...token, start };
  }
  for (const [kind, pattern] of [
    ["name", bareName],
    ["number", number],
    ["sign", sign],
  ] as const) {
    const length = matchAt(pattern, sql, start);
    if (length > 0) return { kind, value: sql.slice(start, start + length), start, end: start + length };
  }
  return undefined;
}

/** `[Unit Price]`: no bracket can be in such a name. */
function bracketedToken(sql: string, start: number): Token | undefined {
  const close = sql.indexOf("]", start);
  if (close < 0) return undefined;
  return { kind: "quoted", value: sql.slice(start + 1, close), start, end: close + 1 };
}

function matchAt(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0].length ?? 0;
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  "0": "\0",
  Z: "\x1a",
};

function quotedToken(
  kind: "quoted" | "text",
  sql: string,
  start: number,
  quote: string,
  backslashes: boolean,
): Token | undefined {
  let value = "";
  for (let at = start + 1; at < sql.length; at++) {
    const character = sql[at]!;
    if (backslashes && character === "\\" && at + 1 < sql.length) {
      const next = sql[++at]!;
      // Before % and _ the backslash stays: it is a part of the pattern.
      value += next === "%" || next === "_" ? `\\${next}` : (escapes[next] ?? next);
    } else if (character !== quote) value += character;
    else if (sql[at + 1] === quote) value += sql[++at];
    else return { kind, value, start, end: at + 1 };
  }
  return undefined;
}

/** The texts in a piece of SQL: `enum('a','b')` gives `["a", "b"]`. */
export function textsIn(sql: string): readonly string[] | undefined {
  return tokenize(sql)?.flatMap(({ kind, value }) => (kind === "text" ? [value] : []));
}

/** Whether a word is this one, however it is written. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "name" && token.value.toUpperCase() === word;
}

export function isSign(token: Token | undefined, value: string): boolean {
  return token?.kind === "sign" && token.value === value;
}

/** Where the bracket that opens at a position closes: the position of the closing one, or of the end. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (isSign(tokens[at], "(")) depth++;
    else if (isSign(tokens[at], ")") && --depth === 0) return at;
  }
  return tokens.length;
}

/** The parts between commas that stand in no brackets. */
export function splitByCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSign(token, "(") || isSign(token, "[")) depth++;
    if (isSign(token, ")") || isSign(token, "]")) depth--;
    if (depth === 0 && isSign(token, ",")) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}
