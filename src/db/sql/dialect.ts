import type { ArithmeticNode } from "../expressions/node.ts";
import type { StoredValue } from "../fields/column.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { Combined, Lock } from "../query/query-state.ts";
import type { DialectName } from "./functions/function-spec.ts";
import type { Alias, Bound, Sql } from "./sql.ts";

/** Turns what the database gives, never null, into what rows hold. */
export type Decoder = (stored: NonNullable<StoredValue>) => unknown;
/** Turns what rows hold, never null, into what the database stores. */
export type Encoder = (value: unknown) => StoredValue;

/** What of a field says how its values are stored. Computed values name it without being fields. */
export type ValueType = Pick<
  FieldInfo,
  "type" | "places" | "digits" | "maxLength" | "asBigint" | "asInstant" | "custom" | "columnType"
>;

/** How one database's SQL differs, and how it stores values. All of it is asked while compiling, never for each row. */
export interface Dialect {
  readonly name: DialectName;
  /** How many parameters one statement may have. */
  readonly maxParameters: number;
  /** How many rows an INSERT with a parameter for each value has: few sizes, so that few statements are kept. */
  readonly insertSizes: readonly number[];
  /** Whether the driver tells the key that was counted up for a single new row, without RETURNING. */
  readonly tellsLastKey: boolean;
  /** Whether the rows of one INSERT get keys that follow each other, where no trigger adds rows of its own. */
  readonly keysFollow: boolean;
  /** Whether parameters have numbers (`$1`), so that one can stand in several places. */
  readonly numbersParameters: boolean;
  /** Whether a limited query behind IN must be a table of its own. */
  readonly wrapsLimitedSubqueries: boolean;
  /** Whether UPDATE and DELETE can't read from their own table but through a table of its own. */
  readonly wrapsOwnSubqueries: boolean;
  /** What stands in an INSERT in place of columns and values, for a row that gives none. */
  readonly emptyRow: string;
  /** How rows are inserted as one array for each column, where `unnest` makes rows of arrays. */
  readonly arrays?: ArrayParameters;
  quote(name: string): string;
  /** The mark of the parameter with that number, counting from 1. */
  placeholder(number: number, bound?: Bound): string;
  /** A null that stands alone, of a kind that is known. */
  nullOf(type: ValueType | undefined): Sql;
  /** Differs, where two nulls are equal. */
  isDistinct(left: Sql, right: Sql): Sql;
  /** A value of a boolean as a condition. */
  truth(value: Sql): Sql;
  /** A value as text, for comparisons of texts. */
  asText(value: Sql, type: ValueType | undefined): Sql;
  cast(value: TypedSql, type: ValueType): Sql;
  arithmetic(
    operator: ArithmeticNode["operator"],
    left: TypedSql,
    right: TypedSql,
    type: ValueType | undefined,
  ): Sql;
  /** A comparison of texts by a part of them; `pattern` is a parameter made by `textPattern()`. */
  matchText(operator: string, left: Sql, pattern: Sql): Sql;
  /** The same, where the part is itself computed. */
  matchExpression(operator: string, left: Sql, right: Sql): Sql;
  /** The pattern for a text that is a parameter. */
  textPattern(operator: string, text: string): string;
  /** One item of an ORDER BY. Nulls stand where the database puts them if it isn't said. */
  orderItem(item: Sql, descending: boolean, nulls: "first" | "last" | undefined): Sql;
  limit(limit: Sql | undefined, offset: Sql | undefined): Sql;
  /** DISTINCT ON, with a space behind. */
  distinctOn(columns: readonly Sql[]): Sql;
  setOperator(operator: Combined["operator"]): string;
  /** FOR UPDATE, with a space before. */
  lock(lock: Lock, tables: readonly Alias[]): Sql;
  /** What follows an INSERT whose rows may break a unique rule. */
  conflict(conflict: Conflict, keyFields: readonly FieldInfo[]): string;
  /** What makes a stored column fit for computing with and comparing, where it isn't as it is. */
  decoder(type: ValueType): Decoder | undefined;
  /** Encodes values of the type. Of decimals also texts that plainDecimal() has let through. */
  encoder(type: ValueType): Encoder | undefined;
}

/** Parameters that are arrays of the values of a column. */
export interface ArrayParameters {
  /** The array's type, `"integer[]"`; `undefined` where there is none. */
  typeOf(type: ValueType): string | undefined;
  /** The array of every `step`-th value, beginning with the one at `first`. */
  textOf(values: readonly StoredValue[], first: number, step: number): string;
}

/** A piece of SQL whose kind of value is known. */
export interface TypedSql {
  readonly sql: Sql;
  readonly type: ValueType | undefined;
}

/** What happens to a new row that breaks a unique rule. */
export interface Conflict {
  /** Leave it out. */
  readonly ignore: boolean;
  /** Or change the row that is there: which rule, and which fields. */
  readonly target: readonly FieldInfo[];
  readonly update: readonly FieldInfo[];
}
