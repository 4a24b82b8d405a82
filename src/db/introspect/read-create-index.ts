import { closing, isSign, isWord, splitByCommas, type Token, tokenize } from "../sql/sql-tokens.ts";

/** What only the text of CREATE INDEX says, on SQLite: what is computed, and for which rows. */
export interface CreateIndexFacts {
  readonly parts: readonly string[];
  readonly where?: string;
}

/** Reads the text that made an index; `undefined` for what isn't such a text. */
export function readCreateIndex(sql: string): CreateIndexFacts | undefined {
  const tokens = tokenize(sql, "sqlite");
  const on = tokens?.findIndex((token) => isWord(token, "ON")) ?? -1;
  if (tokens === undefined || on < 0) return undefined;
  const open = tokens.findIndex((token, at) => at > on && isSign(token, "("));
  const close = closing(tokens, open);
  const parts = splitByCommas(tokens.slice(open + 1, close)).map((part) => textOf(sql, part));
  const where = tokens[close + 1];
  return {
    parts,
    ...(isWord(where, "WHERE") && { where: sql.slice(where!.end).trim() }),
  };
}

/** What is indexed, without COLLATE, ASC and DESC behind it. */
export function indexedExpression(text: string): string {
  const tokens = [...(tokenize(text, "sqlite") ?? [])];
  while (isWord(tokens.at(-1), "ASC") || isWord(tokens.at(-1), "DESC")) tokens.pop();
  return textOf(text, isWord(tokens.at(-2), "COLLATE") ? tokens.slice(0, -2) : tokens);
}

function textOf(sql: string, part: readonly Token[]): string {
  return part.length === 0 ? "" : sql.slice(part[0]!.start, part.at(-1)!.end);
}
