import { type App, errorChannel, logger } from "../core/index.ts";
import { HashQueueFullError } from "../crypto/index.ts";
import { devtoolsService } from "../devtools/index.ts";
import {
  failureResponse,
  HttpError,
  html,
  json,
  layerResponse,
  loggedPath,
  MethodNotAllowedError,
  type Middleware,
  type Next,
  type Request,
  type Response,
} from "../http/index.ts";
import { DisallowedHostError } from "../security/index.ts";
import { ownErrorResponse } from "./error-handlers.ts";
import { statusPage } from "./status-page.ts";

/*
 * The one place where a thrown error becomes a response. It stands twice in the chain: right around the router, so that
 * the response to an error gets its headers and cookies like any other, and around the whole chain, for errors of the
 * middleware itself.
 */

const log = logger("app");

/** Answers with `next`; what it throws, at once or later, becomes a response. */
export function errorBoundary(app: App, next: Next): Next {
  const answerError = (request: Request, error: unknown) => errorResponse(app, request, error);
  return (request) => {
    try {
      const answer = next(request);
      return answer instanceof Promise
        ? answer.catch((error: unknown) => answerError(request, error))
        : answer;
    } catch (error) {
      return answerError(request, error);
    }
  };
}

/**
 * A layer around `next`, with the same boundary: one function for both, because each request goes through all of them.
 * @param name - What the layer is called in messages.
 */
export function boundedLayer(app: App, layer: Middleware, next: Next, name: string): Next {
  const answerError = (request: Request, error: unknown) => errorResponse(app, request, error);
  return (request) => {
    try {
      const answer = layerResponse(layer(request, next), name);
      return answer instanceof Promise
        ? answer.catch((error: unknown) => answerError(request, error))
        : answer;
    } catch (error) {
      return answerError(request, error);
    }
  };
}

/** The response to an error: a page for people, JSON for programs, all details for developers. */
async function errorResponse(app: App, request: Request, error: unknown): Promise<Response> {
  const isBusy = error instanceof HashQueueFullError;
  const status = error instanceof HttpError ? error.status : isBusy ? 503 : isDiskFull(error) ? 507 : 500;
  const shown = error instanceof HttpError && status < 500 ? error.message : undefined;
  if (status >= 500) {
    log.error(
      {
        err: error,
        requestId: request.id,
        traceId: request.traceParent?.traceId,
        method: request.method,
        path: loggedPath(request),
      },
      "request failed",
    );
    if (errorChannel.hasSubscribers) errorChannel.publish({ error, status, request });
  }

  const response = await errorBody(app, request, { status, error, shown }).catch((failure: unknown) => {
    // Whatever was wrong with the page about the error: the visitor gets an answer.
    log.error({ err: failure, requestId: request.id }, "the page about an error failed");
    return failureResponse(error, request);
  });
  if (error instanceof HttpError) {
    for (const [name, value] of Object.entries(error.headers)) response.headers.set(name, value);
  }
  if (isBusy) response.headers.set("retry-after", "60");
  response.headers.set("cache-control", "no-store");
  return response;
}

/** Whether there was no room for what a visitor sent: 507, so that nobody takes it for a mistake of the program. */
function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
  return code === "ENOSPC" || code === "EDQUOT";
}

interface Failure {
  readonly status: number;
  readonly error: unknown;
  /** What the visitor may read; absent where the error is ours. */
  readonly shown: string | undefined;
}

async function errorBody(app: App, request: Request, failure: Failure): Promise<Response> {
  const { status, error, shown } = failure;
  const devtools = app.hasService(devtoolsService) ? app.service(devtoolsService) : undefined;
  const wantsJson = prefersJson(request);
  if (devtools !== undefined && !isPlain(error) && !wantsJson)
    return devtools.errorPage(request, error, status);
  const own = await ownErrorResponse(app.config.errorHandlers, request, failure);
  if (own !== undefined) return own;
  if (wantsJson) {
    const code = error instanceof HttpError ? error.code : "app.internal";
    const message = shown ?? "Something went wrong on the server.";
    const debug = status >= 500 ? await devtools?.errorDetails(request, error, status) : undefined;
    return json({ error: { code, message, debug } }, { status });
  }
  return html(await statusPage(app, request, status, shown), { status });
}

/**
 * Whether the client is a program: it names JSON and no pages, as several libraries do before they add that anything
 * else is fine too. What names neither, such as curl, gets a page.
 */
function prefersJson(request: Request): boolean {
  const accepted = request.header("accept") ?? "";
  return /\bapplication\/(?:[\w.-]+\+)?json\b/i.test(accepted) && !/\btext\/html\b/i.test(accepted);
}

/** Errors whose one sentence says all, also to a developer. */
function isPlain(error: unknown): boolean {
  return (
    error instanceof MethodNotAllowedError ||
    // Whoever comes by a foreign name, as after DNS rebinding, must not read the page about an error.
    error instanceof DisallowedHostError ||
    (error instanceof HttpError && (error.status === 401 || error.status === 413))
  );
}
