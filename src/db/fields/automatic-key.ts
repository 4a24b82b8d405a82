import type { ColumnType } from "./column.ts";

/** The kinds of keys that the database counts up: of 16, 32 and 64 bits. */
export type AutomaticKeyType = "smallAuto" | "auto" | "bigAuto";

/** The kind of number that a counted key is, which columns that refer to it have. */
const countedTypes: Readonly<Partial<Record<string, ColumnType>>> = {
  smallAuto: "smallInteger",
  auto: "integer",
  bigAuto: "bigInteger",
};

/** Whether the database counts the values of such a column up. */
export function isCounted(type: string): boolean {
  return countedTypes[type] !== undefined;
}

/** A type without counting: what a column holds that refers to one of this type. */
export function uncounted(type: ColumnType): ColumnType {
  return countedTypes[type] ?? type;
}
