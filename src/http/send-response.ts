import type { IncomingMessage, ServerResponse } from "node:http";
import { logger } from "../core/index.ts";
import { failureResponse } from "./failure-response.ts";
import type { HeaderMap } from "./header-map.ts";
import { lingerMs, maxLingerBytes } from "./linger.ts";
import { continueWaiting, waitingForHandler } from "./node-source.ts";
import type { Request } from "./request.ts";
import { isRendering, Response } from "./response.ts";
import { type BodyChunks, isWholeBody, openChunks, stopBody } from "./response-body.ts";
import { toResponse } from "./response-like.ts";

/** One request of `node:http` and the answer to it. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly answer: ServerResponse;
  readonly request: Request;
  readonly server: ServerState;
}

/** What all answers of a server depend on. */
export interface ServerState {
  /** Whether each connection ends with its next answer. */
  isDraining: boolean;
  /** Tells clients how long a connection may rest: the value of `Keep-Alive`. */
  readonly keepAlive: string;
}

/** Answers that were begun and broken off here, because there was no way to bring them to an end. */
export const brokenOff = new WeakSet<ServerResponse>();

function breakOff(answer: ServerResponse): void {
  brokenOff.add(answer);
  answer.destroy();
}

/** Answers with a response. Whatever is wrong with it, the client gets an answer as long as none was begun. */
export function sendResponse(exchange: Exchange, response: Response): void {
  try {
    writeResponse(exchange, response);
  } catch (error) {
    if (exchange.answer.headersSent) breakOff(exchange.answer);
    else sendFailure(exchange, error);
  }
}

/** Answers with what there is to say about an error. */
export function sendFailure(exchange: Exchange, error: unknown): void {
  writeResponse(exchange, failureResponse(error, exchange.request));
}

/**
 * Writes a response to its socket. A stream is asked for its next chunk when there is room, and stopped when the client
 * leaves; one that fails half-way ends the connection, so that nobody takes the half for the whole.
 */
function writeResponse(exchange: Exchange, response: Response): void {
  const { answer, message, server } = exchange;
  const { body, status, headers } = response;
  if (!isWholeBody(body) && isRendering(body)) {
    // Made by a middleware or an error page; what a handler returns was rendered in its own place.
    renderAndSend(exchange, response);
    return;
  }
  if (answer.destroyed) {
    stopBody(body);
    waitingForHandler.get(answer)?.();
    return;
  }

  const hasBody = status !== 204 && status !== 304;
  const isOfAscii = isWholeBody(body) && hasBody && setContentLength(headers, body);
  const isUnread = hasMuchUnread(message);
  if (isUnread || server.isDraining) headers.set("connection", "close");
  else if (message.httpVersionMinor === 1 && !headers.has("connection"))
    headers.setDefault("keep-alive", server.keepAlive);

  answer.writeHead(status, headers.toRawList() as string[]); // Node only reads it
  const isBodyless = !hasBody || message.method === "HEAD";
  if (isBodyless) stopBody(body);
  if (isBodyless || isWholeBody(body)) {
    const content = isBodyless ? null : (body as string | Uint8Array | null);
    if (isUnread) endAfterUnread(exchange, content);
    else if (isOfAscii)
      answer.end(content, "latin1"); // the same bytes, written faster
    else answer.end(content);
    return;
  }
  answer.flushHeaders();
  const declaredBytes = headers.has("content-length") ? Number(headers.get("content-length")) : undefined;
  void sendChunks(exchange, openChunks(body as AsyncIterable<string | Uint8Array>), declaredBytes);
}

/** Says how long a body is. Gives whether it is a text of ASCII alone. */
function setContentLength(headers: HeaderMap, body: string | Uint8Array | null): boolean {
  const byteLength = body === null ? 0 : Buffer.byteLength(body);
  headers.setDefault("content-length", String(byteLength));
  return typeof body === "string" && byteLength === body.length;
}

/** Ends what a response holds open that nobody will get. */
export function discardResponse(response: Response): void {
  stopBody(response.body);
}

function renderAndSend(exchange: Exchange, response: Response): void {
  const fail = (error: unknown) => {
    logger("http").error({ requestId: exchange.request.id, err: error }, "a page could not be rendered");
    sendResponse(
      exchange,
      new Response("Internal Server Error", { status: 500, contentType: "text/plain; charset=utf-8" }),
    );
  };
  try {
    Promise.resolve(toResponse(response)).then((ready) => sendResponse(exchange, ready), fail);
  } catch (error) {
    fail(error);
  }
}

async function sendChunks(
  exchange: Exchange,
  chunks: BodyChunks,
  declaredBytes: number | undefined,
): Promise<void> {
  const { answer, request } = exchange;
  ignoreLostAnswer(exchange);
  let isOver = false;
  answer.once("close", () => {
    if (!isOver) void chunks.stop();
  });
  let sentBytes = 0;
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done || answer.destroyed) break;
      sentBytes += Buffer.byteLength(value!);
      if (!answer.write(value!)) await roomIn(answer);
    }
    isOver = true;
    if (answer.destroyed) return;
    if (declaredBytes !== undefined && declaredBytes !== sentBytes)
      throw new Error(`the body has ${sentBytes} bytes, and its Content-Length promised ${declaredBytes}`);
    answer.end();
  } catch (error) {
    isOver = true;
    if (answer.destroyed) return; // the client left first, and the source noticed
    logger("http").error(
      { requestId: request.id, err: error },
      "a streamed response failed; its connection is ended",
    );
    breakOff(answer);
  }
}

/** Waits until what was written has gone, or the client. */
function roomIn(answer: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      answer.off("drain", done);
      answer.off("close", done);
      resolve();
    };
    answer.on("drain", done);
    answer.on("close", done);
  });
}

// As much of an unread body is read and thrown away so that the connection can go on. Beyond it, it ends (linger.ts).
const maxSkippedBytes = 65_536;

/** Whether more of the request's body is still to come than is worth skipping. */
function hasMuchUnread(message: IncomingMessage): boolean {
  if (message.complete || message.readableEnded) return false;
  if (continueWaiting.has(message) || message.headers["transfer-encoding"] !== undefined) return true;
  return Number(message.headers["content-length"] ?? 0) > maxSkippedBytes;
}

/** Sends the whole answer, but ends the connection only when the client has stopped sending, or has sent enough. */
function endAfterUnread(exchange: Exchange, content: string | Uint8Array | null): void {
  const { message, answer } = exchange;
  if (continueWaiting.has(message)) {
    answer.end(content); // this client has sent nothing and waits
    return;
  }
  ignoreLostAnswer(exchange);
  if (content === null || content.length === 0) answer.flushHeaders();
  else answer.write(content);
  let skippedBytes = 0;
  const end = () => {
    clearTimeout(timer);
    message.off("data", count);
    answer.end();
  };
  const count = (chunk: Uint8Array) => {
    skippedBytes += chunk.byteLength;
    if (skippedBytes > maxLingerBytes) end();
  };
  const timer = setTimeout(end, lingerMs);
  message
    .on("data", count)
    .once("end", end)
    .once("close", () => clearTimeout(timer));
  message.resume();
}

/**
 * Lets a socket break while it is written to: without a listener that would end the process. An answer that is written
 * at once, with its end, can't meet it: it is looked at before.
 */
function ignoreLostAnswer({ answer, request }: Exchange): void {
  answer.on("error", (error) =>
    logger("http").debug({ requestId: request.id, err: error }, "an answer was lost"),
  );
}
