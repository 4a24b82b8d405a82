import type { ColumnChange, TableChange } from "../schema-editor.ts";
import type { ColumnDefinition } from "../table-definition.ts";

export function isRenamed(
  column: ColumnChange,
): column is ColumnChange & { readonly before: ColumnDefinition; readonly after: ColumnDefinition } {
  return (
    column.before !== undefined && column.after !== undefined && column.before.name !== column.after.name
  );
}

export function newName({ columns }: TableChange, name: string): string {
  return columns.find(({ before }) => before?.name === name)?.after?.name ?? name;
}
