import type { TableDefinition } from "../table-definition.ts";
import { columnSql } from "./column-sql.ts";
import { quoteName } from "./quote-name.ts";
import { checkSql, uniqueSql } from "./table-objects.ts";

/** The statement that makes a table, without its references and indexes. */
export function createTableSql(table: TableDefinition): string {
  const keys = table.columns.filter(({ primaryKey }) => primaryKey);
  const isComposite = keys.length > 1;
  const parts = [
    ...table.columns.map((column) =>
      columnSql(isComposite && column.primaryKey ? { ...column, primaryKey: false } : column),
    ),
    ...(isComposite ? [`PRIMARY KEY (${keys.map(({ name }) => quoteName(name)).join(", ")})`] : []),
    ...table.checks.map((check) => checkSql(table, check)),
    ...table.indexes.flatMap((index) => uniqueSql(table, index) ?? []),
  ];
  return `CREATE TABLE ${quoteName(table.name)} (${parts.join(", ")})`;
}
