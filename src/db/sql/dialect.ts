import type { Operator } from "../expressions/node.ts";
import type { StoredValue } from "../fields/column.ts";
import type { FieldInfo } from "../models/field-info.ts";
import type { Sql } from "./sql.ts";

/** Turns what the database gives, never null, into what rows hold. */
export type Decoder = (stored: NonNullable<StoredValue>) => unknown;
/** Turns what rows hold, never null, into what the database stores. */
export type Encoder = (value: unknown) => StoredValue;

/** What of a field says how its values are stored. Computed values name it without being fields. */
export type ValueType = Pick<FieldInfo, "type" | "places" | "digits" | "maxLength" | "asBigint" | "custom">;

/** How one database's SQL differs, and how it stores values. All of it is asked while compiling, never for each row. */
export interface Dialect {
  readonly name: "sqlite" | "postgres" | "mysql";
  /** How many parameters one statement may have. */
  readonly maxParameters: number;
  /** Whether the driver tells the key that was counted up for a single new row, without RETURNING. */
  readonly tellsLastKey: boolean;
  quote(name: string): string;
  /** The mark of the parameter with that number, counting from 1. */
  placeholder(number: number): string;
  /** Equal, where two nulls are equal: `negated` gives differs. */
  isDistinct(left: Sql, right: Sql): Sql;
  /** True where a condition is false or, because of a null, unknown. */
  isNotTrue(condition: Sql): Sql;
  /** A comparison of texts by a part of them; `pattern` is a parameter made by `textPattern()`. */
  matchText(operator: Operator, left: Sql, pattern: Sql): Sql;
  /** The same, where the part is itself computed. */
  matchExpression(operator: Operator, left: Sql, right: Sql): Sql;
  /** The pattern for a text that is a parameter. */
  textPattern(operator: Operator, text: string): string;
  limit(limit: Sql | undefined, offset: Sql | undefined): Sql;
  call(name: string, args: readonly Sql[]): Sql;
  /** What makes a stored column fit for computing with and comparing, where it isn't as it is. */
  decoder(type: ValueType): Decoder | undefined;
  encoder(type: ValueType): Encoder | undefined;
}
