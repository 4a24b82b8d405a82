/*
 * The text of a CREATE TABLE in its parts, so that what was written by hand (a column, a rule, a word behind the closing
 * bracket) can be written again as it stands. SQLite keeps that text in sqlite_master, and the renames of its ALTER TABLE
 * are carried into it.
 */

/** A column or a rule of a table, as it is written. */
export interface SourcePart {
  readonly kind: "column" | "primary" | "unique" | "check" | "foreign";
  /** Of a column its name; of a rule the name behind CONSTRAINT, if it has one. */
  readonly name: string | undefined;
  /** Of a rule about columns: which. */
  readonly columns: readonly string[];
  readonly sql: string;
}

export interface TableSource {
  readonly parts: readonly SourcePart[];
  readonly isStrict: boolean;
  readonly isWithoutRowid: boolean;
}

/** The parts of a CREATE TABLE. */
export function readTableSource(sql: string): TableSource {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex(({ text }) => text === "(");
  const close = tokens.findLastIndex(({ text }) => text === ")");
  const tail = tokens.slice(close + 1).map(({ text }) => text.toUpperCase());
  const parts: SourcePart[] = [];
  let part: Token[] = [];
  let depth = 0;
  for (const token of [...tokens.slice(open + 1, close), { text: ",", start: 0, end: 0 }]) {
    if (token.text === "," && depth === 0) {
      if (part.length > 0) parts.push(partOf(part, sql));
      part = [];
      continue;
    }
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    part.push(token);
  }
  return { parts, isStrict: tail.includes("STRICT"), isWithoutRowid: tail.includes("ROWID") };
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// Comments, texts and names in quotes of each kind, words, and all other characters one by one.
const tokenPattern =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}\p{N}_$]+|[^\s]/gu;

function tokensOf(sql: string): readonly Token[] {
  return [...sql.matchAll(tokenPattern)]
    .map(({ 0: text, index }) => ({ text, start: index, end: index + text.length }))
    .filter(({ text }) => !text.startsWith("--") && !text.startsWith("/*"));
}

const ruleKinds: Readonly<Record<string, SourcePart["kind"]>> = {
  PRIMARY: "primary",
  UNIQUE: "unique",
  CHECK: "check",
  FOREIGN: "foreign",
};

function partOf(tokens: readonly Token[], source: string): SourcePart {
  const sql = source.slice(tokens[0]!.start, tokens.at(-1)!.end);
  const isNamed = tokens[0]!.text.toUpperCase() === "CONSTRAINT";
  const name = isNamed ? unquoted(tokens[1]!.text) : undefined;
  const rule = tokens.slice(isNamed ? 2 : 0);
  const kind = ruleKinds[rule[0]?.text.toUpperCase() ?? ""];
  if (kind === undefined) return { kind: "column", name: unquoted(tokens[0]!.text), columns: [], sql };
  return { kind, name, columns: kind === "check" ? [] : namesInBrackets(rule), sql };
}

/** `("a", "b" DESC)` gives `["a", "b"]`. */
function namesInBrackets(tokens: readonly Token[]): readonly string[] {
  const open = tokens.findIndex(({ text }) => text === "(");
  const close = tokens.findIndex(({ text }) => text === ")");
  const inside = tokens.slice(open + 1, close);
  return inside
    .filter((_, position) => position === 0 || inside[position - 1]!.text === ",")
    .map(({ text }) => unquoted(text));
}

function unquoted(text: string): string {
  const quote = text[0];
  if (quote === "[") return text.slice(1, -1);
  if (quote !== '"' && quote !== "`" && quote !== "'") return text;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/**
 * A condition without what may be written in several ways: the case of words, spaces, quotes of names, brackets around it,
 * `NOT (a = b)` for `a <> b`, `NOT (a IN (…))` for `a NOT IN (…)`.
 */
export function plainCondition(sql: string): string {
  const words = tokensOf(sql).map(({ text }) => (text.startsWith("'") ? text : unquoted(text).toLowerCase()));
  while (words[0] === "(" && closing(words, 0) === words.length - 1)
    words.splice(0, words.length, ...words.slice(1, -1));
  const plain = words.join(" ").replaceAll("! =", "< >").replaceAll("= =", "=");
  return plain
    .replaceAll(negated("=", "[^()]+"), "$<left> < > $<right>")
    .replaceAll(negated("(?<word>in|between)", "[^()]+|\\( [^()]* \\)"), "$<left> not $<word> $<right>");
}

/** `not ( left sign right )`, where neither side is put together of others. */
function negated(sign: string, right: string): RegExp {
  return new RegExp(`\\bnot \\( (?<left>(?:(?! and | or )[^()])+?) ${sign} (?<right>${right}) \\)`, "g");
}

/** The same text for the same columns. */
export function columnsKey(columns: readonly string[]): string {
  return JSON.stringify(columns.map((name) => name.toLowerCase()));
}

/** What a reference does when the other row gets another key: `"SET NULL"`. */
export function updateAction(sql: string): string | undefined {
  const words = tokensOf(sql).map(({ text }) => text.toUpperCase());
  const at = words.findIndex((word, place) => word === "ON" && words[place + 1] === "UPDATE");
  if (at < 0) return undefined;
  const [first, second] = words.slice(at + 2);
  return first === "SET" || first === "NO" ? `${first} ${second}` : first;
}

/** A column or a rule without those of its conditions that are among the known ones. */
export function withoutChecks(sql: string, known: ReadonlySet<string>): string {
  const tokens = tokensOf(sql);
  const words = tokens.map(({ text }) => text.toUpperCase());
  let rest = "";
  let from = 0;
  for (let at = 0; at < tokens.length; at++) {
    if (words[at] === "(") at = closing(words, at);
    if (words[at] !== "CHECK" || words[at + 1] !== "(") continue;
    const end = closing(words, at + 1);
    const isKnown = known.has(plainCondition(sql.slice(tokens[at + 1]!.start, tokens[end]?.end)));
    const first = words[at - 2] === "CONSTRAINT" ? at - 2 : at;
    if (isKnown) {
      rest += sql.slice(from, tokens[first]!.start).trimEnd();
      from = tokens[end]?.end ?? sql.length;
    }
    at = end;
  }
  return (rest + sql.slice(from)).trim();
}

/** Where the bracket that opens at a position closes. */
function closing(words: readonly string[], open: number): number {
  let depth = 0;
  for (let at = open; at < words.length; at++) {
    if (words[at] === "(") depth++;
    if (words[at] === ")" && --depth === 0) return at;
  }
  return words.length;
}
