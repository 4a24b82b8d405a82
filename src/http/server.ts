import {
  createServer,
  type IncomingMessage,
  type Server as NodeServer,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { logger } from "../core/index.ts";
import { drain } from "./drain.ts";
import { HostUnavailableError, PortForbiddenError, PortTakenError } from "./errors.ts";
import type { Next } from "./middleware.ts";
import { continueWaiting, NodeSource } from "./node-source.ts";
import { answerBrokenRequest, refusal } from "./refused-requests.ts";
import { Request } from "./request.ts";
import { defaultRequestLimits, type RequestLimits } from "./request-limits.ts";
import { RestingConnections } from "./resting-connections.ts";
import { type Exchange, type ServerState, sendFailure, sendResponse } from "./send-response.ts";
import type {} from "./traces.ts";
import { TrustedProxies } from "./trusted-proxies.ts";
import { sweepTemporaryFiles } from "./uploads/temporary-files.ts";

/** Where and how a server listens. */
export interface ServeOptions {
  /** `"127.0.0.1"` by default: this machine only. */
  readonly host?: string;
  /** 8000 by default; 0 for any free one. */
  readonly port?: number;
  readonly limits?: RequestLimits;
  /** Until a request's headers have arrived: 20,000 by default. */
  readonly headersTimeoutMs?: number;
  /** Until a whole request has arrived: 60,000 by default. */
  readonly requestTimeoutMs?: number;
  /** How long a connection may rest between two requests: 5,000 by default. */
  readonly keepAliveTimeoutMs?: number;
  /** How long `close()` waits for requests and streams that are under way: 10,000 by default. */
  readonly shutdownTimeoutMs?: number;
  /** How long `close()` leaves resting connections open, for a request that is on its way already: 500 by default. */
  readonly shutdownGraceMs?: number;
  /** Addresses and networks of proxies whose `X-Forwarded-For` and `-Proto` are believed; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Whether each request is logged; false by default. */
  readonly accessLog?: boolean;
}

/** A listening server. */
export interface Server {
  /** For a browser: `"http://127.0.0.1:8000"`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** What it is made of, for libraries that need it. */
  readonly node: NodeServer;
  /**
   * Stops accepting connections, finishes what is under way and ends. A request that arrives meanwhile on an open
   * connection is still answered, as the last one of its connection. A second call waits for the first.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

// SECURITY: limits of the default checklist. Node drops headers beyond maxHeadersCount silently, so one more is let in
// and then refused aloud.
const maxHeaderBytes = 16_384;
const maxHeaders = 100;

/**
 * Listens for requests over HTTP/1.1.
 * @throws {@link PortTakenError} {@link PortForbiddenError} {@link HostUnavailableError}
 *
 * @example
 * const server = await serve((request) => text(`You asked for ${request.path}`), { port: 8000 });
 */
export async function serve(handler: Next, options: ServeOptions = {}): Promise<Server> {
  const { host = "127.0.0.1", port = 8_000, limits = defaultRequestLimits } = options;
  const proxies = new TrustedProxies(options.trustedProxies ?? []);
  const accessLog = options.accessLog ?? false;
  const keepAliveTimeoutMs = options.keepAliveTimeoutMs ?? 5_000;
  const state: ServerState = {
    isDraining: false,
    keepAlive: `timeout=${Math.floor(keepAliveTimeoutMs / 1000)}`,
  };

  const answerRequest = (message: IncomingMessage, answer: ServerResponse): void => {
    resting.answerBegins(message.socket, answer);
    const request = new Request(new NodeSource(message, answer, proxies), limits);
    if (accessLog) logWhenAnswered(request, answer);
    const exchange: Exchange = { message, answer, request, server: state };
    const refused = refusal(message, maxHeaders);
    if (refused !== undefined) {
      sendResponse(exchange, refused);
      return;
    }
    try {
      const response = handler(request);
      if (response instanceof Promise) {
        response.then(
          (made) => sendResponse(exchange, made),
          (error: unknown) => sendFailure(exchange, error),
        );
      } else sendResponse(exchange, response);
    } catch (error) {
      sendFailure(exchange, error);
    }
  };

  const node = createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: options.headersTimeoutMs ?? 20_000,
    requestTimeout: options.requestTimeoutMs ?? 60_000,
    keepAliveTimeout: 0, // what RestingConnections does
    connectionsCheckingInterval: 1_000,
    // A request that announces no body is over with its head: 3 of the 23 µs that node:http takes for one.
    optimizeEmptyRequests: true,
  });
  const resting = new RestingConnections(node, keepAliveTimeoutMs);
  node.maxHeadersCount = maxHeaders + 1;
  node.on("request", answerRequest);
  node.on("checkContinue", (message: IncomingMessage, answer: ServerResponse) => {
    continueWaiting.add(message);
    answerRequest(message, answer);
  });
  node.on("connect", (_message: IncomingMessage, socket: Duplex) => {
    socket.end("HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  node.on("clientError", answerBrokenRequest);
  await listen(node, host, port);
  void sweepTemporaryFiles();

  const bound = node.address() as AddressInfo; // listen() binds a port, not a pipe
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    state.isDraining = true;
    closing ??= drain(node, {
      graceMs: options.shutdownGraceMs ?? 500,
      timeoutMs: options.shutdownTimeoutMs ?? 10_000,
    });
    return closing;
  };
  return { url: urlOf(host, bound.port), host, port: bound.port, node, close, [Symbol.asyncDispose]: close };
}

function listen(server: NodeServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen({ host, port }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code === "EADDRINUSE") return new PortTakenError(host, port, { cause });
  if (cause.code === "EACCES") return new PortForbiddenError(host, port, { cause });
  const isNoAddress =
    cause.code === "EADDRNOTAVAIL" || cause.code === "ENOTFOUND" || cause.code === "EAI_AGAIN";
  return isNoAddress ? new HostUnavailableError(host, { cause }) : cause;
}

function urlOf(host: string, port: number): string {
  const isAnyAddress = host === "0.0.0.0" || host === "::";
  const name = isAnyAddress ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** One line for each request, when its answer is out or its client gone. The query is left out: it may hold tokens. */
function logWhenAnswered(request: Request, answer: ServerResponse): void {
  const start = performance.now();
  answer.once("close", () => {
    const path = request.target.split("?", 1)[0];
    const { method, id: requestId } = request;
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const status = answer.headersSent ? answer.statusCode : 0;
    const ending = answer.writableFinished ? "" : " (the client left)";
    logger("http").info(
      { requestId, method, path, status, ms },
      `${method} ${path} ${status} ${ms} ms${ending}`,
    );
  });
}
