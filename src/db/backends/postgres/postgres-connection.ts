import type { Duplex } from "node:stream";
import { ConnectionError } from "../../errors.ts";
import type { StoredValue } from "../../fields/column.ts";
import type { Executor, NamedRows, Statement, StoredRow, WriteResult } from "../backend.ts";
import type { PooledConnection } from "../connection-pool.ts";
import { type ColumnReader, columnNames, readColumns } from "./column-readers.ts";
import { int16, int32, MessageReader } from "./message-reader.ts";
import { MessageWriter } from "./message-writer.ts";
import { translatePostgresError } from "./postgres-errors.ts";
import { type Prepared, PreparedStatements, refuseZero } from "./prepared-statements.ts";
import { readServerError, type ServerError } from "./server-error.ts";

/*
 * One connection to PostgreSQL, after the driver has opened it. Statements don't wait for each other's answers: each is
 * written at once, those of one turn of the event loop leave with one write, and the answers are given out in the same
 * order. Each statement ends with a Sync, so that an error in one doesn't touch the next.
 *
 *   the first time   Parse  Describe  Bind  Execute  Sync
 *   from then on                      Bind  Execute  Sync
 *
 * The server describes the columns once for each prepared statement, where the driver asks each time.
 */

/** A statement on its way. */
interface Task {
  readonly text: string;
  readonly params: readonly StoredValue[];
  /** Absent for a script. */
  readonly prepared: Prepared | undefined;
  readonly bigints: boolean;
  readonly isSlow: boolean;
  readonly sentAt: number;
  readonly resolve: (task: Task) => void;
  readonly reject: (error: unknown) => void;
  readonly rows: StoredRow[];
  /** What the server says at the end: `"UPDATE 3"`. */
  tag: string;
  error: ServerError | undefined;
  /** Whether there are more rows to fetch. */
  isSuspended: boolean;
}

/** What the server says of a connection: idle, in a transaction, in one that failed. */
type TransactionStatus = "idle" | "open" | "failed";

// A statement that takes longer is better sent over a connection of its own, so that none waits behind it.
const slowMs = 5;

export class PostgresConnection implements Executor, PooledConnection {
  readonly #socket: Duplex;
  readonly #description: string;
  /** Texts of statements that took long, known to all connections of the database. */
  readonly #slowTexts: Set<string>;
  readonly #writer = new MessageWriter();
  readonly #statements = new PreparedStatements(this.#writer);
  /** In the order in which they were sent, which is that of the answers; those before `#first` are answered. */
  #tasks: Task[] = [];
  #first = 0;
  #slowTasks = 0;
  #answeredAt = 0;
  #portals = 0;
  #status: TransactionStatus = "idle";
  #isFlushing = false;
  #failure: unknown;

