import { createServer, type Server, type Socket } from "node:net";
import { isLoopbackHost } from "../../devtools/index.ts";
import { bind, serverUrl } from "../../http/index.ts";
import { AppProcess } from "./app-process.ts";
import type { DevReport } from "./dev-report.ts";
import { FailureServer } from "./failure-server.ts";
import type { Address, AppOrders, Failure, News, ProjectFolders } from "./messages.ts";

/*
 * `quintet dev`: one process that listens, and processes of the app behind it, one after the other.
 *
 *   browser ──▶ DevServer ──▶ AppProcess 1   serves
 *                        ╎    AppProcess 2   stands by, with Quintet loaded
 *                        ╎    AppProcess 3   the same
 *
 * At a change, connections wait here. 1 answers what is under way, closes its app and ends; 2 loads the app's files and
 * gets the connections that have waited; 4 is started, to stand by behind 3. So nothing is refused meanwhile, nothing is
 * answered by old code once a change was seen, and nothing of one life of the app reaches the next. Where the app doesn't
 * start, connections are answered from here, by a page about the failure.
 */

type Ready = News & { readonly type: "ready" };

export interface DevServerOptions {
  readonly orders: AppOrders;
  /** What the command line says. */
  readonly address: Partial<Address>;
  /** Whether it may listen where others can reach it. */
  readonly unsafePublic: boolean;
  /** What the developer is told. */
  readonly report: DevReport;
  /** Told where the running app finds what it reads anew by itself. */
  readonly found: (folders: ProjectFolders) => void;
}

// So many connections wait for a start, and what comes then is closed. A browser opens six to a site.
const maxWaiting = 500;
// Quintet takes longer to load than an app to start. Somebody who saves twice, or has an editor that formats what was
// saved, finds the second one ready.
const standbyCount = 2;
const defaultAddress: Address = { host: "127.0.0.1", port: 8_000 };

export class DevServer {
  readonly #options: DevServerOptions;
  readonly #failures: FailureServer;
  readonly #failedToListen = Promise.withResolvers<never>();
  #phase: "starting" | "serving" | "failed" = "starting";
  #waiting: Socket[] = [];
  #server: Server | undefined;
  #address: Address | undefined;
  #app: AppProcess | undefined;
  readonly #standbys: AppProcess[] = [];
  #lives = 0;
  #changedAt = 0;
  #toldUrl = "";

  constructor(options: DevServerOptions) {
    this.#options = options;
    this.#failures = new FailureServer(options.orders.token);
  }

  /** Rejects where it can't listen. */
  get failedToListen(): Promise<never> {
    return this.#failedToListen.promise;
  }

  /** Holds connections, and lets the running app end: its code is old. {@link restart} follows. */
  hold(): void {
    if (this.#phase !== "serving") return;
    this.#phase = "starting";
    this.#changedAt = performance.now();
    void this.#app?.retire();
  }

  /**
   * Starts the app, instead of the one that runs.
   * @param isCold - What stands by has begun with another environment, and can't be used.
   */
  async restart(isCold = false): Promise<void> {
    const life = ++this.#lives;
    const old = this.#app;
    if (this.#phase === "starting" && !old?.isRetiring) old?.kill(); // it starts with code that is old already
    if (this.#phase !== "starting") this.#changedAt = performance.now();
    this.#phase = "starting";
    this.#failures.end();
    if (isCold) this.#endStandbys();
    await old?.retire();
    if (life !== this.#lives) return; // the next change was here before

    const app = this.#standbys.shift() ?? new AppProcess(this.#options.orders);
    this.#app = app;
    const isCurrent = () => this.#app === app && this.#lives === life;
    app.start(
      {
        news: (news) => void (isCurrent() && this.#hear(news)),
        ended: (how) => void (isCurrent() && how !== undefined && this.#fail(endOf(how))),
      },
      { type: "start", address: { ...this.#options.address }, life: String(life) },
    );
  }

  /** Tells the running app of a change that it takes over by itself. */
  announce(isStyle: boolean): void {
    if (this.#phase === "serving") this.#app?.send({ type: "changed", isStyle });
  }

  /** Ends the app, and then everything. */
  async close(): Promise<void> {
    this.#lives++;
    this.#server?.close();
    this.#endStandbys();
    this.#failures.end();
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    await this.#app?.retire();
    await this.#app?.gone;
  }

  #haveStandbys(): void {
    while (this.#standbys.length < standbyCount) this.#standbys.push(new AppProcess(this.#options.orders));
  }

  #endStandbys(): void {
    for (const standby of this.#standbys.splice(0)) standby.kill();
  }

  #hear(news: News): void {
    const { report, found } = this.#options;
    switch (news.type) {
      case "ready":
        found(news.folders);
        void this.#serve(news);
        return;
      case "findings":
        report.findings(news.findings);
        this.#haveStandbys(); // the start is over, there is time
        return;
      case "failed":
        void this.#fail(news.failure);
    }
  }

  async #serve(news: Ready): Promise<void> {
    const app = this.#app!;
    await this.#listen(this.#allowed(news.address));
    if (this.#app !== app || app.isRetiring) return;
    this.#phase = "serving";
    for (const socket of this.#waiting.splice(0)) app.take(socket);
    const { report } = this.#options;
    if (this.#toldUrl === this.#url) report.restarted(performance.now() - this.#changedAt);
    else report.started(this.#url, news);
    this.#toldUrl = this.#url;
  }

  async #fail(failure: Failure): Promise<void> {
    if (this.#phase === "failed") return; // an exception was told, and then the process ended
    this.#phase = "failed";
    this.#options.report.failed(failure);
    this.#failures.show(failure, String(this.#lives));
    this.#haveStandbys();
    await this.#listen(this.#address ?? { ...defaultAddress, ...this.#options.address });
    for (const socket of this.#waiting.splice(0)) this.#failures.take(socket);
  }

  /** The address, unless others could reach it. */
  #allowed({ host, port }: Address): Address {
    if (this.#options.unsafePublic || isLoopbackHost(host)) return { host, port };
    this.#options.report.hostReplaced(host, defaultAddress.host);
    return { host: defaultAddress.host, port };
  }

  /** Listens there, unless it does already. */
  async #listen(wanted: Address): Promise<void> {
    const now = this.#address;
    if (now !== undefined && now.host === wanted.host && (wanted.port === 0 || wanted.port === now.port))
      return;
    this.#server?.close();
    try {
      const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => this.#take(socket));
      const { port } = await bind(server, wanted.host, wanted.port);
      this.#server = server;
      this.#address = { host: wanted.host, port };
      if (!isLoopbackHost(wanted.host)) this.#options.report.public();
    } catch (error) {
      this.#failedToListen.reject(error);
    }
  }

  get #url(): string {
    const { host, port } = this.#address ?? defaultAddress;
    return serverUrl(host, port);
  }

  #take(socket: Socket): void {
    socket.on("error", () => {}); // a client that leaves while it waits
    if (this.#phase === "serving") this.#app!.take(socket);
    else if (this.#phase === "failed") this.#failures.take(socket);
    else if (this.#waiting.length < maxWaiting) this.#waiting.push(socket);
    else socket.destroy();
  }
}

function endOf({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): Failure {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  return { text: `The app's process ended ${how}.` };
}
