import { ConnectionError } from "../errors.ts";
import type { MaybePromise } from "./backend.ts";

/** What the pool has to know of a connection. */
export interface PooledConnection {
  /** How many statements were sent and are not answered yet. */
  readonly pending: number;
  /** Whether one of them takes long: others are better sent over another connection. */
  readonly isSlow: boolean;
  /** Whether it can't be used any more: the server has closed it, or an error left it in a state that nobody knows. */
  readonly isBroken: boolean;
  close(): MaybePromise<void>;
}

export interface PoolSettings {
  /** So many connections at once. */
  readonly max: number;
  /** A connection that nobody uses for so long is closed. */
  readonly idleMs: number;
  /** So long somebody waits for a connection. */
  readonly waitMs: number;
}

interface Waiter<Connection> {
  readonly exclusive: boolean;
  take(connection: Connection): void;
  fail(error: unknown): void;
}

/*
 * The connections of one database, opened when they are needed. They are lent in two ways:
 *
 * - exclusively, with take() and release(): to a transaction, a stream, a change of the schema;
 * - for a single statement, with share(): several of them may be on their way over one connection, as their answers come
 *   in the order in which they were sent. So a connection can be taken exclusively although it still has answers to give.
 *
 * Who finds no connection waits, all in one queue, in the order in which they asked.
 */
export class ConnectionPool<Connection extends PooledConnection> {
  readonly #open: () => Promise<Connection>;
  readonly #settings: PoolSettings;
  readonly #description: string;
  /** Those that nobody has exclusively; the first ones are preferred, so that the last ones may be closed. */
  readonly #free: Connection[] = [];
  readonly #taken = new Set<Connection>();
  readonly #waiting: Waiter<Connection>[] = [];
  /** Free connections that were used since the last look at idle ones. */
  readonly #used = new Set<Connection>();
  #opening = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param description - Of the database, for messages: `"PostgreSQL (shop on db.example:5432)"`. */
  constructor(open: () => Promise<Connection>, settings: PoolSettings, description: string) {
    this.#open = open;
    this.#settings = settings;
    this.#description = description;
  }

  /** How many connections there are, those that are being opened among them. */
  get size(): number {
    return this.#free.length + this.#taken.size + this.#opening;
  }

  /**
   * Lends a connection until release() gets it back.
   * @throws {@link ConnectionError} when none could be opened, or none was free in time.
   */
  take(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      this.#dropBroken();
      const connection = this.#free.find(({ pending }) => pending === 0);
      if (connection !== undefined) return resolve(this.#lend(connection));
      if (this.size < this.#settings.max) return this.#wait(true, resolve, reject, true);
      const busy = this.#free[0]; // its statements are answered before what is sent now
      if (busy !== undefined) return resolve(this.#lend(busy));
      this.#wait(true, resolve, reject, false);
    });
  }

  /** Takes back a connection that take() has given. */
  release(connection: Connection): void {
    if (!this.#taken.delete(connection)) return;
    this.#offer(connection);
  }

  /** Lends a connection for as long as `work` takes. */
  async using<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = await this.take();
    try {
      return await work(connection);
    } finally {
      this.release(connection);
    }
  }

  /**
   * Sends a statement over a connection that others use as well. `send` must send it before it returns.
   * @param alone - It takes long, so that others should not have to wait behind it, nor it behind others.
   */
  share<Result>(send: (connection: Connection) => Promise<Result>, alone = false): Promise<Result> {
    const connection = this.#shareable(alone);
    if (connection !== undefined) {
      this.#used.add(connection);
      return send(connection);
    }
    return new Promise((resolve, reject) => {
      const take = (found: Connection) => send(found).then(resolve, reject);
      // One that is being opened will do for all that wait to share it.
      const needsAnother = alone || this.#opening === 0;
      this.#wait(false, take, reject, needsAnother && this.size < this.#settings.max);
    });
  }

  /** Closes all connections; those in use when they are given back. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#idleTimer);
    for (const waiter of this.#waiting.splice(0)) waiter.fail(this.#closedError());
    await Promise.all(this.#free.splice(0).map((connection) => connection.close()));
  }

  /** A free connection with nothing to answer; else one that answers quickly; `undefined` where another should be opened. */
  #shareable(alone: boolean): Connection | undefined {
    if (this.#isClosed || this.#waiting.length > 0) return undefined; // who waits comes first
    const [first] = this.#free;
    if (first?.pending === 0 && !first.isBroken) return first;
    this.#dropBroken();
    let best: Connection | undefined;
    for (const candidate of this.#free) {
      if (candidate.pending === 0) return candidate;
      if (best === undefined || burden(candidate) < burden(best)) best = candidate;
    }
    const needsAnother = best === undefined || alone || best.isSlow;
    return needsAnother && this.size < this.#settings.max ? undefined : best;
  }

  #lend(connection: Connection): Connection {
    this.#free.splice(this.#free.indexOf(connection), 1);
    this.#used.delete(connection);
    this.#taken.add(connection);
    return connection;
  }

