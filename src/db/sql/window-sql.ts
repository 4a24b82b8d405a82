import type { WindowFrame } from "../expressions/node.ts";
import { join, list, type Sql } from "./sql.ts";

/** What stands behind OVER: `(PARTITION BY … ORDER BY … ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)`. */
export function windowSql(
  partitionBy: readonly Sql[],
  orderBy: readonly Sql[],
  frame: WindowFrame | undefined,
): Sql {
  const parts: Sql[] = [];
  if (partitionBy.length > 0) parts.push(join("PARTITION BY ", list(partitionBy)));
  if (orderBy.length > 0) parts.push(join("ORDER BY ", list(orderBy)));
  if (frame !== undefined) parts.push([frameSql(frame)]);
  return join("(", list(parts, " "), ")");
}

function frameSql({ unit, from, to, exclude }: WindowFrame): string {
  const between = `${unit.toUpperCase()} BETWEEN ${bound(from, "PRECEDING")} AND ${bound(to, "FOLLOWING")}`;
  return exclude === undefined || exclude === "no others"
    ? between
    : `${between} EXCLUDE ${exclude.toUpperCase()}`;
}

/** Numbers stand in the text: they come from code, and over() has seen that they are whole numbers. */
function bound(rows: number | null, unlimited: string): string {
  if (rows === null) return `UNBOUNDED ${unlimited}`;
  if (rows === 0) return "CURRENT ROW";
  return rows < 0 ? `${-rows} PRECEDING` : `${rows} FOLLOWING`;
}
