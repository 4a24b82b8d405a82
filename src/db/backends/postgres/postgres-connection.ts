import type { Duplex } from "node:stream";
import { ConnectionError, DatabaseError } from "../../errors.ts";
import type { StoredValue } from "../../fields/column.ts";
import type { Executor, NamedRows, Statement, StoredRow, WriteResult } from "../backend.ts";
import type { PooledConnection } from "../connection-pool.ts";
import { readColumns } from "./column-readers.ts";
import { int16, int32, MessageReader, ProtocolError, zeroEnded } from "./message-reader.ts";
import { MessageWriter } from "./message-writer.ts";
import { translatePostgresError } from "./postgres-errors.ts";
import {
  isOutdated,
  type Prepared,
  PreparedStatements,
  refuseZero,
  type TableNews,
} from "./prepared-statements.ts";
import { readServerError, type ServerError } from "./server-error.ts";
import { ChangedSettings } from "./session-settings.ts";

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
  error: ServerError | DatabaseError | undefined;
  /** Whether there are more rows to fetch. */
  isSuspended: boolean;
  /** Whether the server has said how it ended: only then it may be ready for the next one. */
  isAnswered: boolean;
}

/** What all connections of a database know. */
export interface SharedKnowledge {
  /** Texts of statements that took long. */
  readonly slowTexts: Set<string>;
  readonly news: TableNews;
}

/** What the server says of a connection: idle, in a transaction, in one that failed. */
type TransactionStatus = "idle" | "open" | "failed";

// A statement that takes longer is better sent over a connection of its own, so that none waits behind it.
const slowMs = 5;

export class PostgresConnection implements Executor, PooledConnection {
  readonly #socket: Duplex;
  readonly #description: string;
  /** Texts of statements that took long. */
  readonly #slowTexts: Set<string>;
  readonly #settings: string;
  readonly #writer = new MessageWriter();
  readonly #statements: PreparedStatements;
  /** In the order in which they were sent, which is that of the answers; those before `#first` are answered. */
  #tasks: Task[] = [];
  #first = 0;
  #slowTasks = 0;
  #answeredAt = 0;
  #portals = 0;
  #status: TransactionStatus = "idle";
  readonly #changed = new ChangedSettings();
  #isSettingRight = false;
  #isFlushing = false;
  #failure: unknown;

  /** @param settings - The statements that set up its session, and set it right again. */
  constructor(socket: Duplex, description: string, { slowTexts, news }: SharedKnowledge, settings: string) {
    this.#socket = socket;
    this.#description = description;
    this.#slowTexts = slowTexts;
    this.#statements = new PreparedStatements(this.#writer, news);
    this.#settings = settings;
    const reader = new MessageReader((...message) => this.#receive(...message));
    socket.on("data", (chunk: Buffer) => {
      try {
        reader.add(chunk);
      } catch (error) {
        this.#fail(error); // whatever arrives, it is the end of this connection and never of the process
      }
    });
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

  /** Sets up the session; once more where somebody has changed what values are read by. */
  setUp(): Promise<void> {
    return this.script(this.#settings);
  }

  /** Sends statements without parameters, and gives what the server says at the end of the last one. */
  async runScript(text: string): Promise<string> {
    refuseZero(text);
    return (await this.#send({ text, bigints: false }, [], undefined, () => this.#writer.query(text))).tag;
  }

  /** Reads rows in portions, inside a transaction: a portal lives as long as one. */
  async *stream(statement: Statement, params: readonly StoredValue[], chunk: number) {
    const portal = `p${this.#portals++}`;
    refuseMany(params);
    const prepared = this.#prepare(statement.text);
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

  /** Closes it at once, whatever is on its way. */
  destroy(): void {
    this.#fail(undefined);
  }

  close(): void {
    if (this.isBroken) this.#socket.destroy();
    else this.#socket.end(terminate);
  }

  #run(statement: Statement, params: readonly StoredValue[]): Promise<Task> {
    refuseMany(params);
    const prepared = this.#prepare(statement.text);
    return this.#send(statement, params, prepared, () => {
      this.#writer.bind("", prepared.name, params);
      this.#writer.executeAll();
      this.#writer.sync();
    });
  }

  #prepare(text: string): Prepared {
    refuseZero(text);
    return this.#written(() => this.#statements.prepare(text));
  }

  /** Half a message would make garbage of the next one: who can't write one to its end ends the connection. */
  #written<Result>(write: () => Result): Result {
    try {
      return write();
    } catch (error) {
      this.#fail(error);
      throw this.#lost();
    }
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
      this.#written(write);
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
        isAnswered: false,
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
        if (task?.prepared !== undefined) readRow(task, data, start, end);
        return;
      case 0x43: // "C", the end of a statement
        if (task !== undefined) task.tag = data.toString("latin1", start, end - 1);
        if (task?.tag.startsWith("ALTER ")) this.#statements.forget(); // in a transaction none could be prepared anew
        answered(task);
        return;
      case 0x5a: // "Z", ready for the next one
        this.#status = data[start] === 0x49 ? "idle" : data[start] === 0x54 ? "open" : "failed";
        if (task === undefined) return;
        if (!task.isAnswered) throw new ProtocolError("no answer to a statement");
        if (!this.#changed.areNone) this.#setRight(task);
        this.#answered(task);
        return;
      case 0x54: // "T", what the columns are
        if (task?.prepared !== undefined)
          this.#statements.described(task.prepared, readColumns(data, start, end));
        return;
      case 0x6e: // "n", there are no columns
        if (task?.prepared !== undefined) this.#statements.described(task.prepared, noColumns);
        return;
      case 0x73: // "s", there are more rows than were asked for
        if (task !== undefined) task.isSuspended = true;
        answered(task);
        return;
      case 0x45: // "E", an error
        this.#refused(task, readServerError(data, start, end));
        answered(task);
        return;
      case 0x47: // "G", COPY … FROM STDIN
        this.#writer.copyFail("COPY FROM STDIN is not supported here");
        if (task?.prepared !== undefined) this.#writer.sync(); // the one before was read as a part of the data
        this.#flush();
        return;
      case 0x48: // "H", COPY … TO STDOUT
        if (task !== undefined) task.error ??= new DatabaseError(copyMistake);
        return;
      case 0x33: // "3", what was to be closed is
      case 0x49: // "I", an empty statement
        answered(task);
        return;
      case 0x53: // "S", a setting
        this.#told(data, start, end);
        return;
      case 0x31: // "1", parsed
      case 0x32: // "2", bound
      case 0x74: // "t", the types of parameters
      case 0x4e: // "N", a notice
      case 0x41: // "A", a notification
      case 0x63: // "c", the end of a copy
      case 0x64: // "d", a row of a copy
        return;
      default:
        throw new ProtocolError(`a message of the kind ${JSON.stringify(String.fromCharCode(letter))}`);
    }
  }

