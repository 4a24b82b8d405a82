import type { Socket } from "node:net";
import { join, resolve } from "node:path";
import type { WebApp } from "../../app/index.ts";
import { devtoolsService, type ErrorPages, joinDevRun } from "../../devtools/index.ts";
import type { Server } from "../../http/index.ts";
import { listRoutes, routerService } from "../../routing/index.ts";
import { loadConfig } from "../load-config.ts";
import { failureOf } from "./failure.ts";
import type { AppOrders, News, Order, ProjectFolders } from "./messages.ts";

// How long requests that are under way may keep the next start waiting.
const settleMs = 1_000;
const unreadMs = 20;

/**
 * The app in its process, from start to end. It binds no port: `quintet dev` listens, and hands over each connection.
 */
export class AppLife {
  readonly #orders: AppOrders;
  readonly #pages: ErrorPages;
  readonly #tell: (news: News) => void;
  readonly #sockets = new Set<Socket>();
  #app: WebApp | undefined;
  #server: Server | undefined;
  #isRetiring = false;

  constructor(orders: AppOrders, pages: ErrorPages, tell: (news: News) => void) {
    this.#orders = orders;
    this.#pages = pages;
    this.#tell = tell;
  }

  /** Starts the app, and tells how it went. */
  async start({ address: known, life }: Order & { type: "start" }): Promise<void> {
    const begun = performance.now();
    joinDevRun({ token: this.#orders.token, life });
    process.on("uncaughtExceptionMonitor", (error) =>
      this.#tell({ type: "failed", failure: failureOf(error, life, this.#pages) }),
    );
    try {
      const { createApp } = await import("../../app/index.ts");
      const { configFile: file, folder } = this.#orders;
      const app = await createApp(await loadConfig({ file, folder }), { overrides: { debug: true } });
      this.#app = app;
      const address = { host: known.host ?? app.config.http.host, port: known.port ?? app.config.http.port };
      const server = await app.listen({ ...address, isHandedOver: true });
      // Each connection carries one request: the next one may be for another process.
      server.node.maxRequestsPerSocket = 1;
      this.#server = server;
      this.#tell({
        type: "ready",
        address,
        startedMs: performance.now() - begun,
        folders: foldersOf(app),
        admin: adminPath(app),
      });
      this.#tell({ type: "findings", findings: await app.startupFindings() });
    } catch (error) {
      const failed: News = { type: "failed", failure: failureOf(error, life, this.#pages) };
      process.send!(failed, () => process.exit(1));
    }
  }

  take(socket: Socket): void {
    const server = this.#server;
    if (server === undefined || this.#isRetiring) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    server.node.emit("connection", socket); // as node:http allows it
    socket.resume();
  }

  /** Has open pages take over a change that needed no restart. */
  announce(isStyle: boolean): void {
    this.#app?.service(devtoolsService).announce(isStyle ? "style" : "page");
  }

  /** Answers what is under way and closes the app. */
  async retire(): Promise<void> {
    this.#isRetiring = true;
    this.#app?.service(devtoolsService).endStreams();
    await this.#settle();
    await this.#app?.close();
  }

  async #settle(): Promise<void> {
    // What was handed over a moment ago has asked already, but was not read yet.
    await new Promise((done) => setTimeout(done, unreadMs));
    const closed: Promise<void>[] = [];
    for (const socket of this.#sockets) {
      if (socket.bytesRead === 0)
        socket.destroy(); // opened ahead by a browser, and nothing was asked yet
      else closed.push(new Promise((done) => socket.once("close", () => done())));
    }
    if (closed.length === 0) return;
    const waited = new Promise((done) => setTimeout(done, settleMs));
    await Promise.race([Promise.all(closed), waited]);
  }
}

function foldersOf({ config, modules }: WebApp): ProjectFolders {
  const below = (name: string) => modules.map(({ folder }) => join(folder, name));
  return {
    templates: [...config.templates.folders.map((folder) => resolve(folder)), ...below("templates")],
    assets: [...config.assets.folders.map((folder) => resolve(folder)), ...below("assets")],
  };
}

/** The path of the admin, where there is one. */
function adminPath(app: WebApp): string | undefined {
  const admin = listRoutes(app.service(routerService)).find(({ name }) => name === "admin:index");
  return admin === undefined || admin.route.includes("<") ? undefined : `/${admin.route}`;
}
