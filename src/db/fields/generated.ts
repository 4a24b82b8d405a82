import type { Expression } from "../expressions/expression.ts";
import type { ModelRow } from "../expressions/model-row.ts";
import type { Column, GeneratedColumn } from "./column.ts";

export interface GeneratedOptions {
  /** Whether the database stores the value (the default), or computes it each time that it is read. */
  readonly stored?: boolean;
}

/** A column that is read and compared like any other, and never given. */
export interface Generated<Value, Nullable extends boolean, Input>
  extends Column<Value, Nullable, true, false, Input> {
  readonly generated: GeneratedColumn;
}

/**
 * A column that the database computes from others of the same row. It can't be set; saving a row reads it back.
 *
 * @param column - What it holds: any column, such as `decimal({ digits: 10, places: 2 })`.
 * @example
 * total: generated(decimal({ digits: 10, places: 2 }), (row) => row.price.times(row.count)),
 */
export function generated<Value, Nullable extends boolean, Input>(
  column: Column<Value, Nullable, boolean, false, Input>,
  expression: (row: ModelRow) => Expression,
  options: GeneratedOptions = {},
): Generated<Value, Nullable, Input> {
  const made = { ...column, editable: false, generated: { expression, stored: options.stored ?? true } };
  return Object.freeze(made) as unknown as Generated<Value, Nullable, Input>; // the database gives the value
}