  #told(data: Buffer, start: number, end: number): void {
    const name = zeroEnded(data, start, end);
    this.#changed.told(name.text, zeroEnded(data, name.end + 1, end).text);
  }

  /** Settings that values are read by were changed: what came under them isn't read wrong, and the next has them right. */
  #setRight(task: Task): void {
    if (task.rows.length > 0)
      task.error ??= new DatabaseError(
        `PostgreSQL: rows can't be read while a statement has changed ${this.#changed} for the session.\nName zones and formats in the statement: timezone('Europe/Berlin', "at"), to_char("at", 'DD.MM.YYYY').`,
      );
    if (this.#status !== "idle" || this.#isSettingRight) return;
    this.#isSettingRight = true;
    this.setUp()
      .catch(() => this.destroy())
      .finally(() => {
        this.#isSettingRight = false;
      });
  }

  #refused(task: Task | undefined, error: ServerError): void {
    if (task === undefined || error.endsConnection)
      this.#failure = error; // the server says why
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

  #rejected(task: Task, error: ServerError | DatabaseError): void {
    const { prepared, text, params, bigints } = task;
    if (error instanceof DatabaseError) {
      task.reject(error);
      return;
    }
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
    this.#failure ??= error ?? new Error("the server has closed the connection");
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

const noColumns = { names: [], types: [] };
const copyMistake =
  "PostgreSQL: COPY … TO STDOUT was carried out, and its rows are not read here.\nAsk for them with SELECT, or copy to a file of the server.";

function answered(task: Task | undefined): void {
  if (task !== undefined) task.isAnswered = true;
}

/** Reads a row of a task whose statement is prepared. */
function readRow(task: Task, data: Buffer, start: number, end: number): void {
  const readers = task.bigints ? task.prepared!.bigintReaders : task.prepared!.readers; // the caller has seen that
  const count = int16(data, start);
  if (count !== readers.length) throw new ProtocolError("a row with another number of columns");
  const row: StoredValue[] = [];
  let position = start + 2;
  try {
    for (const read of readers) {
      const length = int32(data, position);
      position += 4;
      if (length < 0) {
        row.push(null);
        continue;
      }
      row.push(read(data, position, position + length));
      position += length;
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_STRING_TOO_LONG") throw error;
    task.error ??= new DatabaseError(
      "PostgreSQL: a value is longer than a text of JavaScript can be (512 MB).\nRead it in parts, by substr().",
      { cause: error },
    );
    return;
  }
  if (position !== end) throw new ProtocolError("a row with another length");
  task.rows.push(row);
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

// The number of parameters has two bytes in the protocol.
const maxParameters = 65_535;

function refuseMany(params: readonly StoredValue[]): void {
  if (params.length <= maxParameters) return;
  throw new DatabaseError(
    `PostgreSQL: a statement has ${params.length} parameters, and can have ${maxParameters}.\nSend several statements, or an array as one parameter.`,
  );
}
