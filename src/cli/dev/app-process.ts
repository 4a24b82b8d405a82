import { type ChildProcess, fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import type { Socket } from "node:net";
import { extname, join } from "node:path";
import type { AppOrders, News, Order } from "./messages.ts";

/** What a process of the app has to tell. */
export interface AppListener {
  news(news: News): void;
  /** It is gone. `unasked` is absent where it was told to go. */
  ended(unasked?: { readonly code: number | null; readonly signal: NodeJS.Signals | null }): void;
}

// How long a process may take to close its app before it is ended.
const closeMs = 2_000;

/**
 * A process for one life of the app. It begins by loading Quintet itself, which takes most of a start and is the same
 * for every one, and waits: so it stands by while another one still serves.
 */
export class AppProcess {
  readonly #process: ChildProcess;
  readonly #gone = Promise.withResolvers<void>();
  readonly #retired = Promise.withResolvers<void>();
  #listener: AppListener | undefined;
  #isAsked = false;

  constructor(orders: AppOrders) {
    // The same file is .ts in the repository and .js where Quintet is installed.
    const entry = join(import.meta.dirname, `app-main${extname(import.meta.filename)}`);
    this.#process = fork(entry, [JSON.stringify(orders)], {
      env: { NODE_COMPILE_CACHE: getCompileCacheDir(), ...process.env },
    });
    this.#process.on("message", (news: News) => {
      if (news.type === "retired") this.#retired.resolve();
      else this.#listener?.news(news);
    });
    this.#process.on("error", () => {}); // what could not be sent or started shows in the exit that follows
    this.#process.once("exit", (code, signal) => {
      this.#retired.resolve();
      this.#gone.resolve();
      this.#listener?.ended(this.#isAsked ? undefined : { code, signal });
    });
  }

  /** Starts the app. One that stood by does so at once. */
  start(listener: AppListener, order: Order & { type: "start" }): void {
    this.#listener = listener;
    this.send(order);
  }

  send(order: Order): void {
    if (this.#process.connected) this.#process.send(order, ignore);
  }

  /** Hands over a connection from which nothing was read. */
  take(socket: Socket): void {
    if (this.#process.connected) this.#process.send({ type: "connection" }, socket, ignore);
    else socket.destroy();
  }

  /** Lets it answer what is under way and close its app. Resolves when the app is closed; the process is then about to end. */
  retire(): Promise<void> {
    if (!this.#isAsked) {
      this.#isAsked = true;
      this.send({ type: "retire" });
      const timer = setTimeout(() => this.kill(), closeMs);
      void this.#gone.promise.then(() => clearTimeout(timer));
    }
    return this.#retired.promise;
  }

  /** Ends it at once. */
  kill(): void {
    this.#isAsked = true;
    this.#process.kill("SIGKILL");
  }

  get isRetiring(): boolean {
    return this.#isAsked;
  }

  /** Resolves when the process is gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }
}

function ignore(): void {}
