import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { type NameLimit, refuseLongNames } from "../name-lengths.ts";
import type {
  ColumnReplacement,
  SchemaConnection,
  SchemaEditor,
  TableChange,
  UncheckedRule,
} from "../schema-editor.ts";
import type { TableDefinition } from "../table-definition.ts";
import { changeTable } from "./change-table.ts";
import { createTableSql, foreignKeysOf, namedForeignKeySql } from "./column-sql.ts";
import { refuseBrokenReferences } from "./online-references.ts";
import { replaceColumn } from "./replace-column.ts";
import { withNewNames } from "./rule-changes.ts";
import { type ServerKind, serverKind } from "./server-kind.ts";
import type { WholeForeignKey } from "./table-facts.ts";
import { withoutForeignKeys } from "./without-foreign-keys.ts";

const nameLimit: NameLimit = { server: "MariaDB and MySQL", length: 64, unit: "characters" };

/** Changes tables of MariaDB and MySQL. */
export class MysqlSchemaEditor implements SchemaEditor {
  readonly connection: SchemaConnection;
  readonly kind = "mysql";
  /** Foreign keys that are made again when the columns on both sides have their new type. */
  readonly #waiting: WholeForeignKey[] = [];
  #server: Promise<ServerKind> | undefined;

  declare readonly inOwnTransaction?: NonNullable<SchemaEditor["inOwnTransaction"]>;

  /** @param inOwnTransaction - Given where the migration asks for no transaction. */
  constructor(connection: SchemaConnection, inOwnTransaction?: SchemaEditor["inOwnTransaction"]) {
    this.connection = connection;
    if (inOwnTransaction !== undefined) this.inOwnTransaction = inOwnTransaction;
  }

  async createTable(table: TableDefinition): Promise<void> {
    refuseLongNames(table, nameLimit);
    const sql = createTableSql(table, await this.#kind());
    // Tables that refer to each other are made one after the other.
    await withoutForeignKeys(this.connection, async () => {
      await this.connection.query(sql);
    });
  }

  async dropTable(table: TableDefinition): Promise<void> {
    await withoutForeignKeys(this.connection, async () => {
      await this.connection.query(`DROP TABLE ${quoteName(table.name)}`);
    });
  }

  async renameTable(from: string, to: string): Promise<void> {
    refuseLongNames({ name: to, columns: [] }, nameLimit);
    await this.connection.query(`RENAME TABLE ${quoteName(from)} TO ${quoteName(to)}`);
  }

  async changeTable(change: TableChange): Promise<void> {
    refuseLongNames(change.after, nameLimit);
    const waiting = await changeTable(this.connection, await this.#kind(), change);
    // Columns of tables that were changed before may wait for the new names of these.
    const known = this.#waiting.splice(0).map((key) => withNewNames(change, key));
    this.#waiting.push(...known, ...waiting);
  }

  async replaceColumn(replacement: ColumnReplacement): Promise<void> {
    await replaceColumn(this.connection, await this.#kind(), replacement);
  }

  /** Only references are made without a look at the rows here; a check has looked at them when it was made. */
  async validateRule({ table, name }: UncheckedRule): Promise<void> {
    const column = table.columns.find(({ field }) => field === name)?.name;
    const keys = foreignKeysOf(table).filter(({ columns }) => columns[0] === column);
    await refuseBrokenReferences(this.connection, table.name, keys);
  }

  async restoreReferences(): Promise<void> {
    for (const key of this.#waiting.splice(0))
      await this.connection.query(
        `ALTER TABLE ${quoteName(key.on)} ADD ${namedForeignKeySql(key.name, key)}`,
      );
  }

  finish(): Promise<void> {
    return this.restoreReferences();
  }

  #kind(): Promise<ServerKind> {
    this.#server ??= serverKind(this.connection);
    return this.#server;
  }
}
