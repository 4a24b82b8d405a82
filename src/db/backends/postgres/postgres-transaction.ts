import { DatabaseError } from "../../errors.ts";
import type { StoredValue } from "../../fields/column.ts";
import type { BackendTransaction, Statement } from "../backend.ts";
import type { PostgresConnection } from "./postgres-connection.ts";

/** A transaction on a connection of its own. */
export class PostgresTransaction implements BackendTransaction {
  readonly #connection: PostgresConnection;
  readonly #release: () => void;
  /** BEGIN goes out with the first statement, whose answer comes after its own: waiting for it would be a round trip. */
  readonly #begun: Promise<unknown>;

  constructor(connection: PostgresConnection, begin: string, release: () => void) {
    this.#connection = connection;
    this.#release = release;
    this.#begun = connection.script(begin);
    this.#begun.catch(() => {}); // commit() tells
  }

  read(statement: Statement, params: readonly StoredValue[]) {
    return this.#connection.read(statement, params);
  }
  readNamed(statement: Statement, params: readonly StoredValue[]) {
    return this.#connection.readNamed(statement, params);
  }
  write(statement: Statement, params: readonly StoredValue[]) {
    return this.#connection.write(statement, params);
  }
  stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    return this.#connection.stream(statement, params, chunk);
  }
  script(text: string) {
    return this.#connection.script(text);
  }

  async commit(): Promise<void> {
    const [tag] = await Promise.all([this.#connection.runScript("COMMIT"), this.#begun]);
    if (tag === "ROLLBACK") {
      throw new DatabaseError(
        "PostgreSQL: nothing of the transaction was stored, because a statement in it has failed and its error was caught.\nRun what may fail in a nested transaction(): then only its own changes are undone.",
      );
    }
    this.#release();
  }

  async rollback(): Promise<void> {
    try {
      if (!this.#connection.isBroken) await this.#connection.script("ROLLBACK");
    } catch {
      this.#connection.destroy(); // the server undoes what was not committed
    } finally {
      this.#release();
    }
  }
}
