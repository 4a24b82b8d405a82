import {
  App,
  type Config,
  currentContext,
  enterContext,
  logger,
  type Module,
  requestChannel,
  runChecks,
  trace,
} from "../core/index.ts";
import { devtoolsService, isLoopbackHost } from "../devtools/index.ts";
import {
  answerWithHooks,
  descriptionOf,
  isHandlerHook,
  middlewareIn,
  misforwarded,
  type Next,
  proxiesOf,
  Request,
  requestContext,
  type Server,
  serve,
  type TrustedProxies,
  toPlatformResponse,
} from "../http/index.ts";
import { routerService } from "../routing/index.ts";
import { reportErrors } from "./error-reports.ts";
import { boundedLayer, errorBoundary } from "./error-response.ts";
import { Health } from "./health.ts";
import { logUnhandledRejections } from "./unhandled-rejections.ts";

/** Where to listen, instead of what the configuration says. */
export interface ListenOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Replaces `http.shutdownGraceMs`: how long `close()` leaves resting connections open. */
  readonly shutdownGraceMs?: number | undefined;
  /** Replaces `http.shutdownTimeoutMs`: how long `close()` waits for what is under way. */
  readonly shutdownTimeoutMs?: number | undefined;
  /** Nothing is bound: another process hands over the connections, which are given to `server.node.emit("connection", socket)`. */
  readonly isHandedOver?: boolean;
}

/**
 * An app that answers requests. Made by {@link createApp}.
 *
 * @example
 * const app = await createApp(config);
 * const response = await app.fetch(new Request("http://localhost/books/"));
 */
export class WebApp extends App {
  #answer: Next = () => {
    throw new Error("The app answers requests only after setUp(). Make it with createApp().");
  };

  readonly #health: Health;
  #server: Server | undefined;
  #proxies: TrustedProxies | undefined;

  constructor(config: Config, modules: readonly Module[]) {
    super(config, modules);
    this.#health = new Health(this, () => this.#server?.isClosing === true);
  }

  override async setUp(): Promise<void> {
    await super.setUp();
    this.#answer = this.#compose();
  }

  /** The middleware around the router, composed once. */
  #compose(): Next {
    const router = this.service(routerService);
    const dispatch = answerWithHooks(this.config.middleware, (request) => router.dispatch(request));
    // Each layer has its own boundary, so that the answer to an error of an inner one (a forged form, a wrong host)
    // still gets what the outer ones add, the security headers above all.
    const innermost = errorBoundary(this, dispatch);
    const devtools = this.hasService(devtoolsService) ? this.service(devtoolsService) : undefined;
    const layers = this.config.middleware
      .filter((layer) => !isHandlerHook(layer) && (descriptionOf(layer)?.isUsed?.(this.config) ?? true))
      .map((layer) => {
        const made = middlewareIn(this, layer);
        const name = descriptionOf(layer)?.name ?? layer.name;
        return { name, layer: devtools?.timed(made, name) ?? made };
      });
    const chain = layers.reduceRight<Next>(
      (next, { layer, name }) => boundedLayer(this, layer, next, name),
      devtools?.aroundPages(innermost) ?? innermost,
    );
    const watched = devtools?.around(chain) ?? chain;
    const answer: Next = (request) =>
      enterContext(requestContext(request, this.contextWithin(currentContext())), watched, request);
    const reported = this.#reportErrors(answer);
    const traced: Next = (request) =>
      requestChannel.start.hasSubscribers
        ? trace(requestChannel, { request }, () => reported(request))
        : reported(request);
    return (request) =>
      this.#health.answers(request.target) ? this.#health.answer(request) : traced(request);
  }

  /** Where the configuration names reporters, the app's requests are remembered as its own. */
  #reportErrors(answer: Next): Next {
    if (this.config.errorReporters.length === 0) return answer;
    const own = new WeakSet<Request>();
    reportErrors(this, (request) => own.has(request));
    return (request) => {
      own.add(request);
      return answer(request);
    };
  }

  /** Answers a request of Quintet's own kind, as the server does. Never rejects: an error becomes a response. */
  get answer(): Next {
    return this.#answer;
  }

  /**
   * Answers a request of the platform's kind, on the same path as one that came over a socket.
   * @param connection.peer - The address that the request came from, where there is one. What proxies tell of their clients is
   *   believed as `http.trustedProxies` says.
   */
  async fetch(
    request: globalThis.Request,
    connection: { readonly peer?: string } = {},
  ): Promise<globalThis.Response> {
    this.#proxies ??= proxiesOf(this.config.http);
    const { peer = "" } = connection;
    const own = Request.fromPlatform(request, { limits: this.config.http, peer, proxies: this.#proxies });
    const answer = own.isMisforwarded ? misforwarded() : await this.#answer(own);
    const response = await toPlatformResponse(answer, () => own.end());
    return request.method === "HEAD" ? withoutBody(response) : response;
  }

  /**
   * Listens for requests where the configuration says. The server closes with the app. As long as it listens, a
   * rejection that nobody handles is logged and does not end the process.
   */
  async listen(options: ListenOptions = {}): Promise<Server> {
    const { http } = this.config;
    const devtools = this.hasService(devtoolsService) ? this.service(devtoolsService) : undefined;
    const server = await serve(this.#answer, {
      ...http,
      limits: http,
      answersAlways: (target) => this.#health.answers(target),
      host: options.host ?? http.host,
      port: options.port ?? http.port,
      shutdownGraceMs: options.shutdownGraceMs ?? http.shutdownGraceMs,
      shutdownTimeoutMs: options.shutdownTimeoutMs ?? http.shutdownTimeoutMs,
      isHandedOver: options.isHandedOver ?? false,
      ...(devtools === undefined ? {} : { onClosing: () => devtools.endStreams() }),
    });
    this.#server = server;
    if (this.config.debug && !isLoopbackHost(server.host) && options.isHandedOver !== true)
      logger("app").warn(
        `debug is on, and other machines can reach ${server.url}: its pages about errors show them source code, statements and settings. Turn debug off, or listen on 127.0.0.1.`,
      );
    const stopLogging = logUnhandledRejections();
    server.node.once("close", stopLogging);
    this.onClose(() => server.close());
    return server;
  }

  /** What the checks find, as sentences: told when a server starts, so that nobody is surprised by the first request. */
  async startupFindings(): Promise<string[]> {
    const findings = await this.run(() => runChecks(this));
    return findings.map(({ message, hint }) =>
      [message, ...(hint === undefined ? [] : [hint])].join("\n").replaceAll("\n", "\n  "),
    );
  }
}

/** What the server sends to HEAD: the headers that GET would get, and nothing else. */
async function withoutBody(response: globalThis.Response): Promise<globalThis.Response> {
  await response.body?.cancel();
  return new globalThis.Response(null, response);
}
