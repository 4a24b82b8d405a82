import { networkInterfaces } from "node:os";
import { WebApp } from "../../app/index.ts";
import { type App, type Command, CommandError, type Terminal } from "../../core/index.ts";
import { closeOnSignals, type Server } from "../../http/index.ts";
import { listRoutes, routerService } from "../../routing/index.ts";
import { portOption } from "../port-option.ts";
import { columns, style } from "../style.ts";
import { writePidFile } from "../workers/pid-file.ts";
import { closeWhenTold, isFirstWorker, isWorker, tellReady } from "../workers/worker-life.ts";
import { serveOptions, serveSummary } from "./serve-options.ts";

/** `quintet serve`: answers requests until it is told to end. */
export const serveCommand: Command = {
  name: "serve",
  summary: serveSummary,
  options: serveOptions,
  async run({ app, terminal, options }) {
    if (!(app instanceof WebApp))
      throw new CommandError("This app was made without createApp(), and can't serve.");
    const server = await app.listen({
      port: portOption(options.port),
      host: hostOf(options.host),
      ...(options.dev === true ? quickShutdown : {}),
    });
    if (isWorker) {
      const ended = closeWhenTold(server);
      tellReady(server.url);
      if (isFirstWorker) for (const finding of await app.startupFindings()) terminal.warn(finding);
      await ended;
      return;
    }
    const removePidFile = typeof options.pidFile === "string" ? writePidFile(options.pidFile) : () => {};
    const ended = closeOnSignals(server).finally(removePidFile);
    greet(app, server, terminal);
    // After the first line, so that what has to be done stands last; a busy server doesn't wait for it either.
    for (const finding of await app.startupFindings()) terminal.warn(finding);
    await ended;
  },
};

// A developer waits for the restart, and no other visitor is there to be dropped.
const quickShutdown = { shutdownGraceMs: 0, shutdownTimeoutMs: 1_000 };

function greet(app: App, server: Server, terminal: Terminal): void {
  const started = Math.round(performance.now()); // since the process began
  const debug = app.config.debug ? " (debug)" : "";
  terminal.line(
    `${style.bold("Quintet")} serves ${style.cyan(server.url)}${style.dim(`${debug}, started in ${started} ms`)}`,
  );
  for (const line of columns(furtherUrls(app, server).map(([name, url]) => [`  ${name}`, style.cyan(url)])))
    terminal.line(line);
}

/** Where else to go: the admin, and this machine's addresses in its networks. */
function furtherUrls(app: App, server: Server): [name: string, url: string][] {
  const urls: [string, string][] = [];
  const admin = listRoutes(app.service(routerService)).find(({ name }) => name === "admin:index");
  if (admin !== undefined && !admin.route.includes("<")) urls.push(["admin", `${server.url}/${admin.route}`]);
  if (server.host !== "0.0.0.0" && server.host !== "::") return urls;
  for (const { address, internal, family } of Object.values(networkInterfaces()).flatMap(
    (all) => all ?? [],
  )) {
    if (!internal && family === "IPv4") urls.push(["network", `http://${address}:${server.port}`]);
  }
  return urls;
}

function hostOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
