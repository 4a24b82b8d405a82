import {
  type App,
  type ConfigSection,
  configSection,
  type ErrorTrace,
  errorChannel,
  isSecretName,
  logger,
  mask,
} from "../core/index.ts";
import { loggedPath, type Request } from "../http/index.ts";

/**
 * An error that nobody handled, as reporters get it. What a visitor sent stands in it with its secrets masked; bodies of
 * requests don't stand in it at all.
 */
export interface ErrorReport {
  readonly error: unknown;
  readonly name: string;
  readonly message: string;
  /** The calls that led to it; empty for what isn't an `Error`. */
  readonly stack: string;
  readonly at: Date;
  /** Of the answer that the visitor got; `undefined` for a promise that nobody awaited. */
  readonly status: number | undefined;
  /** `undefined` outside of requests. */
  readonly request: ReportedRequest | undefined;
}

/** The request of an {@link ErrorReport}. */
export interface ReportedRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The name of its route: `"shop:detail"`. */
  readonly route: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
}

/** Tells somebody of an error. One that fails is logged, and hurts nobody. */
export type ErrorReporter = (report: ErrorReport) => unknown;

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Who is told of errors that nobody handled, each once. */
    readonly errorReporters?: readonly ErrorReporter[];
    /** Changes what reporters are told, or keeps it back by giving `undefined`. */
    readonly errorReportFilter?: (report: ErrorReport) => ErrorReport | undefined;
  }
  interface Config {
    readonly errorReporters: readonly ErrorReporter[];
    readonly errorReportFilter: ((report: ErrorReport) => ErrorReport | undefined) | undefined;
  }
}

const isFunction = (value: unknown) => typeof value === "function";

export const errorReportSections: readonly ConfigSection[] = [
  configSection({
    key: "errorReporters",
    resolve: (reader, value) =>
      reader.list<ErrorReporter>(value, [], {
        expected: "a function, (report) => …",
        plural: "functions",
        isRight: isFunction,
      }),
  }),
  configSection({
    key: "errorReportFilter",
    resolve: (reader, value) => reader.value(value, undefined, "a function", isFunction),
  }),
];

/**
 * Tells the app's reporters of its errors until it closes.
 * @param isOwn - Whether a request belongs to the app; others may run in the same process.
 */
export function reportErrors(app: App, isOwn: (request: Request) => boolean): void {
  const { errorReporters, errorReportFilter = (report) => report } = app.config;
  const reported = new WeakSet<object>();

  const listener = (message: unknown): void => {
    const { error, status, request } = message as ErrorTrace; // what the channel is for
    if (request !== undefined && !isOwn(request)) return;
    if (typeof error === "object" && error !== null) {
      if (reported.has(error)) return; // the page about it failed, or it was thrown again
      reported.add(error);
    }
    void tell(() => {
      const report = errorReportFilter(errorReport(error, status, request));
      if (report === undefined) return;
      for (const reporter of errorReporters) void tell(() => reporter(report));
    });
  };
  errorChannel.subscribe(listener);
  app.onClose(() => void errorChannel.unsubscribe(listener));
}

async function tell(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger("app").error({ err: error }, "an error could not be reported");
  }
}

function errorReport(error: unknown, status: number | undefined, request: Request | undefined): ErrorReport {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(shown(error));
  return {
    error,
    name: error instanceof Error ? name : typeof error,
    message,
    stack: error instanceof Error ? stack : "",
    at: new Date(),
    status,
    request: request && reportedRequest(request),
  };
}

function shown(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "a value that can't be shown"; // without a prototype, or with a toString() that fails
  }
}

function reportedRequest(request: Request): ReportedRequest {
  const { id, method, target, ip } = request;
  const query = target.includes("?") ? target.slice(target.indexOf("?") + 1) : "";
  return {
    id,
    method,
    path: loggedPath(request),
    route: request.route?.name,
    query: masked(new URLSearchParams(query)),
    headers: masked(request.headers),
    ip,
  };
}

function masked(entries: Iterable<[string, string]>): Record<string, string> {
  return Object.fromEntries(
    Array.from(entries, ([name, value]) => [name, isSecretName(name) ? mask : value]),
  );
}
