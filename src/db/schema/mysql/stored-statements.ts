import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import type { SchemaConnection, StepKey, TurnHolder } from "../schema-editor.ts";

/** The table of statements that were run of operations that are not done. */
export const statementsTable = "quintet_migration_statements";

/** One statement of an operation, as it was run. */
export interface StoredEntry {
  /** With its parameters, to know it again. */
  readonly text: string;
  /** How the tables looked before, of a statement that changes them. */
  readonly tables: string | null;
  /** What a statement that reads gave. */
  readonly rows: string | null;
}

const table = quoteName(statementsTable);
const ofStep = "WHERE `module` = ? AND `name` = ? AND `direction` = ? AND `position` = ?";

/** Reads and writes the entries of operations. Writing is part of the transaction that is open. */
export class StoredStatements {
  readonly #connection: SchemaConnection;

  constructor(connection: SchemaConnection) {
    this.#connection = connection;
  }

  /** Makes the table, where it is not there yet. */
  async prepare(): Promise<void> {
    const [found] = await this.#connection.query(
      "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
      [statementsTable],
    );
    if (found !== undefined) return;
    // Names of migrations are told apart by capitals and accents, as files are.
    const name = "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL";
    const text = "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    await this.#connection.query(
      `CREATE TABLE IF NOT EXISTS ${table} (\`id\` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, \`module\` ${name}, \`name\` ${name}, \`direction\` varchar(8) NOT NULL, \`position\` integer NOT NULL, \`statement\` integer NOT NULL, \`text\` ${text} NOT NULL, \`tables\` ${text} NULL, \`rows\` ${text} NULL)`,
    );
  }

  /** The operations of a migration that have entries. */
  async begun(module: string, name: string): Promise<readonly StepKey[]> {
    const rows = await this.#connection.query(
      `SELECT DISTINCT \`direction\`, \`position\` FROM ${table} WHERE \`module\` = ? AND \`name\` = ?`,
      [module, name],
    );
    return rows.map(([direction, position]) => ({
      module,
      name,
      direction: direction as StepKey["direction"],
      position: Number(position),
    }));
  }

  async read(key: StepKey): Promise<readonly StoredEntry[]> {
    const rows = await this.#connection.query(
      `SELECT \`text\`, \`tables\`, \`rows\` FROM ${table} ${ofStep} ORDER BY \`statement\``,
      parametersOf(key),
    );
    return rows.map(([text, tables, kept]) => ({
      text: String(text),
      tables: tables === null ? null : String(tables),
      rows: kept === null ? null : String(kept),
    }));
  }

  /** @param first - The position of the first entry among the statements of the operation. */
  async write(key: StepKey, first: number, entries: readonly StoredEntry[]): Promise<void> {
    for (const [offset, { text, tables, rows }] of entries.entries())
      await this.#connection.query(
        `INSERT INTO ${table} (\`module\`, \`name\`, \`direction\`, \`position\`, \`statement\`, \`text\`, \`tables\`, \`rows\`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [...parametersOf(key), first + offset, text, tables, rows],
      );
  }

  /** Writes down who migrates now, beside the statements; a row that was left behind says nothing once the turn is free. */
  async setHolder(holder: TurnHolder | undefined): Promise<void> {
    await this.#connection.query(`DELETE FROM ${table} WHERE \`direction\` = 'turn'`);
    if (holder === undefined) return;
    await this.#connection.query(
      `INSERT INTO ${table} (\`module\`, \`name\`, \`direction\`, \`position\`, \`statement\`, \`text\`, \`tables\`) VALUES ('', '', 'turn', 0, 0, ?, ?)`,
      [holder.who, holder.since],
    );
  }

  async holder(): Promise<TurnHolder | undefined> {
    const [row] = await this.#connection.query(
      `SELECT \`text\`, \`tables\` FROM ${table} WHERE \`direction\` = 'turn'`,
    );
    return row === undefined ? undefined : { who: String(row[0]), since: String(row[1]) };
  }

  async forget(key: StepKey): Promise<void> {
    await this.#connection.query(`DELETE FROM ${table} ${ofStep}`, parametersOf(key));
  }

  /** Forgets the entries from that statement on. */
  async forgetFrom(key: StepKey, statement: number): Promise<void> {
    await this.#connection.query(`DELETE FROM ${table} ${ofStep} AND \`statement\` >= ?`, [
      ...parametersOf(key),
      statement,
    ]);
  }
}

function parametersOf({ module, name, direction, position }: StepKey): readonly unknown[] {
  return [module, name, direction, position];
}

/** Rows that were kept as text, as they were. */
export function readKept(text: string): readonly (readonly unknown[])[] {
  return JSON.parse(text, (_key, value) => {
    if (typeof value !== "object" || value === null) return value;
    if (typeof value.bigint === "string") return BigInt(value.bigint);
    return typeof value.bytes === "string" ? Buffer.from(value.bytes, "base64") : value;
  });
}
