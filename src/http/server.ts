import type { IncomingMessage, Server as NodeServer, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { nodeHttp, sentChannel } from "../core/index.ts";
import { tellWhenSent } from "./access-log.ts";
import { bind, serverUrl } from "./bind.ts";
import { drain } from "./drain.ts";
import { InFlight } from "./in-flight.ts";
import type { Next } from "./middleware.ts";
import { continueWaiting, NodeSource } from "./node-source.ts";
import { OverloadGate, watchEventLoop } from "./overload-gate.ts";
import {
  announcesNoBody,
  answerBrokenRequest,
  busyResponse,
  misforwarded,
  refusal,
  sendBusy,
} from "./refused-requests.ts";
import { Request } from "./request.ts";
import { defaultRequestLimits, type RequestLimits } from "./request-limits.ts";
import { RestingConnections } from "./resting-connections.ts";
import { type Exchange, type ServerState, sendFailure, sendResponse } from "./send-response.ts";
import { endSlowClients } from "./slow-clients.ts";
import type {} from "./traces.ts";
import { type ProxyHeaders, proxiesOf } from "./trusted-proxies.ts";
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
  /**
   * A client must send its body, and read its answer, at {@link minBytesPerSecond} on average in each span of this length,
   * or its connection ends: 30,000 by default; 0 for clients of any patience.
   */
  readonly slowClientTimeoutMs?: number;
  /** 500 by default, as Apache asks for bodies. */
  readonly minBytesPerSecond?: number;
  /** How long a handler may take once a whole request has arrived; then its client gets 503. 30,000 by default; 0 for no end. */
  readonly handlerTimeoutMs?: number;
  /**
   * How late the event loop may be, again and again for half a second, before requests are refused with 503; 0, for however
   * late, by default. (An app's `http.maxLoopDelayMs` is 200 by default.)
   */
  readonly maxLoopDelayMs?: number;
  /** How many requests may be worked on at the same time; further ones get 503. 1,000 by default. */
  readonly maxConcurrentRequests?: number;
  /** Whether a request is answered however busy the server is, such as one for the health of the server; none by default. */
  readonly answersAlways?: (target: string) => boolean;
  /** How long a connection may rest between two requests: 5,000 by default. */
  readonly keepAliveTimeoutMs?: number;
  /**
   * How long `close()` goes on as before and only says that the server isn't ready any more, for balancers that ask: 0 by
   * default.
   */
  readonly shutdownDelayMs?: number;
  /** How long `close()` waits for requests and streams that are under way: 10,000 by default. */
  readonly shutdownTimeoutMs?: number;
  /** How long `close()` leaves resting connections open, for a request that is on its way already: 500 by default. */
  readonly shutdownGraceMs?: number;
  /** Addresses and networks of proxies that are believed about the client's address and scheme; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Which headers they tell it by: `"x-forwarded"` (`X-Forwarded-For`, `-Proto`), by default, or `"forwarded"`. */
  readonly proxyHeaders?: ProxyHeaders;
  /** Whether trusted proxies are believed about the host, too; false by default: let them pass `Host` on. */
  readonly trustForwardedHost?: boolean;
  /** Whether each request is logged; false by default. */
  readonly accessLog?: boolean;
  /**
   * Nothing is bound: another process listens at this address and hands over its connections, which are given to
   * `node.emit("connection", socket)`. False by default.
   */
  readonly isHandedOver?: boolean;
  /** Called when `close()` begins: for streams that have no end of their own. */
  readonly onClosing?: () => void;
}

/** A listening server. */
export interface Server {
  /** For a browser: `"http://127.0.0.1:8000"`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Whether `close()` was called. */
  readonly isClosing: boolean;
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
 * @throws `PortTakenError`, `PortForbiddenError` or `HostUnavailableError` where it can't listen there.
 *
 * @example
 * const server = await serve((request) => text(`You asked for ${request.path}`), { port: 8000 });
 */
export async function serve(handler: Next, options: ServeOptions = {}): Promise<Server> {
  const { host = "127.0.0.1", port = 8_000, limits = defaultRequestLimits } = options;
  const proxies = proxiesOf(options);
  const accessLog = options.accessLog ?? false;
  const keepAliveTimeoutMs = options.keepAliveTimeoutMs ?? 5_000;
  const state: ServerState = {
    isDraining: false,
    keepAlive: `timeout=${Math.floor(keepAliveTimeoutMs / 1000)}`,
  };
  const inFlight = new InFlight(options.handlerTimeoutMs ?? 30_000);
  const gate = new OverloadGate(
    {
      maxLoopDelayMs: options.maxLoopDelayMs ?? 0,
      maxConcurrentRequests: options.maxConcurrentRequests ?? 1_000,
    },
    inFlight,
  );
  const answersAlways = options.answersAlways ?? (() => false);

  const answerRequest = (message: IncomingMessage, answer: ServerResponse): void => {
    resting.answerBegins(message.socket, answer);
    const isObserved = accessLog || sentChannel.hasSubscribers;
    const isBusy = gate.refuses() && !answersAlways(message.url!);
    if (isBusy && !isObserved && !state.isDraining && announcesNoBody(message)) {
      sendBusy(answer);
      return;
    }
    const source = new NodeSource(message, answer, proxies);
    const request = new Request(source, limits);
    if (isObserved) tellWhenSent(request, message, answer, accessLog && !answersAlways(message.url!));
    const exchange: Exchange = { message, answer, request, server: state };
    const refused = refusal(message, maxHeaders) ?? (request.isMisforwarded ? misforwarded() : undefined);
    if (refused !== undefined) {
      sendResponse(exchange, refused);
      return;
    }
    if (isBusy) {
      sendResponse(exchange, busyResponse());
      return;
    }
    try {
      const response = handler(request);
      if (response instanceof Promise) inFlight.follow(exchange, source, response);
      else sendResponse(exchange, response);
    } catch (error) {
      sendFailure(exchange, error);
    }
  };

  const node = nodeHttp.createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: options.headersTimeoutMs ?? 20_000,
    requestTimeout: 0, // it would end long uploads with slow ones; endSlowClients() tells them apart
    keepAliveTimeout: 0, // what RestingConnections does
    // Heads that are overdue are told so one after the other in one turn: of a crowd, a few at a time.
    connectionsCheckingInterval: 100,
    // A request that announces no body is over with its head: 3 of the 23 µs that node:http takes for one.
    optimizeEmptyRequests: true,
  });
  const resting = new RestingConnections(node, keepAliveTimeoutMs);
  endSlowClients(node, resting.sockets, {
    windowMs: options.slowClientTimeoutMs ?? 30_000,
    minBytesPerSecond: options.minBytesPerSecond ?? 500,
  });
  watchEventLoop(gate, node);
  node.once("close", () => inFlight.close());
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
  const bound = options.isHandedOver ? { port } : await bind(node, host, port);
  void sweepTemporaryFiles();
  let closing: Promise<void> | undefined;
  const drained = () =>
    drain(node, {
      graceMs: options.shutdownGraceMs ?? 500,
      timeoutMs: options.shutdownTimeoutMs ?? 10_000,
    });
  const close = (): Promise<void> => {
    if (closing === undefined) options.onClosing?.();
    state.isDraining = true;
    closing ??= options.shutdownDelayMs ? pause(options.shutdownDelayMs).then(drained) : drained();
    return closing;
  };
  return {
    url: serverUrl(host, bound.port),
    host,
    port: bound.port,
    get isClosing() {
      return state.isDraining;
    },
    node,
    close,
    [Symbol.asyncDispose]: close,
  };
}
