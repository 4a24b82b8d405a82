import { type ConfigSection, configSection, isPlainObject, logger } from "../core/index.ts";
import {
  claimResponse,
  HttpError,
  type Request,
  type Response,
  type ResponseLike,
  toResponse,
} from "../http/index.ts";

/**
 * Answers a request that ended with an error. Its response gets the error's status where it says none of its own; where
 * it gives `undefined`, the visitor gets what there is without it.
 */
export type ErrorHandler<Failure> = (
  request: Request,
  error: Failure,
) => ResponseLike | undefined | Promise<ResponseLike | undefined>;

/** Answers to errors, by status. What has none is answered by a template `404.html`, or by a plain page. */
export interface ErrorHandlers {
  readonly 400?: ErrorHandler<HttpError>;
  readonly 401?: ErrorHandler<HttpError>;
  readonly 403?: ErrorHandler<HttpError>;
  readonly 404?: ErrorHandler<HttpError>;
  readonly 405?: ErrorHandler<HttpError>;
  readonly 413?: ErrorHandler<HttpError>;
  readonly 415?: ErrorHandler<HttpError>;
  readonly 429?: ErrorHandler<HttpError>;
  /** Whatever was thrown: look at it with `instanceof`, and show none of it to the visitor. */
  readonly 500?: ErrorHandler<unknown>;
  readonly 503?: ErrorHandler<unknown>;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Functions that answer errors, by status: `{ 404: notFound, 500: broken }`. */
    readonly errorHandlers?: ErrorHandlers;
  }
  interface Config {
    readonly errorHandlers: ErrorHandlers;
  }
}

declare module "../http/request-properties.ts" {
  interface RouteOptions {
    /**
     * Answers to errors of this route, or of all routes of a mount. They are asked from the inside to the outside: the
     * route's, those of the mounts around it, then those of the configuration.
     */
    readonly errorHandlers?: ErrorHandlers;
  }
}

const statuses: readonly string[] = ["400", "401", "403", "404", "405", "413", "415", "429", "500", "503"];

export const errorHandlersSection: ConfigSection = configSection({
  key: "errorHandlers",
  resolve(reader, value): ErrorHandlers {
    const what = `an object of functions by status (${statuses.join(", ")})`;
    const given = reader.value<Record<string, unknown>>(value, {}, what, isPlainObject);
    for (const [status, handler] of Object.entries(given)) {
      const below = reader.below(status);
      if (!statuses.includes(status))
        below.problem("is no status that a function can answer.", `There are ${statuses.join(", ")}.`);
      else below.value(handler, undefined, "a function", (item) => typeof item === "function", handlerHint);
    }
    return given as ErrorHandlers; // looked at one by one
  },
});

function handlerHint(handler: unknown): string | undefined {
  if (typeof handler !== "string" || !handler.endsWith(".html")) return undefined;
  return `A template of that name in templates/ is the page without a word here; or write (request) => html(template("${handler}")({ … })).`;
}

/** An error on its way to becoming a response. */
interface Failure {
  readonly status: number;
  readonly error: unknown;
}

/**
 * What the app's own functions make of an error: that of the route first, then those of the mounts around it, then that of
 * the configuration. `undefined` where none answers. One that fails itself is logged, and the visitor gets what there is without it.
 */
export async function ownErrorResponse(
  handlers: ErrorHandlers,
  request: Request,
  failure: Failure,
): Promise<Response | undefined> {
  for (const table of [...routeHandlers(request), handlers]) {
    const handler = handlerFor(table, failure.status);
    if (handler === undefined) continue;
    try {
      const response = await answerBy(handler, request, failure);
      if (response !== undefined) return response;
    } catch (problem) {
      const context = { err: problem, requestId: request.id, status: failure.status };
      logger("app").error(context, "the handler of an error failed");
    }
  }
  return undefined;
}

async function answerBy(
  handler: ErrorHandler<unknown>,
  request: Request,
  { status, error }: Failure,
): Promise<Response | undefined> {
  const answer = await handler(request, error);
  if (answer === undefined) return undefined;
  const response = await toResponse(answer);
  claimResponse(response, request);
  if (response.status === 200) response.status = status;
  return response;
}

function handlerFor(handlers: ErrorHandlers | undefined, status: number): ErrorHandler<unknown> | undefined {
  // The status is that of the error, so the handler gets what its type says.
  return (handlers as Readonly<Record<number, ErrorHandler<unknown>>> | undefined)?.[status];
}

/** Those of the route and of the mounts around it, from the inside to the outside. */
function routeHandlers(request: Request): readonly (ErrorHandlers | undefined)[] {
  try {
    return request.route?.declared.map((options) => options.errorHandlers) ?? [];
  } catch (error) {
    if (error instanceof HttpError) return []; // the path can't be read, which may be the error itself
    throw error;
  }
}
