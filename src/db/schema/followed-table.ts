import { mapFields } from "./condition-state.ts";
import type { ColumnChange } from "./schema-editor.ts";
import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

/** The old table with the new names of columns: databases carry them into indexes, rules, references and what is computed. */
export function followed(table: TableDefinition, changes: readonly ColumnChange[]): TableDefinition {
  const byColumn = new Map<string, ColumnDefinition>();
  const byField = new Map<string, string>();
  for (const { before, after } of changes) {
    if (before === undefined || after === undefined) continue;
    byColumn.set(before.name, after);
    byField.set(before.field, after.field);
  }
  const columnNow = (name: string) => byColumn.get(name)?.name ?? name;
  const fieldNow = (field: string) => byField.get(field) ?? field;
  return {
    ...table,
    columns: table.columns.map(({ generated, ...column }) => ({
      ...column,
      name: columnNow(column.name),
      field: fieldNow(column.field),
      ...(generated && {
        generated: { ...generated, expression: mapFields(generated.expression, fieldNow) },
      }),
    })),
    ...(table.primaryKey && { primaryKey: table.primaryKey.map(columnNow) }),
    indexes: table.indexes.map((index) => ({
      ...index,
      columns: index.columns.map((entry) => ({
        ...entry,
        column: columnNow(entry.column),
        ...(entry.expression && { expression: mapFields(entry.expression, fieldNow) }),
      })),
      ...(index.include && { include: index.include.map(columnNow) }),
      ...(index.where && { where: mapFields(index.where, fieldNow) }),
    })),
    ...(table.foreignKeys && {
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, columns: key.columns.map(columnNow) })),
    }),
    checks: table.checks.map(({ name, condition }) => ({ name, condition: mapFields(condition, fieldNow) })),
  };
}
