import type { StoredValue } from "../../fields/column.ts";
import { SchemaChangeError } from "../../schema/errors.ts";
import type { DatabaseKind } from "../../schema/model-state.ts";
import { keyColumns, type TableDefinition } from "../../schema/table-definition.ts";
import { quoterOf } from "./quoting.ts";

/** The values of a key as they are noted: numbers, texts that the database reads, and bytes. */
export type NotedKey = readonly (string | number | { readonly hex: string })[];

/** A part of a statement with its parameters. */
export interface SqlPart {
  readonly sql: string;
  readonly parameters: readonly StoredValue[];
}

const wideIntegers: ReadonlySet<string> = new Set(["bigAuto", "bigInteger", "duration"]);

/** The rows of a table in the order of their key, which may have several columns. */
export class KeyOrder {
  readonly #kind: DatabaseKind;
  readonly #table: string;
  readonly #columns: readonly string[];
  /** The columns, as they are read: `"shop", "number"`. */
  readonly read: string;

  /** @throws {@link SchemaChangeError} where the table has no key. */
  constructor(kind: DatabaseKind, table: TableDefinition) {
    const { name, columns } = table;
    const keys = keyColumns(table).flatMap((key) => columns.find((column) => column.name === key) ?? []);
    if (keys.length === 0)
      throw new SchemaChangeError(
        `"${name}" has no key, and batches go by the key.\nWrite the backfill with runCode().`,
      );
    this.#kind = kind;
    this.#table = name;
    this.#columns = keys.map((column) => quoterOf(kind)(column.name));
    // SQLite's driver gives no integer beyond the safe ones as a number; as a text it is compared as what it is.
    const isText = keys.map(({ storage }) => kind === "sqlite" && wideIntegers.has(storage.type));
    this.read = this.#columns.map((name, at) => (isText[at] ? `CAST(${name} AS TEXT)` : name)).join(", ");
  }

  /** The columns: `"shop", "number"`. */
  get columns(): string {
    return this.#columns.join(", ");
  }

  /** Whether a row comes behind that key. */
  isBehind(key: NotedKey): SqlPart {
    return this.#compared(">", ">", key);
  }

  /** Whether a row comes before that key, or has it. */
  isUpTo(key: NotedKey): SqlPart {
    return this.#compared("<", "<=", key);
  }

  /** Whether a row has that key. */
  isAt(key: NotedKey): SqlPart {
    const sql = this.#columns.map((column) => `${column} = ?`).join(" AND ");
    return { sql, parameters: key.map(storedValue) };
  }

  /** @throws {@link SchemaChangeError} where a part of the key is NULL, which SQLite allows, and which is behind nothing. */
  noteOf(row: readonly unknown[]): NotedKey {
    if (row.includes(null))
      throw new SchemaChangeError(
        `"${this.#table}" has a row whose key is NULL (${this.columns}), and batches go by the key.\nGive it a key first: runSql().`,
      );
    return row.map((value) => {
      if (typeof value === "number") return value;
      return value instanceof Uint8Array ? { hex: Buffer.from(value).toString("hex") } : String(value);
    });
  }

  /**
   * Row values where the database finds them by an index. MariaDB doesn't, but knows the ranges of
   * `a > ? OR (a = ? AND b > ?)`.
   */
  #compared(strict: string, last: string, key: NotedKey): SqlPart {
    const values = key.map(storedValue);
    if (values.length === 1 || this.#kind !== "mysql") {
      const [columns, marks] = [this.columns, values.map(() => "?").join(", ")];
      const sql = values.length === 1 ? `${columns} ${last} ?` : `(${columns}) ${last} (${marks})`;
      return { sql, parameters: values };
    }
    const ranges = this.#columns.map((column, position) => {
      const equal = this.#columns.slice(0, position).map((other) => `${other} = ?`);
      const operator = position === values.length - 1 ? last : strict;
      return `(${[...equal, `${column} ${operator} ?`].join(" AND ")})`;
    });
    const parameters = values.flatMap((_, position) => values.slice(0, position + 1));
    return { sql: `(${ranges.join(" OR ")})`, parameters };
  }
}

function storedValue(noted: NotedKey[number]): StoredValue {
  return typeof noted === "object" ? Buffer.from(noted.hex, "hex") : noted;
}
