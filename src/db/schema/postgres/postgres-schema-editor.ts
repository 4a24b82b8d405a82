import { SchemaChangeError } from "../errors.ts";
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
import { commentSql, createTableSql } from "./create-table.ts";
import { renameLikeIndexes } from "./like-indexes.ts";
import { validateRule } from "./online-changes.ts";
import { quoteName } from "./quote-name.ts";
import { replaceColumn } from "./replace-column.ts";
import { indexObjects, references } from "./table-objects.ts";

const nameLimit: NameLimit = { server: "PostgreSQL", length: 63, unit: "bytes" };

/** Changes tables of PostgreSQL, which can alter whatever there is, and undo it with its transaction. */
export class PostgresSchemaEditor implements SchemaEditor {
  readonly connection: SchemaConnection;
  readonly kind = "postgres";
  /** References of new tables, which wait until the tables that they lead to are made. */
  readonly #waiting: string[] = [];
  /** References that were dropped because the types of both sides change. */
  readonly #released: (() => Promise<void>)[] = [];

  declare readonly inOwnTransaction?: NonNullable<SchemaEditor["inOwnTransaction"]>;

  /** @param inOwnTransaction - Given where not all that it does is one transaction. */
  constructor(connection: SchemaConnection, inOwnTransaction?: SchemaEditor["inOwnTransaction"]) {
    this.connection = connection;
    if (inOwnTransaction !== undefined)
      this.inOwnTransaction = (work, isBatch) => {
        const [waiting, released] = [[...this.#waiting], [...this.#released]];
        return inOwnTransaction(() => {
          // An attempt that was undone, because a lock was not to be had, has left what it had dropped and made.
          this.#waiting.splice(0, Number.POSITIVE_INFINITY, ...waiting);
          this.#released.splice(0, Number.POSITIVE_INFINITY, ...released);
          return work();
        }, isBatch);
      };
  }

  async createTable(table: TableDefinition): Promise<void> {
    refuseLongNames(table, nameLimit);
    await this.connection.query(createTableSql(table));
    for (const { create } of indexObjects(table)) await this.connection.query(create);
    for (const statement of commentSql(table)) await this.connection.query(statement);
    this.#waiting.push(...references(table).map(({ create }) => create));
  }

  async dropTable(table: TableDefinition): Promise<void> {
    await this.#settle();
    await this.connection.query(`DROP TABLE ${quoteName(table.name)} CASCADE`);
  }

  async renameTable(from: string, to: string): Promise<void> {
    refuseLongNames({ name: to, columns: [] }, nameLimit);
    await this.#settle();
    await this.connection.query(`ALTER TABLE ${quoteName(from)} RENAME TO ${quoteName(to)}`);
    await renameLikeIndexes(this.connection, from, to);
  }

  async changeTable(change: TableChange): Promise<void> {
    if (change.online?.concurrently && this.inOwnTransaction === undefined)
      throw concurrentlyInTransaction(change.after.name);
    refuseLongNames(change.after, nameLimit);
    await this.#settle();
    await changeTable(this.connection, change, (work) => this.#released.push(work));
  }

  async replaceColumn(replacement: ColumnReplacement): Promise<void> {
    if (replacement.lacksRules && this.inOwnTransaction === undefined)
      throw concurrentlyInTransaction(replacement.after.name);
    await this.#settle();
    const whole = this.inOwnTransaction ?? ((work: () => Promise<void>) => work());
    await replaceColumn(this.connection, replacement, whole);
  }

  async validateRule(rule: UncheckedRule): Promise<void> {
    await this.#settle();
    await validateRule(this.connection, rule);
  }

  async restoreReferences(): Promise<void> {
    for (const restore of this.#released.splice(0)) await restore();
  }

  async finish(): Promise<void> {
    await this.#make(this.#waiting);
    await this.restoreReferences();
  }

  /**
   * Makes what waits, and checks references to rows that were changed just now: a table with checks that are still to be
   * made can't be altered.
   */
  async #settle(): Promise<void> {
    await this.#make(this.#waiting);
    if (this.inOwnTransaction !== undefined) return; // references were checked with each statement
    await this.connection.query("SET CONSTRAINTS ALL IMMEDIATE");
    await this.connection.query("SET CONSTRAINTS ALL DEFERRED");
  }

  async #make(statements: string[]): Promise<void> {
    for (const statement of statements.splice(0)) await this.connection.query(statement);
  }
}

function concurrentlyInTransaction(table: string): SchemaChangeError {
  return new SchemaChangeError(
    `"${table}" is changed with { concurrently: true }, which PostgreSQL can't do inside of a transaction.\nSay in the migration: migration({ transaction: false, … }), with nothing else in it but such changes.`,
  );
}
