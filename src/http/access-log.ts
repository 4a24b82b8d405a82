import type { IncomingMessage, ServerResponse } from "node:http";
import { logger, sentChannel } from "../core/index.ts";
import { loggedPath, matchedRoute } from "./logged-path.ts";
import type { Request } from "./request.ts";
import { RequestSlot } from "./request-slot.ts";
import { brokenOff } from "./send-response.ts";

/** What a part knows about a request when its answer is out, such as its user; nothing that would have to be loaded. */
export type RequestDetails = (request: Request) => Readonly<Record<string, unknown>> | undefined;

const requestDetails: RequestDetails[] = [];

/** Has the lines of the access log tell more about requests. */
export function describeRequestsBy(details: RequestDetails): void {
  requestDetails.push(details);
}

const unlogged = new RequestSlot<true>();

/** Keeps a request out of the access log: one that says nothing about the app, such as those of the developer's tools. */
export function leaveOutOfLog(request: Request): void {
  unlogged.set(request, true);
}

/**
 * Tells of a request when its answer is out or its client gone: one line in the log, where it is kept, and a message for
 * whoever observes. The query is left out of the line: it may hold tokens.
 */
export function tellWhenSent(
  request: Request,
  message: IncomingMessage,
  answer: ServerResponse,
  isLogged: boolean,
): void {
  const start = performance.now();
  const { socket } = message;
  const bytesBefore = socket.bytesWritten;
  answer.once("close", () => {
    const status = answer.headersSent ? answer.statusCode : 0;
    const bytes = socket.bytesWritten - bytesBefore;
    const durationMs = Math.round((performance.now() - start) * 10) / 10;
    const isComplete = answer.writableFinished;
    if (sentChannel.hasSubscribers) sentChannel.publish({ request, status, bytes, durationMs, isComplete });
    if (isLogged && !unlogged.get(request))
      logSent(request, { status, bytes, durationMs, isComplete, isBrokenOff: brokenOff.has(answer) });
  });
}

interface Sent {
  readonly status: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly isComplete: boolean;
  /** Whether it was the server that ended an answer which isn't complete. */
  readonly isBrokenOff: boolean;
}

function logSent(request: Request, sent: Sent): void {
  const { status, bytes, durationMs, isComplete, isBrokenOff } = sent;
  const path = loggedPath(request);
  const { method } = request;
  const entry: Record<string, unknown> = {
    requestId: request.id,
    traceId: request.traceParent?.traceId,
    method,
    path,
    route: matchedRoute(request)?.name,
    status,
    bytes,
    ms: durationMs,
    ip: request.ip,
    agent: request.header("user-agent") ?? undefined,
  };
  if (isBrokenOff) entry.brokenOff = true;
  else if (!isComplete) entry.aborted = true;
  for (const details of requestDetails) Object.assign(entry, details(request));
  const ending = isBrokenOff ? " (broken off)" : isComplete ? "" : " (the client left)";
  logger("http").info(entry, `${method} ${path} ${status} ${durationMs} ms${ending}`);
}
