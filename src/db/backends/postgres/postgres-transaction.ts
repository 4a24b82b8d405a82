import { DatabaseError, OutdatedStatement } from "../../errors.ts";
import type { StoredValue } from "../../fields/column.ts";
import type { BackendTransaction, Statement } from "../backend.ts";
import type { PostgresConnection } from "./postgres-connection.ts";

/** A transaction on a connection of its own. */
export class PostgresTransaction implements BackendTransaction {
  readonly #connection: PostgresConnection;
  readonly #release: () => void;
  /** BEGIN goes out with the first statement, whose answer comes after its own: waiting for it would be a round trip. */
  readonly #begun: Promise<unknown>;
  /** What undoes a failed statement alone: there is such a thing while none was sent since BEGIN, or since a savepoint. */
  #back: string | undefined;
  #sent = 0;

  constructor(connection: PostgresConnection, begin: string, release: () => void) {
    this.#connection = connection;
    this.#release = release;
    this.#begun = connection.script(begin);
    this.#begun.catch(() => {}); // commit() tells
    this.#back = `ROLLBACK; ${begin}`;
  }

  read(statement: Statement, params: readonly StoredValue[]) {
    return this.#send(() => this.#connection.read(statement, params));
  }
  readNamed(statement: Statement, params: readonly StoredValue[]) {
    return this.#send(() => this.#connection.readNamed(statement, params));
  }
  write(statement: Statement, params: readonly StoredValue[]) {
    return this.#send(() => this.#connection.write(statement, params));
  }
  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    const [portions, first] = await this.#send(async () => {
      const begun = this.#connection.stream(statement, params, chunk);
      return [begun, await begun.next()] as const;
    });
    if (first.done) return;
    try {
      yield first.value;
      yield* portions;
    } finally {
      await portions.return(undefined);
    }
  }
  async script(text: string) {
    await this.#send(() => this.#connection.script(text));
    const [, savepoint] = /^SAVEPOINT (\w+)$/.exec(text) ?? [];
    if (savepoint !== undefined) this.#back = `ROLLBACK TO SAVEPOINT ${savepoint}`;
  }

  /** Sends a statement; once more where a table was changed since it was prepared, and nothing else would be undone. */
  #send<Result>(send: () => Promise<Result>): Promise<Result> {
    const back = this.#back;
    this.#back = undefined;
    const number = ++this.#sent;
    if (back === undefined) return send();
    return send().catch(async (error) => {
      if (!(error instanceof OutdatedStatement) || this.#sent !== number) throw error;
      await this.#connection.script(back);
      return send();
    });
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
