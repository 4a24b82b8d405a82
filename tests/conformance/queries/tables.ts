import {
  type Database,
  openDatabase,
  type StoredRow,
  type StoredValue,
  sqlite,
  transaction,
} from "quintet/db";
import type { AppDocument, DataDocument, Json, JsonObject } from "./documents.ts";
import { decodeValue } from "./values.ts";

/** The database of an app: its tables in memory, and the data set that they hold. */
export class AppTables {
  readonly database: Database;
  readonly #document: AppDocument;
  #data: string | undefined;
  #contents = new Map<string, readonly StoredRow[]>();

  private constructor(document: AppDocument, database: Database) {
    this.#document = document;
    this.database = database;
  }

  /** Makes the tables with Django's own statements. */
  static async open(document: AppDocument): Promise<AppTables> {
    const database = openDatabase(sqlite({ file: ":memory:" }), document.app);
    await database.script(document.ddl.join(";\n"));
    return new AppTables(document, database);
  }

  /** Makes the tables hold exactly a data set. */
  async load({ data, tables, sequences }: DataDocument): Promise<void> {
    if (this.#data === data) return;
    const { database } = this;
    await database.script("PRAGMA foreign_keys = OFF"); // has no effect inside of a transaction
    await transaction(() => this.#fill(tables, sequences), { database });
    await database.script("PRAGMA foreign_keys = ON");
    this.#data = data;
    this.#contents = await this.#read();
  }

  async #fill(tables: DataDocument["tables"], sequences: DataDocument["sequences"]): Promise<void> {
    const { database } = this;
    for (const table of this.#tables) await database.execute(`DELETE FROM "${table}"`);
    for (const [table, [columns = [], ...rows]] of Object.entries(tables))
      await this.#insert(table, columns, rows);
    const counted = await database.query("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'");
    if (counted.length === 0) return;
    await database.execute("DELETE FROM sqlite_sequence");
    for (const [table, last] of sequences)
      await database.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, last]);
  }

  /** The tables whose rows differ from the data set, with their columns in front. */
  async changes(): Promise<Record<string, Json>> {
    const changed: Record<string, Json> = {};
    for (const [table, rows] of await this.#read()) {
      if (JSON.stringify(encodeRows(rows)) === JSON.stringify(encodeRows(this.#contents.get(table)!)))
        continue;
      changed[table] = [this.#document.columns[table]!, ...encodeRows(rows)];
    }
    return changed;
  }

  get #tables(): readonly string[] {
    return Object.keys(this.#document.columns);
  }

  async #insert(table: string, columns: readonly Json[], rows: readonly (readonly Json[])[]): Promise<void> {
    const names = columns.map((column) => `"${column}"`).join();
    const places = columns.map(() => "?").join();
    for (const row of rows) {
      const values = row.map((value) => decodeValue(value) as StoredValue); // storage values have only simple tags
      await this.database.execute(`INSERT INTO "${table}" (${names}) VALUES (${places})`, values);
    }
  }

  async #read(): Promise<Map<string, readonly StoredRow[]>> {
    const contents = new Map<string, readonly StoredRow[]>();
    for (const table of this.#tables) {
      const names = this.#document.columns[table]!.map((column) => `"${column}"`).join();
      // As bigints: some tests store whole numbers that a number can't hold.
      const statement = { text: `SELECT ${names} FROM "${table}"`, bigints: true };
      contents.set(table, await this.database.run(statement, []));
    }
    return contents;
  }
}

function encodeRows(rows: readonly StoredRow[]): readonly Json[] {
  return rows.map((row) => row.map(encodeCell));
}

function encodeCell(cell: StoredValue): Json {
  if (cell instanceof Uint8Array)
    return { $bytes: Buffer.from(cell).toString("base64") } satisfies JsonObject;
  if (typeof cell !== "bigint") return cell;
  return Number.isSafeInteger(Number(cell)) ? Number(cell) : { $int: String(cell) };
}