  #wait(
    exclusive: boolean,
    take: (connection: Connection) => void,
    fail: (error: unknown) => void,
    open: boolean,
  ): void {
    if (this.#isClosed) {
      fail(this.#closedError());
      return;
    }
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      fail(this.#waitedError());
    }, this.#settings.waitMs);
    const waiter: Waiter<Connection> = {
      exclusive,
      take: (connection) => {
        clearTimeout(timer);
        take(connection);
      },
      fail: (error) => {
        clearTimeout(timer);
        fail(error);
      },
    };
    this.#waiting.push(waiter);
    if (open || this.size === 0) void this.#openAnother();
  }

  async #openAnother(): Promise<void> {
    this.#opening++;
    try {
      const connection = await this.#open();
      this.#opening--;
      this.#offer(connection);
    } catch (error) {
      this.#opening--;
      this.#waiting.shift()?.fail(error);
      if (this.#waiting.length > 0 && this.#opening === 0 && this.#free.length + this.#taken.size === 0)
        void this.#openAnother();
    }
  }

  /** Gives a connection to those who wait, in their order: to one who needs it alone, or to all before such a one. */
  #offer(connection: Connection): void {
    if (this.#isClosed || connection.isBroken) {
      void connection.close();
      if (this.#waiting.length > 0 && this.#opening === 0) void this.#openAnother();
      return;
    }
    while (this.#waiting.length > 0) {
      const waiter = this.#waiting.shift()!; // there is one
      if (waiter.exclusive) {
        this.#taken.add(connection);
        waiter.take(connection);
        return;
      }
      waiter.take(connection);
      if (!connection.isSlow || this.#waiting.length === 0 || this.size + 1 >= this.#settings.max) continue;
      void this.#openAnother(); // the others need not wait behind what takes long
      break;
    }
    this.#free.push(connection);
    this.#used.add(connection);
    this.#idleTimer ??= setInterval(() => this.#closeIdle(), this.#settings.idleMs).unref();
  }

  #closeIdle(): void {
    this.#dropBroken();
    for (const connection of [...this.#free]) {
      if (this.#used.has(connection) || connection.pending > 0) continue;
      this.#free.splice(this.#free.indexOf(connection), 1);
      void connection.close();
    }
    this.#used.clear();
    if (this.size > 0) return;
    clearInterval(this.#idleTimer);
    this.#idleTimer = undefined;
  }

  #dropBroken(): void {
    for (const connection of this.#free.filter(({ isBroken }) => isBroken)) {
      this.#free.splice(this.#free.indexOf(connection), 1);
      this.#used.delete(connection);
      void connection.close();
    }
  }

  #closedError(): ConnectionError {
    return new ConnectionError(`${this.#description} was closed, and a statement was sent to it.`);
  }

  #waitedError(): ConnectionError {
    const { max, waitMs } = this.#settings;
    return new ConnectionError(
      `${this.#description}: waited ${waitMs} ms for one of the ${max} connections.\nTransactions must not wait for people or other servers; raise pool.max if there are simply many at once.`,
    );
  }
}

/** How much somebody has to wait who sends a statement over a connection now. */
function burden({ pending, isSlow }: PooledConnection): number {
  return isSlow ? pending + 1000 : pending;
}