  constructor(socket: Duplex, description: string, slowTexts: Set<string>) {
    this.#socket = socket;
    this.#description = description;
    this.#slowTexts = slowTexts;
    const reader = new MessageReader((...message) => this.#receive(...message));
    socket.on("data", (chunk: Buffer) => reader.add(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(this.#failure));
  }

  get pending(): number {
    return this.#tasks.length - this.#first;
  }
  get isSlow(): boolean {
    return this.#slowTasks > 0;
  }
  get isBroken(): boolean {
    return this.#failure !== undefined || this.#socket.destroyed;
  }
  /** As the last answer had it. */
  get status(): TransactionStatus {
    return this.#status;
  }

  async read(statement: Statement, params: readonly StoredValue[]): Promise<readonly StoredRow[]> {
    try {
      return (await this.#run(statement, params)).rows;
    } catch (error) {
      throw fromHere(error);
    }
  }

  async readNamed(statement: Statement, params: readonly StoredValue[]): Promise<NamedRows> {
    try {
      const { rows, prepared } = await this.#run(statement, params);
      return { columns: prepared!.columns, rows }; // a statement with rows is prepared
    } catch (error) {
      throw fromHere(error);
    }
  }

  async write(statement: Statement, params: readonly StoredValue[]): Promise<WriteResult> {
    try {
      const { tag, rows } = await this.#run(statement, params);
      return { changes: countOf(tag), lastKey: 0, rows };
    } catch (error) {
      throw fromHere(error);
    }
  }

  async script(text: string): Promise<void> {
    await this.runScript(text);
  }

  /** Sends statements without parameters, and gives what the server says at the end of the last one. */
  async runScript(text: string): Promise<string> {
    refuseZero(text);
    return (await this.#send({ text, bigints: false }, [], undefined, () => this.#writer.query(text))).tag;
  }

  /** Reads rows in portions, inside a transaction: a portal lives as long as one. */
  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    const portal = `p${this.#portals++}`;
    const prepared = this.#statements.prepare(statement.text);
    let { rows, isSuspended } = await this.#send(statement, params, prepared, () => {
      this.#writer.bind(portal, prepared.name, params);
      this.#writer.execute(portal, chunk);
      this.#writer.sync();
    });
    try {
      while (true) {
        if (rows.length > 0) yield rows;
        if (!isSuspended) return;
        ({ rows, isSuspended } = await this.#send(statement, params, prepared, () => {
          this.#writer.execute(portal, chunk);
          this.#writer.sync();
        }));
      }
    } finally {
      if (this.#status === "open") {
        await this.#send(statement, [], undefined, () => {
          this.#writer.closePortal(portal);
          this.#writer.sync();
        });
      }
    }
  }

  close(): void {
    if (this.isBroken) this.#socket.destroy();
    else this.#socket.end(terminate);
  }

  #run(statement: Statement, params: readonly StoredValue[]): Promise<Task> {
    const prepared = this.#statements.prepare(statement.text);
    return this.#send(statement, params, prepared, () => {
      this.#writer.bind("", prepared.name, params);
      this.#writer.executeAll();
      this.#writer.sync();
    });
  }

  #send(
    { text, bigints }: Statement,
    params: readonly StoredValue[],
    prepared: Prepared | undefined,
    write: () => void,
  ): Promise<Task> {
    return new Promise((resolve, reject) => {
      if (this.isBroken) {
        reject(this.#lost());
        return;
      }
      write();
      const isSlow = this.#slowTexts.has(text);
      if (isSlow) this.#slowTasks++;
      this.#tasks.push({
        text,
        params,
        prepared,
        bigints,
        isSlow,
        sentAt: performance.now(),
        resolve,
        reject,
        rows: [],
        tag: "",
        error: undefined,
        isSuspended: false,
      });
      if (this.#isFlushing) return;
      this.#isFlushing = true;
      process.nextTick(() => this.#flush());
    });
  }

  #flush(): void {
    this.#isFlushing = false;
    if (!this.#writer.isEmpty) this.#socket.write(this.#writer.take());
  }

  #receive(letter: number, data: Buffer, start: number, end: number): void {
    const task = this.#tasks[this.#first];
    switch (letter) {
      case 0x44: // "D", a row
        if (task?.prepared !== undefined) task.rows.push(readRow(data, start, readersOf(task)));
        return;
      case 0x43: // "C", the end of a statement
        if (task !== undefined) task.tag = data.toString("latin1", start, end - 1);
        return;
      case 0x5a: // "Z", ready for the next one
        this.#status = data[start] === 0x49 ? "idle" : data[start] === 0x54 ? "open" : "failed";
        if (task !== undefined) this.#answered(task);
        return;
      case 0x54: // "T", what the columns are
        if (task?.prepared !== undefined)
          this.#statements.described(task.prepared, readColumns(data, start), columnNames(data, start));
        return;
      case 0x6e: // "n", there are no columns
        if (task?.prepared !== undefined) this.#statements.described(task.prepared, [], []);
        return;
      case 0x73: // "s", there are more rows than were asked for
        if (task !== undefined) task.isSuspended = true;
        return;
      case 0x45: // "E", an error
        this.#refused(task, readServerError(data, start));
        return;
      case 0x47: // "G", COPY … FROM STDIN
        this.#writer.copyFail("COPY FROM STDIN is not supported here");
        this.#flush();
        return;
      // Others tell what needs no answer: what was parsed, bound and closed, settings, notices.
    }
  }

  #refused(task: Task | undefined, error: ServerError): void {
    if (task === undefined)
      this.#failure = error; // the server ends the connection, and says why
    else task.error ??= error;
  }

  #answered(task: Task): void {
    this.#first++;
    if (this.#first === this.#tasks.length) {
      this.#tasks = [];
      this.#first = 0;
    }
    if (task.isSlow) this.#slowTasks--;
    const now = performance.now();
    if (now - Math.max(task.sentAt, this.#answeredAt) > slowMs) this.#slowTexts.add(task.text);
    else if (task.isSlow) this.#slowTexts.delete(task.text);
    this.#answeredAt = now;
    if (task.error === undefined) task.resolve(task);
    else this.#rejected(task, task.error);
  }

  #rejected(task: Task, error: ServerError): void {
    const { prepared, text, params, bigints } = task;
    if (prepared !== undefined) {
      const cause = this.#statements.failed(text, prepared, error);
      if (isOutdated(error) && this.#status === "idle") {
        // A table was changed since: nothing was done yet, so it is prepared again.
        this.#run({ text, bigints }, params).then(task.resolve, task.reject);
        return;
      }
      task.reject(translatePostgresError(cause, text));
      return;
    }
    task.reject(translatePostgresError(error, text));
  }

  /** The connection is gone, and with it all that was not answered. */
  #fail(error: unknown): void {
    this.#failure = error ?? new Error("the server has closed the connection");
    for (const task of this.#tasks.splice(this.#first)) task.reject(this.#lost());
    this.#tasks = [];
    this.#first = 0;
    this.#socket.destroy();
  }

  #lost(): ConnectionError {
    const reason = this.#failure instanceof Error ? this.#failure.message : "it was closed";
    return new ConnectionError(
      `${this.#description}: the connection was lost (${reason}).\nWhether the statements on their way were carried out is not known.`,
      this.#failure,
    );
  }
}

const terminate = Buffer.from([0x58, 0, 0, 0, 4]); // "X"

function readersOf({ prepared, bigints }: Task): readonly ColumnReader[] {
  return bigints ? prepared!.bigintReaders : prepared!.readers; // a script's rows are not read
}

function readRow(data: Buffer, start: number, readers: readonly ColumnReader[]): StoredRow {
  const count = int16(data, start);
  const row: StoredValue[] = [];
  let position = start + 2;
  for (let column = 0; column < count; column++) {
    const length = int32(data, position);
    position += 4;
    if (length < 0) {
      row.push(null);
      continue;
    }
    row.push(readers[column]!(data, position, position + length)); // one for each column
    position += length;
  }
  return row;
}

/** The error with the stack of who sent the statement: it was made where the socket's data arrived. */
function fromHere(error: unknown): unknown {
  if (error instanceof Error) Error.captureStackTrace(error, fromHere);
  return error;
}

/** `"INSERT 0 5"` gives 5; `"CREATE TABLE"` gives 0. */
function countOf(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(" ") + 1));
  return Number.isNaN(count) ? 0 : count;
}

/** "cached plan must not change result type" */
function isOutdated({ code, message }: ServerError): boolean {
  return code === "0A000" && message.includes("cached plan");
}
