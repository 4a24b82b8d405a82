import { keyColumns, type TableDefinition } from "../table-definition.ts";
import { columnSql } from "./column-sql.ts";
import { quoteText } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";
import { checkSql, tablespaceSql, uniqueSql } from "./table-objects.ts";

/** The statement that makes a table, without its references and indexes. */
export function createTableSql(table: TableDefinition): string {
  const keys = keyColumns(table);
  const isComposite = keys.length > 1;
  const parts = [
    ...table.columns.map((column) =>
      columnSql(table.columns, isComposite && column.primaryKey ? { ...column, primaryKey: false } : column),
    ),
    ...(isComposite ? [`PRIMARY KEY (${keys.map(quoteName).join(", ")})`] : []),
    ...table.checks.map((check) => checkSql(table, check)),
    ...table.indexes.flatMap((index) => uniqueSql(table, index) ?? []),
  ];
  return `CREATE TABLE ${quoteName(table.name)} (${parts.join(", ")})${tablespaceSql(table)}`;
}

/** The statements that set what the table and its columns say of themselves, where that differs from before. */
export function commentSql(table: TableDefinition, before?: TableDefinition): string[] {
  const name = quoteName(table.name);
  const statements: string[] = [];
  const say = (what: string, comment: string | undefined, old: string | undefined) => {
    if (comment === old) return;
    statements.push(`COMMENT ON ${what} IS ${comment === undefined ? "NULL" : quoteText(comment)}`);
  };
  say(`TABLE ${name}`, table.comment, before?.comment);
  for (const column of table.columns) {
    const old = before?.columns.find((candidate) => candidate.name === column.name);
    say(`COLUMN ${name}.${quoteName(column.name)}`, column.comment, old?.comment);
  }
  return statements;
}
