import { errorChannel, logger } from "../core/index.ts";
import { HttpError } from "./errors.ts";
import type { Request } from "./request.ts";
import { Response } from "./response.ts";

/**
 * The plain answer to an error that nobody above has answered: its own status and message for an `HttpError`, 500 and
 * no word more for anything else, which is logged.
 */
export function failureResponse(error: unknown, request: Request): Response {
  const contentType = "text/plain; charset=utf-8";
  if (error instanceof HttpError && error.status < 500)
    return new Response(error.message, { status: error.status, headers: error.headers, contentType });
  logger("http").error({ requestId: request.id, err: error }, `${request.method} failed`);
  if (errorChannel.hasSubscribers) errorChannel.publish({ error, status: 500, request });
  const { status, headers } = error instanceof HttpError ? error : { status: 500, headers: {} };
  return new Response("Internal Server Error", { status, headers, contentType });
}
