import { type App, type Configurable, configSection, logger, Secret } from "../core/index.ts";
import { constantTimeEqual } from "../crypto/index.ts";
import { json, type Request, type Response, text } from "../http/index.ts";

/*
 * Two addresses for whoever starts, watches and balances servers. They are answered in front of the middleware: no host is
 * asked for, no session is touched, and they are answered also where other requests are refused for want of time.
 *
 *   live    200 as long as the process answers at all; a server that doesn't should be started anew
 *   ready   200 when a request would be answered: the modules are ready (databases above all), and the server isn't
 *           closing; 503 otherwise, so that requests are sent elsewhere
 *
 * Which module isn't ready, and why, is told to this machine and to whoever has the token.
 */

/** Where the health of the server is told. */
export interface HealthConfig {
  readonly live: string | false;
  readonly ready: string | false;
  readonly token: Secret | undefined;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    /**
     * Where the health of the server is told: `{ live: "/-/live", ready: "/-/ready" }` by default; `false` for an address
     * that shall not be. Who sends `token` as a bearer token is told details.
     */
    readonly health?: {
      readonly live?: string | false;
      readonly ready?: string | false;
      readonly token?: Configurable<Secret>;
    };
  }
  interface Config {
    readonly health: HealthConfig;
  }
}

export const healthSection = configSection({
  key: "health",
  resolve(reader, value): HealthConfig {
    const given = reader.object(value, ["live", "ready", "token"]);
    const address = (key: "live" | "ready") =>
      reader
        .below(key)
        .value<string | false>(
          given[key],
          `/-/${key}`,
          'false or a path, such as "/-/ready"',
          (path) => path === false || (typeof path === "string" && path.startsWith("/")),
        );
    return {
      live: address("live"),
      ready: address("ready"),
      token: reader
        .below("token")
        .value<Secret | undefined>(
          given.token,
          undefined,
          'a secret, such as secret("HEALTH_TOKEN")',
          (token) => token instanceof Secret,
        ),
    };
  },
});

// Whoever asks again and again, each of many balancers for instance, doesn't make the databases work more.
const keptMs = 1_000;
const patienceMs = 5_000;

interface Readiness {
  readonly isReady: boolean;
  readonly modules: Readonly<Record<string, string>>;
}

/** The addresses of an app's health. */
export class Health {
  readonly #app: App;
  readonly #config: HealthConfig;
  readonly #isClosing: () => boolean;
  #last: { readonly at: number; readonly readiness: Promise<Readiness> } | undefined;

  constructor(app: App, isClosing: () => boolean) {
    this.#app = app;
    this.#config = app.config.health;
    this.#isClosing = isClosing;
  }

  /** Whether an address is one of them. */
  answers(target: string): boolean {
    return target === this.#config.live || target === this.#config.ready;
  }

  answer(request: Request): Response | Promise<Response> {
    const isReadOnly = request.method === "GET" || request.method === "HEAD";
    if (!isReadOnly)
      return told(text("Method Not Allowed\n", { status: 405, headers: { allow: "GET, HEAD" } }));
    if (request.target === this.#config.live) return told(text("live\n"));
    return this.#answerReadiness(request);
  }

  async #answerReadiness(request: Request): Promise<Response> {
    if (this.#isClosing()) return told(text("closing\n", { status: 503 }));
    const { isReady, modules } = await this.#readiness();
    const status = isReady ? 200 : 503;
    if (this.#tellsDetails(request)) return told(json({ ready: isReady, modules }, { status }));
    return told(text(isReady ? "ready\n" : "not ready\n", { status }));
  }

  #readiness(): Promise<Readiness> {
    const at = performance.now();
    if (this.#last === undefined || at - this.#last.at >= keptMs)
      this.#last = { at, readiness: this.#app.run(() => askModules(this.#app)) };
    return this.#last.readiness;
  }

  /** This machine asks directly, or somebody who has the token. A proxy on this machine asks for others. */
  #tellsDetails(request: Request): boolean {
    const { token } = this.#config;
    const given = /^Bearer (.+)$/.exec(request.header("authorization") ?? "")?.[1];
    if (token !== undefined && given !== undefined) return constantTimeEqual(given, token.reveal());
    const isForwarded = ["x-forwarded-for", "forwarded", "via"].some((name) => request.header(name) !== null);
    return !isForwarded && /^(?:127\.|::1$)/.test(request.ip);
  }
}

async function askModules(app: App): Promise<Readiness> {
  const asked = app.modules.filter(({ readiness }) => readiness !== undefined);
  const answers = await Promise.all(
    asked.map(async (module) => {
      try {
        await withinPatience(module.readiness!(app));
        return [module.name, "ready"] as const;
      } catch (error) {
        logger("app").warn({ err: error, module: module.name }, "a module is not ready");
        return [module.name, error instanceof Error ? error.message : String(error)] as const;
      }
    }),
  );
  return { isReady: answers.every(([, state]) => state === "ready"), modules: Object.fromEntries(answers) };
}

/** What `work` gives, or an error where it takes too long. */
async function withinPatience(work: void | Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function told(response: Response): Response {
  response.headers.set("cache-control", "no-store");
  return response;
}
