import { isDeepStrictEqual } from "node:util";
import { followed } from "../followed-table.ts";
import type { ColumnChange, SchemaConnection, SchemaEditor, TableChange } from "../schema-editor.ts";
import {
  type ColumnDefinition,
  type IndexDefinition,
  keyColumns,
  type TableDefinition,
} from "../table-definition.ts";
import { columnSql, createIndexSql, createTableSql, indexesOf } from "./column-sql.ts";
import { quoteName } from "./quote-name.ts";
import { rebuildTable } from "./rebuild-table.ts";
import { readTableSource } from "./table-source.ts";

/**
 * Changes tables of SQLite. What its ALTER TABLE can do (add a nullable column, rename a column, drop a plain one) is
 * done by it; everything else by making the table anew.
 */
export class SqliteSchemaEditor implements SchemaEditor {
  readonly connection: SchemaConnection;
  readonly kind = "sqlite";

  declare readonly inOwnTransaction?: NonNullable<SchemaEditor["inOwnTransaction"]>;

  /** @param inOwnTransaction - Given where not all that it does is one transaction. */
  constructor(connection: SchemaConnection, inOwnTransaction?: SchemaEditor["inOwnTransaction"]) {
    this.connection = connection;
    if (inOwnTransaction !== undefined) this.inOwnTransaction = inOwnTransaction;
  }

  async createTable(table: TableDefinition): Promise<void> {
    await this.connection.query(createTableSql(table));
    for (const index of indexesOf(table)) await this.connection.query(createIndexSql(table, index));
  }

  async dropTable(table: TableDefinition): Promise<void> {
    await this.connection.query(`DROP TABLE ${quoteName(table.name)}`);
  }

  async renameTable(from: string, to: string): Promise<void> {
    await this.connection.query(`ALTER TABLE ${quoteName(from)} RENAME TO ${quoteName(to)}`);
  }

  async changeTable(change: TableChange): Promise<void> {
    if (needsRebuild(change)) return rebuildTable(this.connection, change);
    const { before, after } = change;
    const old = indexesOf(before);
    const now = indexesOf(after);
    const kept = now.filter((index) => old.some((other) => isDeepStrictEqual(other, index)));
    const gone = old.filter(({ unique, name }) => unique && !kept.some((index) => index.name === name));
    if (await this.#isPartOfTable(after.name, gone)) return rebuildTable(this.connection, change);
    for (const index of old) if (!hasIndex(kept, index)) await this.#dropIndex(index);
    for (const column of change.columns) await this.#changeColumn(after.name, column);
    for (const index of now) {
      if (!hasIndex(kept, index)) await this.connection.query(createIndexSql(after, index));
    }
  }

  /** Rules are only made with a look at the rows here. */
  async validateRule(): Promise<void> {}

  async #changeColumn(table: string, { before, after }: ColumnChange): Promise<void> {
    const alter = `ALTER TABLE ${quoteName(table)}`;
    if (before === undefined) await this.connection.query(`${alter} ADD COLUMN ${columnSql(after!)}`);
    else if (after === undefined)
      await this.connection.query(`${alter} DROP COLUMN ${quoteName(before.name)}`);
    else if (before.name !== after.name) {
      await this.connection.query(
        `${alter} RENAME COLUMN ${quoteName(before.name)} TO ${quoteName(after.name)}`,
      );
    }
  }

  /** Whether one of these rules stands in the table itself, as Django writes its unique constraints. */
  async #isPartOfTable(table: string, rules: readonly IndexDefinition[]): Promise<boolean> {
    if (rules.length === 0) return false;
    const [row] = await this.connection.query(
      "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?",
      [table],
    );
    if (row === undefined) return false;
    const { parts } = readTableSource(String(row[0]));
    return parts.some(({ kind, name }) => kind === "unique" && rules.some((rule) => rule.name === name));
  }

  /** The name may be another where the table was renamed by hand, and nothing is lost by an index that is gone already. */
  async #dropIndex(index: IndexDefinition): Promise<void> {
    await this.connection.query(`DROP INDEX IF EXISTS ${quoteName(index.name)}`);
  }
}

function hasIndex(indexes: readonly IndexDefinition[], wanted: IndexDefinition): boolean {
  return indexes.some(({ name }) => name === wanted.name);
}

function needsRebuild({ before, after, columns }: TableChange): boolean {
  if (columns.some(columnNeedsRebuild)) return true;
  const old = followed(before, columns);
  return (
    !isDeepStrictEqual(old.checks, after.checks) ||
    !isDeepStrictEqual(old.foreignKeys, after.foreignKeys) ||
    !isDeepStrictEqual(keyColumns(old), keyColumns(after))
  );
}

function columnNeedsRebuild({ before, after, fill }: ColumnChange): boolean {
  if (before === undefined)
    return !isPlain(after!) || !after!.nullable || (fill !== undefined && fill !== null);
  if (after === undefined) return !isPlain(before);
  return !isDeepStrictEqual(shape(before), shape(after));
}

/** What ALTER TABLE can add or drop: no key, nothing unique, no reference, no check of its own. */
function isPlain(column: ColumnDefinition): boolean {
  const { primaryKey, unique, references, storage, generated, dbDefault } = column;
  const isBare = references === undefined && generated === undefined && dbDefault === undefined;
  return !primaryKey && !unique && isBare && !storage.positive && storage.type !== "json";
}

/** What must be the same for a column not to be made anew: all but its name, and the default, which the table doesn't hold. */
function shape({ name: _, field: __, default: ___, comment: ____, ...rest }: ColumnDefinition): object {
  return rest;
}
