import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { nodeHttp } from "../core/index.ts";
import { lingerMs, maxLingerBytes } from "./linger.ts";
import { Response } from "./response.ts";

/*
 * What is refused before a handler sees it, because no handler has a use for it and an attacker has.
 */

const { STATUS_CODES } = nodeHttp;
const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const maxTargetLength = 8_192;

/** The answer to a request that goes no further; `undefined` for one that does. */
export function refusal(message: IncomingMessage, maxHeaders: number): Response | undefined {
  const method = message.method!;
  const url = message.url!;
  if (!knownMethods.has(method))
    return refused(405, `${method} is not allowed here.`, { allow: [...knownMethods].join(", ") });
  if (url.length > maxTargetLength)
    return refused(414, `The address is longer than the ${maxTargetLength} characters accepted here.`);
  if (message.rawHeaders.length > 2 * maxHeaders)
    return refused(431, `There are more than the ${maxHeaders} headers accepted here.`);
  if (!hasOneHost(message.rawHeaders)) return refused(400, "A request has exactly one Host header.");
  if (!url.startsWith("/") && !isOwnAbsoluteUrl(url, message) && !(url === "*" && method === "OPTIONS"))
    return refused(400, "The request's address can't be understood.");
  return undefined;
}

/** The answer to a request of which a trusted proxy tells what can't be read: taken for the proxy's own, it might pass where only those may. */
export function misforwarded(): Response {
  return refused(400, "The Forwarded header can't be understood.");
}

const busySentence = "The server is busy. Try again in a moment.\n";
const busyHeaders = { "retry-after": "1", "cache-control": "no-store" };

/** The answer to a request that the server has no time for. The connection goes on: making a new one costs more. */
export function busyResponse(): Response {
  return new Response(busySentence, {
    status: 503,
    headers: busyHeaders,
    contentType: "text/plain; charset=utf-8",
  });
}

const busyHead: string[] = Object.entries({
  ...busyHeaders,
  "content-type": "text/plain; charset=utf-8",
  "content-length": String(busySentence.length),
}).flat();

/** The same without a thing that it can do without: it goes out while there is no time for anything. */
export function sendBusy(answer: ServerResponse): void {
  answer.writeHead(503, busyHead);
  answer.end(busySentence, "latin1");
}

/** Whether nothing of a request is still to come. */
export function announcesNoBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] === undefined && headers["transfer-encoding"] === undefined;
}

/** The answer to a request whose handler takes too long. */
export function timeoutResponse(): Response {
  return new Response("This took too long. Try again later.\n", {
    status: 503,
    headers: { "retry-after": "5", "cache-control": "no-store" },
    contentType: "text/plain; charset=utf-8",
  });
}

function refused(status: number, sentence: string, headers: Record<string, string> = {}): Response {
  return new Response(sentence, {
    status,
    headers: { ...headers, connection: "close" },
    contentType: "text/plain; charset=utf-8",
  });
}

/** Node takes the first of several; a proxy in front may have taken another. */
function hasOneHost(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length === 4 && name.toLowerCase() === "host") count++;
  }
  return count <= 1;
}

/** `GET http://shop.example/path`: allowed where it names the same host as the Host header. */
function isOwnAbsoluteUrl(url: string, message: IncomingMessage): boolean {
  const parsed = /^https?:\/\//i.test(url) ? URL.parse(url) : null;
  return parsed !== null && parsed.host === message.headers.host?.toLowerCase();
}

const brokenRequestStatus: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_INVALID_METHOD: 405,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Sockets that have such an answer, and how many bytes had come until then. */
const answered = new WeakMap<Duplex, number>();

/** Answers what isn't HTTP, or came too slowly, and ends the connection once its client has had time to see it. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  const { bytesRead } = socket as Socket; // or what looks like one, for connections over TLS
  const bytesUntilAnswer = answered.get(socket);
  if (bytesUntilAnswer !== undefined && error.code !== "ECONNRESET") {
    // Each further piece of what can't be parsed comes here again.
    if (bytesRead - bytesUntilAnswer > maxLingerBytes) socket.destroy();
    return;
  }
  // Node keeps the answer that is under way on a socket here; one that was begun can only be cut.
  const { _httpMessage: begun } = socket as Duplex & { _httpMessage?: ServerResponse };
  if (!socket.writable || error.code === "ECONNRESET" || begun?.headersSent) {
    socket.destroy(error);
    return;
  }
  answered.set(socket, bytesRead);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
  const status = brokenRequestStatus[error.code ?? ""] ?? 400;
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n`;
  const sentence = `${STATUS_CODES[status]}\n`;
  socket.end(
    `${head}Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${sentence.length}\r\n\r\n${sentence}`,
  );
}
