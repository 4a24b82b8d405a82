import { join, type Sql } from "./sql.ts";
import type { GroupColumn, Written } from "./written.ts";

/** A condition that is written, with what must be known in order to place it: in WHERE, in HAVING, or around the query. */
export type Clause = LeafClause | GroupClause;
export interface LeafClause {
  readonly kind: "leaf";
  readonly written: Written;
  /** `true` and `false` for what holds for every row or for none, so that it needs no SQL. */
  readonly constant?: boolean;
}
export interface GroupClause {
  readonly kind: "and" | "or" | "xor";
  readonly negated: boolean;
  readonly items: readonly Clause[];
}

export function leaf({
  written,
  constant,
}: {
  readonly written: Written;
  readonly constant?: boolean;
}): Clause {
  return { kind: "leaf", written, ...(constant === undefined ? {} : { constant }) };
}

export function hasAggregate(clause: Clause): boolean {
  return clause.kind === "leaf" ? clause.written.aggregate : clause.items.some(hasAggregate);
}
export function hasWindow(clause: Clause): boolean {
  return clause.kind === "leaf" ? clause.written.window : clause.items.some(hasWindow);
}
/** What rows must be grouped by so that the clause can be told for each group. */
export function groupColumnsOf(clause: Clause): readonly GroupColumn[] {
  return clause.kind === "leaf" ? clause.written.groupBy : clause.items.flatMap(groupColumnsOf);
}

/** The SQL of a clause; `true` or `false` where it says the same of every row. */
export function clauseSql(clause: Clause): Sql | boolean {
  if (clause.kind === "leaf") return clause.constant ?? clause.written.sql;
  const written = clause.kind === "xor" ? xorSql(clause) : connectedSql(clause);
  if (!clause.negated) return written;
  return typeof written === "boolean" ? !written : join("NOT (", written, ")");
}

function connectedSql({ kind, items }: GroupClause): Sql | boolean {
  const decisive = kind === "or"; // one such part decides the whole
  const parts: Sql[] = [];
  for (const item of items) {
    const written = clauseSql(item);
    if (written === decisive) return decisive;
    if (typeof written === "boolean") continue;
    const isBracketed = item.kind !== "leaf" && !item.negated && item.items.length > 1;
    parts.push(isBracketed ? join("(", written, ")") : written);
  }
  if (parts.length === 0) return !decisive;
  const separator = kind === "or" ? " OR " : " AND ";
  return parts.flatMap((part, position) => (position === 0 ? part : [separator, ...part]));
}

/** XOR of many is true where an odd number of them is, as in Django. */
function xorSql({ items }: GroupClause): Sql | boolean {
  const parts = items.map((item): Sql => {
    const written = clauseSql(item);
    if (typeof written === "boolean") return [written ? "1" : "0"];
    return join("CASE WHEN ", written, " THEN 1 ELSE 0 END");
  });
  if (parts.length === 0) return true;
  const total = parts.flatMap((part, position) => (position === 0 ? part : [" + ", ...part]));
  return join("(", total, ") % 2 = 1");
}

/** The parts of a condition by the place that they belong to. */
export interface SplitClause {
  readonly where: Clause | undefined;
  readonly having: Clause | undefined;
  /** What speaks of window functions can only be asked of a query around this one. */
  readonly qualify: Clause | undefined;
}

/** What speaks of totals goes to HAVING, what speaks of windows around the query, the rest to WHERE. */
export function splitClause(clause: Clause, negated = false): SplitClause {
  const nothing: SplitClause = { where: undefined, having: undefined, qualify: undefined };
  if (clause.kind === "leaf") {
    if (clause.written.window) return { ...nothing, qualify: clause };
    return clause.written.aggregate ? { ...nothing, having: clause } : { ...nothing, where: clause };
  }
  const windows = hasWindow(clause);
  const totals = hasAggregate(clause);
  if (!windows && !totals) return { ...nothing, where: clause };
  const isNegated = negated !== clause.negated;
  const mustStayTogether = clause.kind === "xor" || (clause.kind === "and") === isNegated;
  if (mustStayTogether) return windows ? { ...nothing, qualify: clause } : { ...nothing, having: clause };
  const split = clause.items.map((item) => splitClause(item, isNegated));
  const part = (place: keyof SplitClause): Clause | undefined => {
    const items = split.flatMap((item) => item[place] ?? []);
    return items.length === 0 ? undefined : { kind: clause.kind, negated: clause.negated, items };
  };
  return { where: part("where"), having: part("having"), qualify: part("qualify") };
}
