import type { AcceptingType } from "../fields/accept-value.ts";
import type { Alias, Sql } from "./sql.ts";

/** A column or expression that rows can be grouped by. */
export interface GroupColumn {
  readonly sql: Sql;
  /** Of a column: its table, and whether it is the whole primary key there, on which the other columns depend. */
  readonly alias: Alias | undefined;
  readonly isKey: boolean;
}

/** An expression as SQL, with what the query around it must know. */
export interface Written {
  readonly sql: Sql;
  readonly type: AcceptingType | undefined;
  /** Totals over rows. */
  readonly aggregate: boolean;
  /** Looks at the rows around each row. */
  readonly window: boolean;
  /** What rows must be grouped by so that the expression has one value for each group. */
  readonly groupBy: readonly GroupColumn[];
  /** Of a query inside another: known to have no rows. */
  readonly isEmpty?: boolean;
  /** Of a query inside another: how many columns it has. */
  readonly width?: number;
}

/** An expression that is made of others. */
export function composed(sql: Sql, type: AcceptingType | undefined, parts: readonly Written[]): Written {
  const aggregate = parts.some((part) => part.aggregate);
  const window = parts.some((part) => part.window);
  const columns = parts.flatMap(({ groupBy }) => groupBy);
  // Without totals inside, the whole is one thing to group by; what has no columns needs no grouping.
  const groupBy =
    aggregate || window ? columns : columns.length === 0 ? [] : [{ sql, alias: undefined, isKey: false }];
  return { sql, type, aggregate, window, groupBy };
}
