import type { FunctionOptions } from "../../expressions/node.ts";
import type { AcceptingType } from "../../fields/accept-value.ts";
import type { ColumnType } from "../../fields/column.ts";
import type { Sql } from "../sql.ts";

/** The three kinds of database, by the names of their dialects. */
export type DialectName = "sqlite" | "postgres" | "mysql";

/** A call of a function, with its arguments as SQL. */
export interface FunctionCall {
  readonly args: readonly Sql[];
  /** What kind of value each argument is; `undefined` where nobody knows. */
  readonly types: readonly (AcceptingType | undefined)[];
  readonly options: FunctionOptions;
  /** Of a window function: its window, with brackets. The function writes it, because it may stand inside of a cast. */
  readonly over?: Sql | undefined;
}
export type FunctionSql = (call: FunctionCall) => Sql;

/** What a function gives: a kind of value, or one that follows from the arguments. */
export type ResultType =
  | ColumnType
  | ((types: readonly (AcceptingType | undefined)[], options: FunctionOptions) => AcceptingType | undefined);

/** What an argument that is a plain value is sent as: a kind, the kind of the first argument that has one, or as it is. */
export type ParameterType = ColumnType | "same" | "any";

/** A function that expressions can call, for every database. Expressions name it; nothing else knows its SQL. */
export interface FunctionSpec {
  readonly result: ResultType;
  /** By position; the last one stands for all further arguments. `"same"` where it isn't said. */
  readonly parameters?: readonly ParameterType[];
  readonly sql: FunctionSql | Readonly<Record<DialectName, FunctionSql>>;
}

/** A call of a total, with its parts as SQL. */
export interface AggregateCall {
  /** Nothing for `count()`: the rows themselves. */
  readonly item: Sql | undefined;
  readonly type: AcceptingType | undefined;
  readonly distinct: boolean;
  readonly filter: Sql | undefined;
  readonly orderBy: readonly Sql[];
  readonly args: readonly Sql[];
  /** Of a total over the rows around each row: its window, with brackets. The total writes it itself. */
  readonly over?: Sql | undefined;
}
export type AggregateSql = (call: AggregateCall) => Sql;

/** A total that expressions can ask for. */
export interface AggregateSpec {
  readonly result: ResultType;
  readonly parameters?: readonly ParameterType[];
  /** What a total over no rows is; null if it isn't said. */
  readonly empty?: number;
  readonly sql: AggregateSql | Readonly<Record<DialectName, AggregateSql>>;
}

/** How a function or a total is written for a database. */
export function sqlOf<Write>(spec: { readonly sql: SqlForEach<Write> }, dialect: DialectName): Write {
  const { sql } = spec;
  return typeof sql === "function" ? (sql as Write) : (sql as Readonly<Record<DialectName, Write>>)[dialect];
}
type SqlForEach<Write> = Write | Readonly<Record<DialectName, Write>>;
