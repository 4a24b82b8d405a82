import type { IncomingMessage, ServerResponse } from "node:http";
import { logger } from "../core/index.ts";
import { continueWaiting, waitingForHandler } from "./node-source.ts";
import { isRendering, Response, type ResponseBody } from "./response.ts";
import { toResponse } from "./response-like.ts";

/** The client of one request, at its socket. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly answer: ServerResponse;
  readonly requestId: string;
  /** Whether the connection ends with this answer. */
  readonly isLast: boolean;
}

/**
 * Writes a response to its socket. A stream is asked for its next chunk when there is room, and stopped when the client
 * leaves; one that fails half-way ends the connection, so that nobody takes the half for the whole.
 */
export function sendResponse(exchange: Exchange, response: Response): void {
  if (isRendering(response.body)) {
    // Made by a middleware or an error page; what a handler returns was rendered in its own place.
    renderAndSend(exchange, response);
    return;
  }
  const { answer, message } = exchange;
  const { body, status } = response;
  if (answer.destroyed) {
    stop(body);
    waitingForHandler.get(answer)?.();
    return;
  }

  const hasBody = status !== 204 && status !== 304;
  const headers = response.headers;
  if (isWhole(body) && hasBody && !headers.has("content-length"))
    headers.set("content-length", String(body === null ? 0 : Buffer.byteLength(body)));
  const isUnread = hasMuchUnread(message);
  if (exchange.isLast || isUnread) headers.set("connection", "close");

  answer.writeHead(status, headers.toRawList());
  const isBodyless = !hasBody || message.method === "HEAD";
  if (isBodyless) stop(body);
  if (isBodyless || isWhole(body)) {
    const content = isBodyless ? null : (body as string | Uint8Array | null);
    if (isUnread) endAfterUnread(message, answer, content);
    else answer.end(content);
    return;
  }
  answer.flushHeaders();
  const declaredBytes = headers.has("content-length") ? Number(headers.get("content-length")) : undefined;
  void sendChunks(exchange, openChunks(body as AsyncIterable<string | Uint8Array>), declaredBytes);
}

function renderAndSend(exchange: Exchange, response: Response): void {
  const fail = (error: unknown) => {
    logger("http").error({ requestId: exchange.requestId, err: error }, "a page could not be rendered");
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

function isWhole(body: ResponseBody): body is string | Uint8Array | null {
  return body === null || typeof body === "string" || body instanceof Uint8Array;
}

/** Ends the source of a body that nobody will read. */
function stop(body: ResponseBody): void {
  if (isWhole(body) || isRendering(body)) return;
  void openChunks(body).stop();
}

/** A stream's chunks, with a way to stop it that doesn't wait for the chunk it is working on. */
interface Chunks {
  next(): Promise<{ done?: boolean | undefined; value?: string | Uint8Array | undefined }>;
  stop(): Promise<unknown>;
}

function openChunks(body: AsyncIterable<string | Uint8Array>): Chunks {
  if (body instanceof ReadableStream) {
    // Its async iterator would hold cancel() back until the pending read is done.
    const reader = body.getReader();
    return { next: () => reader.read(), stop: () => reader.cancel().catch(ignore) };
  }
  const iterator = body[Symbol.asyncIterator]();
  return { next: () => iterator.next(), stop: async () => await iterator.return?.().catch(ignore) };
}

function ignore(): void {}

async function sendChunks(
  exchange: Exchange,
  chunks: Chunks,
  declaredBytes: number | undefined,
): Promise<void> {
  const { answer, requestId } = exchange;
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
    logger("http").error({ requestId, err: error }, "a streamed response failed; its connection is ended");
    answer.destroy();
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

// As much of an unread body is read and thrown away so that the connection can go on.
const maxSkippedBytes = 65_536;
// Beyond it the connection ends. A client that is still sending needs a moment to see its answer before the socket
// is gone, or it sees a reset instead: it may go on for so long and so much.
const lingerMs = 2_000;
const maxLingerBytes = 16 * 1_048_576;

/** Whether more of the request's body is still to come than is worth skipping. */
function hasMuchUnread(message: IncomingMessage): boolean {
  if (message.complete) return false;
  if (continueWaiting.has(message) || message.headers["transfer-encoding"] !== undefined) return true;
  return Number(message.headers["content-length"] ?? 0) > maxSkippedBytes;
}

/** Sends the whole answer, but ends the connection only when the client has stopped sending, or has sent enough. */
function endAfterUnread(
  message: IncomingMessage,
  answer: ServerResponse,
  content: string | Uint8Array | null,
): void {
  if (continueWaiting.has(message)) {
    answer.end(content); // this client has sent nothing and waits
    return;
  }
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
