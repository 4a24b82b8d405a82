import { closing, isSign, isWord, splitByCommas, type Token, tokenize } from "../sql/sql-tokens.ts";
import type { CheckFacts } from "./table-facts.ts";

/** What only the text of CREATE TABLE says, on SQLite: conditions, collations, and how columns are computed. */
export interface CreateTableFacts {
  readonly checks: readonly CheckFacts[];
  /** Unique rules of the table that have a name. */
  readonly uniques: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly columns: ReadonlyMap<string, { readonly collation?: string; readonly generated?: string }>;
}

const tableWords = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

/** Reads the text that made a table; `undefined` for what isn't such a text. */
export function readCreateTable(sql: string): CreateTableFacts | undefined {
  const tokens = tokenize(sql, "sqlite");
  const open = tokens?.findIndex((token) => isSign(token, "(")) ?? -1;
  if (tokens === undefined || open < 0) return undefined;
  const checks: CheckFacts[] = [];
  const uniques: { name: string; columns: readonly string[] }[] = [];
  const columns = new Map<string, { collation?: string; generated?: string }>();
  for (const part of splitByCommas(tokens.slice(open + 1, closing(tokens, open)))) {
    const [first] = part;
    if (first === undefined) continue;
    const isColumn = !(first.kind === "name" && tableWords.includes(first.value.toUpperCase()));
    if (isColumn) columns.set(first.value, readColumn(sql, part));
    checks.push(...readChecks(sql, part));
    if (!isColumn) uniques.push(...readUnique(part));
  }
  return { checks, uniques, columns };
}

function readColumn(sql: string, part: readonly Token[]): { collation?: string; generated?: string } {
  const collate = placeOf(part, (token) => isWord(token, "COLLATE"));
  const as = placeOf(part, (token, at) => isWord(token, "AS") && isSign(part[at + 1], "("));
  const collation = part[collate + 1]?.value;
  return {
    ...(collate > 0 && collation !== undefined && collation.toUpperCase() !== "BINARY" && { collation }),
    ...(as > 0 && { generated: inside(sql, part, as + 1) }),
  };
}

/** Where a token stands that is in no brackets: what stands there says something else; -1 where there is none. */
function placeOf(part: readonly Token[], isWanted: (token: Token, at: number) => boolean): number {
  for (let at = 0; at < part.length; at++) {
    if (isWanted(part[at]!, at)) return at; // the loop stays inside
    if (isSign(part[at], "(")) at = closing(part, at);
  }
  return -1;
}

/** `CONSTRAINT name UNIQUE (a, b)` */
function readUnique(part: readonly Token[]): { name: string; columns: readonly string[] }[] {
  const at = part.findIndex((token) => isWord(token, "UNIQUE"));
  if (at !== 2 || !isWord(part[0], "CONSTRAINT") || !isSign(part[at + 1], "(")) return [];
  const columns = splitByCommas(part.slice(at + 2, closing(part, at + 1))).map(
    ([column]) => column?.value ?? "",
  );
  return [{ name: part[1]!.value, columns }]; // between CONSTRAINT and UNIQUE
}

/** `CONSTRAINT name CHECK (condition)`, behind a column or for itself. */
function readChecks(sql: string, part: readonly Token[]): CheckFacts[] {
  const checks: CheckFacts[] = [];
  for (let at = 0; at < part.length; at++) {
    if (isSign(part[at], "(")) at = closing(part, at);
    if (!isWord(part[at], "CHECK") || !isSign(part[at + 1], "(")) continue;
    const isNamed = isWord(part[at - 2], "CONSTRAINT");
    checks.push({
      ...(isNamed && { name: part[at - 1]!.value }), // between CONSTRAINT and CHECK
      condition: inside(sql, part, at + 1),
    });
  }
  return checks;
}

/** The text between the bracket at a position and the one that closes it. */
function inside(sql: string, part: readonly Token[], open: number): string {
  const end = part[closing(part, open)] ?? part.at(-1)!;
  return sql.slice(part[open]!.end, end.start).trim();
}
