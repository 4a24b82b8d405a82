import type { DatabaseKind } from "./model-state.ts";
import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

/** Where schema statements go: a connection inside a transaction, or a list that only collects them. */
export interface SchemaConnection {
  /** Runs one statement and gives its rows, each as a list of values. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]>;
}

/**
 * One connection that is kept for a while to change the schema. Each backend has its own: how a lock is taken, what has
 * to be switched off meanwhile and what is checked at the end differ.
 */
export interface SchemaSession extends SchemaConnection {
  hasTable(name: string): Promise<boolean>;
  /**
   * Runs `work` in a transaction that no other process changes the schema beside; waits for one that does. What is left
   * broken at the end (a reference to a row that is gone) undoes everything.
   */
  exclusively<Result>(work: (editor: SchemaEditor) => Promise<Result>): Promise<Result>;
  /** An editor that runs nothing, and gives each statement to `take`. */
  preview(take: (sql: string) => void): SchemaEditor;
}

/** Turns changes of tables into the statements of one database, and runs them. Each backend has its own. */
export interface SchemaEditor {
  readonly connection: SchemaConnection;
  /** The kind of database: tables that are not for it are left out. */
  readonly kind: DatabaseKind;
  /** Makes a table with its indexes. */
  createTable(table: TableDefinition): Promise<void>;
  dropTable(table: TableDefinition): Promise<void>;
  /** Renames a table; what refers to it follows. */
  renameTable(from: string, to: string): Promise<void>;
  /** Changes columns, indexes and constraints of a table, and keeps its rows. */
  changeTable(change: TableChange): Promise<void>;
  /** Makes what had to wait for other tables. Called at the end of all changes. */
  finish?(): Promise<void>;
}

/** A table before and after a change. Both have the same name: renaming a table is a step of its own. */
export interface TableChange {
  readonly before: TableDefinition;
  readonly after: TableDefinition;
  /** One entry for each column that is there before or after. */
  readonly columns: readonly ColumnChange[];
}

export interface ColumnChange {
  /** Absent for a new column. */
  readonly before?: ColumnDefinition;
  /** Absent for a removed column. */
  readonly after?: ColumnDefinition;
  /** What the rows that are there get in a new column, and in place of NULL in one that is no longer nullable. */
  readonly fill?: unknown;
}
