import { createRequire } from "node:module";
import { type Logger, type LoggerOptions, pino, stdSerializers, stdTimeFunctions } from "pino";
import type { LogLevel } from "./config.ts";
import type { Unsubscribe } from "./events.ts";
import { LogWriter } from "./log-writer.ts";
import { printableLine, printableTexts } from "./printable-entry.ts";
import { redacted } from "./redact.ts";

export type { Logger } from "pino";

/** What a part knows about an error besides the error itself, such as the place in a template; `undefined` for nothing. */
export type ErrorDetails = (error: Error) => Readonly<Record<string, unknown>> | undefined;

const errorDetails: ErrorDetails[] = [];

/** Has the log tell more about errors. */
export function describeErrorsBy(details: ErrorDetails): void {
  errorDetails.push(details);
}

function serializedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const told = Object.assign(stdSerializers.err(error), ...errorDetails.map((details) => details(error)));
  return redacted(told as Readonly<Record<string, unknown>>);
}

const options: LoggerOptions = {
  level: "info",
  serializers: { err: serializedError },
  base: null,
  timestamp: stdTimeFunctions.isoTime,
  formatters: { log: redacted },
};

// Loggers are kept in variables of modules from before the app exists, so they are made once: what changes when the
// app is created is where their lines go (`target`) and from which level on.
const standardError = new LogWriter(2);
let target: { write(line: string): unknown } = standardError;
const root = pino(options, { write: (line) => writeLine(printableLine(line)) });
const children = new Map<string, Logger>();

const watchers = new Set<(line: string) => void>();

function writeLine(line: string): void {
  target.write(line);
  for (const watcher of watchers) watcher(line);
}

/** Calls `watcher` with each entry, a line of JSON, in the flow of work that has written it. */
export function watchLog(watcher: (line: string) => void): Unsubscribe {
  const entry = (line: string) => watcher(line);
  watchers.add(entry);
  return () => watchers.delete(entry);
}

/**
 * The log of one part or module: `logger("db")`, `logger("shop.orders")`. Entries are JSON lines on standard error, and
 * readable lines in development. Values under names such as `password` or `token` are never written.
 */
export function logger(name: string): Logger {
  const known = children.get(name);
  if (known !== undefined) return known;
  const child = root.child({ part: name });
  children.set(name, child);
  return child;
}

/** Sets how much is logged, and whether for people (`"pretty"`) or for machines (`"json"`). */
export function configureLogging(level: LogLevel, form: "json" | "pretty"): void {
  root.level = level;
  for (const child of children.values()) child.level = level;
  target = form === "json" ? standardError : new PrettyTarget();
}

/** Lines for people. What makes them so is loaded with the first line: an app that starts has nothing to log. */
class PrettyTarget {
  #pretty: ((line: string) => string) | undefined;

  write(line: string): void {
    this.#pretty ??= this.#load();
    standardError.write(this.#pretty(printableTexts(line)));
  }

  #load(): (line: string) => string {
    const { prettyFactory, isColorSupported } = createRequire(import.meta.url)(
      "pino-pretty",
    ) as typeof import("pino-pretty");
    return prettyFactory({
      // One line an entry. What the text of a request's entry says already is for machines.
      singleLine: true,
      ignore: "part,requestId,traceId,method,path,route,status,bytes,ms,ip,agent,aborted",
      translateTime: "SYS:HH:MM:ss",
      messageFormat: "{part}: {msg}",
      colorize: isColorSupported,
    });
  }
}
