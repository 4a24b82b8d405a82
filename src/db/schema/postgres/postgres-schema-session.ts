import { ForeignKeyViolation } from "../../errors.ts";
import { SchemaChangeError } from "../errors.ts";
import type { SchemaConnection, SchemaEditor, SchemaSession } from "../schema-editor.ts";
import { literalSql } from "./literal-sql.ts";
import { PostgresSchemaEditor } from "./postgres-schema-editor.ts";

// How long a process waits for another one's migration, and a change for the transactions that use the table.
const patience = "600s";
// An advisory lock of the database, by a number that nobody else will choose: the letters of "quintet".
const lockNumber = 0x71_75_69_6e_74_65;

/** Changes the schema of one PostgreSQL database. A transaction is all or nothing here, changes of tables included. */
export class PostgresSchemaSession implements SchemaSession {
  readonly #connection: SchemaConnection;

  /** @param connection - Used by nobody else while the session lasts. */
  constructor(connection: SchemaConnection) {
    this.#connection = {
      query: (sql, parameters = []) =>
        connection.query(parameters.length === 0 ? sql : numbered(sql), parameters),
    };
  }

  query(sql: string, parameters?: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    return this.#connection.query(sql, parameters);
  }

  async hasTable(name: string): Promise<boolean> {
    const rows = await this.query(
      "SELECT 1 FROM pg_class WHERE relname = ? AND relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_table_is_visible(oid)",
      [name],
    );
    return rows.length > 0;
  }

  async exclusively<Result>(work: (editor: SchemaEditor) => Promise<Result>): Promise<Result> {
    await this.query("BEGIN");
    try {
      await this.query("SET LOCAL statement_timeout TO 0"); // changing a large table takes as long as it takes
      await this.query(`SET LOCAL lock_timeout TO '${patience}'`);
      await this.query(`SELECT pg_advisory_xact_lock(${lockNumber})`);
      const editor = new PostgresSchemaEditor(this.#connection);
      const result = await work(editor);
      await editor.finish();
      await this.query("SET CONSTRAINTS ALL IMMEDIATE"); // now, and not at COMMIT, where nobody would know why
      await this.query("COMMIT");
      return result;
    } catch (error) {
      await this.query("ROLLBACK");
      throw error instanceof ForeignKeyViolation ? brokenReference(error) : error;
    }
  }

  preview(take: (sql: string) => void): SchemaEditor {
    return new PostgresSchemaEditor({
      query: async (sql, parameters) => {
        if (/^\s*SELECT\b(?! setval)/i.test(sql)) return this.query(sql, parameters);
        if (!/^\s*SET CONSTRAINTS\b/i.test(sql)) take(withParameters(sql, parameters ?? []));
        return [];
      },
    });
  }
}

function brokenReference(error: ForeignKeyViolation): SchemaChangeError {
  const { detail, table } = error.cause as { detail?: string; table?: string };
  return new SchemaChangeError(
    `Afterwards, a row of "${table}" would refer to one that does not exist. ${detail ?? ""} Nothing was changed.\nCorrect or delete such rows first.`,
    { cause: error },
  );
}

/** The marks `?` as PostgreSQL numbers them, those in texts and names left alone. Marks that are numbered already stay. */
function numbered(sql: string): string {
  let number = 0;
  return sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (part) =>
    part === "?" ? `$${++number}` : part,
  );
}

/** The statement with its parameters written in, for reading. */
function withParameters(sql: string, parameters: readonly unknown[]): string {
  let position = 0;
  return sql.replaceAll("?", () => literalSql(parameters[position++] as string | number | null, undefined));
}
