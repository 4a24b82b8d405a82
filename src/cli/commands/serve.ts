import { WebApp } from "../../app/index.ts";
import { type Command, CommandError } from "../../core/index.ts";
import { closeOnSignals } from "../../http/index.ts";
import { style } from "../style.ts";

/** `quintet serve`: answers requests until it is told to end. */
export const serveCommand: Command = {
  name: "serve",
  summary: "Serve the app.",
  options: [
    { flags: "--port <number>", summary: "The port to listen on, instead of the configured one." },
    { flags: "--host <address>", summary: "The address to listen on, instead of the configured one." },
    { flags: "--dev", summary: "With debug pages and readable logs, as quintet dev does." },
  ],
  async run({ app, terminal, options }) {
    if (!(app instanceof WebApp))
      throw new CommandError("This app was made without createApp(), and can't serve.");
    for (const finding of await app.startupFindings()) terminal.warn(finding);
    const server = await app.listen({ port: portOf(options.port), host: hostOf(options.host) });
    terminal.line(
      `${style.bold("Quintet")} serves ${style.cyan(server.url)}${app.config.debug ? style.dim(" (debug)") : ""}`,
    );
    await closeOnSignals(server);
  },
};

function portOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CommandError(`--port is "${String(value)}". A port is a whole number from 0 to 65535.`);
}

function hostOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
