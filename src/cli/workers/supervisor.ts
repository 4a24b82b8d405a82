import cluster, { type Worker } from "node:cluster";
import { BackOff } from "./back-off.ts";
import { type DrainMessage, isReadyMessage } from "./messages.ts";
import { workerFlags } from "./young-heap.ts";

/*
 * `quintet serve --workers N`: one process that listens, and N that answer. It loads nothing of the app.
 *
 *   connections ──▶ Supervisor ──▶ worker 1 … N, in turn (node:cluster)
 *
 * A rolling restart replaces one worker after the other: a new one is started from the files as they are now, and only
 * when it answers is an old one told to drain: it takes no new connection, answers what is under way and what still
 * arrives on its open connections, and ends. The listening socket stays with this process, so nobody is refused meanwhile.
 * If a new worker doesn't start, the old ones that are left go on.
 */

export interface SupervisorOptions {
  readonly workers: number;
  /** The program of a worker, and its words. */
  readonly program: string;
  readonly words: readonly string[];
  /** How long a worker may take to end once it was told to. */
  readonly drainTimeoutMs: number;
  readonly startTimeoutMs: number;
  /** What the operator is told. */
  readonly report: SupervisorReport;
}

export interface SupervisorReport {
  started(url: string, workers: number): void;
  workerEnded(how: string, againInMs: number): void;
  restarting(workers: number): void;
  restarted(ms: number): void;
  restartFailed(how: string): void;
}

/** A worker could not be started; it has said why itself. */
export class WorkerStartError extends Error {}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #backOff = new BackOff();
  /** Those that should be there, and when they were started. */
  readonly #serving = new Map<Worker, number>();
  /** Those that don't answer yet. */
  readonly #starting = new Map<Worker, Promise<string>>();
  /** Those that the restart that goes on has still to replace. */
  #old = new Set<Worker>();
  /** Those that were told to end. */
  readonly #draining = new Set<Worker>();
  #hasStarted = false;
  #isClosing = false;
  #restart: Promise<void> | undefined;
  #restartAgain = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    cluster.setupPrimary({
      exec: options.program,
      args: [...options.words],
      execArgv: workerFlags(process.execArgv),
    });
    cluster.on("exit", (worker, code, signal) => this.#ended(worker, signal ?? `exit code ${code}`));
  }

  /**
   * Starts the workers: the first alone, so that what is wrong is said once.
   * @throws {@link WorkerStartError}
   */
  async start(): Promise<void> {
    const { workers, report } = this.#options;
    const url = await this.#add();
    await Promise.all(Array.from({ length: workers - 1 }, () => this.#add()));
    this.#hasStarted = true;
    report.started(url, workers);
    this.#restartIfAsked();
  }

  /** Replaces each worker by a new one. Asked for meanwhile, or before all are there, it begins when that is through. */
  restart(): void {
    if (this.#isClosing) return;
    if (!this.#hasStarted || this.#restart !== undefined) {
      this.#restartAgain = true;
      return;
    }
    this.#restart = this.#replaceAll().finally(() => {
      this.#restart = undefined;
      this.#restartIfAsked();
    });
  }

  #restartIfAsked(): void {
    if (!this.#restartAgain) return;
    this.#restartAgain = false;
    this.restart();
  }

  /** Lets all workers end. A second call waits for the first. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(workers.map((worker) => this.#drain(worker)));
  }

  /** Ends all workers at once. */
  kill(): void {
    this.#isClosing = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGKILL");
  }

  async #replaceAll(): Promise<void> {
    const { report } = this.#options;
    const start = performance.now();
    await Promise.allSettled(this.#starting.values()); // they may have begun with the files as they were
    this.#old = new Set(this.#serving.keys());
    report.restarting(this.#old.size);
    const drained: Promise<void>[] = [];
    for (const worker of this.#old) {
      try {
        await this.#add();
      } catch (error) {
        if (!(error instanceof WorkerStartError)) throw error;
        if (this.#isClosing) return;
        report.restartFailed(error.message);
        this.#endRestart();
        return;
      }
      this.#old.delete(worker);
      drained.push(this.#drain(worker));
    }
    await Promise.all(drained);
    report.restarted(performance.now() - start);
  }

  /** Those that ended by themselves, and would have been replaced, are missing still. */
  #endRestart(): void {
    const left = [...this.#old];
    this.#old.clear();
    for (const worker of left) if (!this.#serving.has(worker)) this.#replaceAfter(0);
  }

  /** Starts a worker, and waits until it answers; gives where. */
  #add(): Promise<string> {
    const worker = cluster.fork();
    const answers = this.#answers(worker);
    this.#starting.set(worker, answers);
    return answers.finally(() => this.#starting.delete(worker));
  }

  async #answers(worker: Worker): Promise<string> {
    const startedAt = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = setTimeout(() => {
      reject(new WorkerStartError(`it did not answer within ${this.#options.startTimeoutMs} ms`));
      worker.process.kill("SIGKILL");
    }, this.#options.startTimeoutMs);
    worker.on("message", (message: unknown) => {
      if (!isReadyMessage(message)) return;
      if (this.#draining.has(worker)) tellToDrain(worker);
      else this.#serving.set(worker, startedAt);
      resolve(message.url);
    });
    worker.once("exit", (code, signal) => {
      reject(new WorkerStartError(`it ended with ${signal ?? `exit code ${code}`}`));
    });
    worker.on("error", () => {}); // it has ended, or will have: "exit" tells
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async #drain(worker: Worker): Promise<void> {
    this.#serving.delete(worker);
    this.#draining.add(worker);
    if (worker.isDead()) return;
    // Not by once() of node:events, which fails where the channel breaks before the process has ended.
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    // One that starts has nothing under way, and doesn't hear yet: what it is told by its channel would be lost.
    if (this.#starting.has(worker)) worker.process.kill("SIGTERM");
    else tellToDrain(worker);
    const timer = setTimeout(() => worker.process.kill("SIGKILL"), this.#options.drainTimeoutMs);
    await ended;
    clearTimeout(timer);
  }

  #ended(worker: Worker, how: string): void {
    const startedAt = this.#serving.get(worker);
    this.#serving.delete(worker);
    if (this.#draining.delete(worker) || startedAt === undefined || this.#isClosing) return;
    if (this.#old.has(worker)) this.#options.report.workerEnded(how, 0);
    else this.#replaceLater(performance.now() - startedAt, how);
  }

  /** A worker that ended by itself is replaced, again and again if need be. */
  #replaceLater(livedMs: number, how: string): void {
    const delayMs = this.#backOff.delayAfter(livedMs);
    this.#options.report.workerEnded(how, delayMs);
    this.#replaceAfter(delayMs);
  }

  #replaceAfter(delayMs: number): void {
    setTimeout(() => {
      if (this.#isClosing) return;
      this.#add().catch((error: unknown) => {
        if (!(error instanceof WorkerStartError)) throw error;
        if (!this.#isClosing) this.#replaceLater(0, error.message);
      });
    }, delayMs);
  }
}

function tellToDrain(worker: Worker): void {
  if (worker.isConnected()) worker.send({ quintet: "drain" } satisfies DrainMessage);
}
