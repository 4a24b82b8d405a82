import { DatabaseError } from "../../errors.ts";
import type { ColumnReader } from "./column-readers.ts";
import { columnReader } from "./column-readers.ts";
import type { MessageWriter } from "./message-writer.ts";
import type { ServerError } from "./server-error.ts";

/** A statement that is prepared on a connection, or just being prepared. */
export interface Prepared {
  readonly name: string;
  /** Known once the server has described the columns. */
  readers: readonly ColumnReader[];
  columns: readonly string[];
  /** The same where whole numbers are wanted as bigint. */
  bigintReaders: readonly ColumnReader[];
  isDescribed: boolean;
  /** Why it could not be prepared: what was sent right behind it fails because it isn't there. */
  failure: ServerError | undefined;
}

// A prepared statement takes some 20 kB of the server's memory on each connection. A program has some hundred shapes;
// beyond that the ones that were not used for longest go.
const maxStatements = 256;

/** What the connections of a database tell each other of its tables. */
export interface TableNews {
  /** How often one has found that a table was changed since it prepared a statement. */
  changes: number;
}

/** The statements that are prepared on one connection, by their texts. */
export class PreparedStatements {
  readonly #writer: MessageWriter;
  readonly #news: TableNews;
  readonly #byText = new Map<string, Prepared>();
  #counter = 0;
  /** The changes of tables that were known when the oldest of them was prepared. */
  #knownChanges: number;

  constructor(writer: MessageWriter, news: TableNews) {
    this.#writer = writer;
    this.#news = news;
    this.#knownChanges = news.changes;
  }

  /** The statement under its name; the first time, what prepares it is written. */
  prepare(text: string): Prepared {
    // Inside a transaction, one that is outdated could not be prepared anew.
    if (this.#knownChanges !== this.#news.changes) this.forget();
    const known = this.#byText.get(text);
    if (known !== undefined) {
      // Used last: a Map lists its keys in the order in which they were set.
      if (this.#byText.size > maxStatements / 2) {
        this.#byText.delete(text);
        this.#byText.set(text, known);
      }
      return known;
    }
    if (this.#byText.size >= maxStatements) {
      const [[oldest, { name }]] = this.#byText as unknown as [[string, Prepared]]; // it is full
      this.#byText.delete(oldest);
      this.#writer.closeStatement(name);
    }
    const prepared: Prepared = {
      name: `q${++this.#counter}`,
      readers: [],
      columns: [],
      bigintReaders: [],
      isDescribed: false,
      failure: undefined,
    };
    this.#byText.set(text, prepared);
    this.#writer.parse(prepared.name, text);
    this.#writer.describeStatement(prepared.name);
    return prepared;
  }

  described(
    prepared: Prepared,
    { names, types }: { readonly names: readonly string[]; readonly types: readonly number[] },
  ): void {
    prepared.columns = names;
    prepared.readers = types.map((type) => columnReader(type, false));
    prepared.bigintReaders = types.map((type) => columnReader(type, true));
    prepared.isDescribed = true;
  }

  /** Forgets all: the tables that they speak of may have other columns now. */
  forget(): void {
    for (const { name } of this.#byText.values()) this.#writer.closeStatement(name);
    this.#byText.clear();
    this.#knownChanges = this.#news.changes;
  }

  /** Forgets a statement that could not be prepared, or whose tables were changed; gives the error that says why. */
  failed(text: string, prepared: Prepared, error: ServerError): ServerError {
    if (prepared.isDescribed && !isOutdated(error)) return error;
    if (this.#byText.get(text) === prepared) {
      this.#byText.delete(text);
      if (prepared.isDescribed) this.#writer.closeStatement(prepared.name);
    }
    if (wereTablesChanged(error) && this.#knownChanges === this.#news.changes) this.#news.changes++;
    prepared.failure ??= error;
    return prepared.failure;
  }
}

/**
 * Whether what is wrong is that a statement was prepared before: its tables were changed since ("cached plan must not
 * change result type"), or DEALLOCATE or DISCARD was sent. Nothing of it was done then.
 */
export function isOutdated(error: ServerError): boolean {
  return wereTablesChanged(error) || error.code === "26000";
}

function wereTablesChanged({ code, message }: ServerError): boolean {
  return code === "0A000" && message.includes("cached plan");
}

/** A text ends with a zero in the protocol: what came after one would be read as something else. */
export function refuseZero(text: string): void {
  if (!text.includes("\0")) return;
  throw new DatabaseError(
    `PostgreSQL: a statement contains a character of code 0, which no statement may.\nStatement: ${JSON.stringify(text.slice(0, 500))}`,
  );
}
