/** What SQL and code of a migration get: the database, inside the migration's transaction. */
export interface MigrationDatabase {
  /** Runs one statement and gives its rows, each as a list of values in the order of the columns. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]>;
}
