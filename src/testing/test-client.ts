import type { WebApp } from "../app/index.ts";
import { login, type User } from "../auth/index.ts";
import { composeMiddleware, Request, Response, runWithRequest } from "../http/index.ts";
import { cookiePolicy, csrf, csrfToken } from "../security/index.ts";
import { sessionMiddleware } from "../sessions/index.ts";
import { CookieJar } from "./cookie-jar.ts";
import { ClientRedirectError } from "./errors.ts";

/** What a request may carry. */
export interface SendOptions {
  /** Sent as a form, as a browser sends it. */
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether redirects are followed; false by default, so that a test sees them. */
  readonly follow?: boolean;
}

export interface TestClientOptions {
  /** Send no CSRF token, as a foreign site would; false by default. */
  readonly withoutCsrfToken?: boolean;
  /** Ask over https. */
  readonly secure?: boolean;
}

const maxRedirects = 20;
const unsafeMethods = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * A browser without a screen: sends requests straight into the app, keeps cookies, and sends the CSRF token as a page
 * of the app would. All the middleware runs.
 *
 * @example
 * const client = testClient(app);
 * await client.login(user);
 * const response = await client.post("/notes/", { form: { title: "Tea" }, follow: true });
 */
export class TestClient {
  readonly app: WebApp;
  readonly cookies = new CookieJar();
  readonly #origin: string;
  readonly #options: TestClientOptions;

  constructor(app: WebApp, options: TestClientOptions = {}) {
    this.app = app;
    this.#options = options;
    this.#origin = options.secure ? "https://localhost" : "http://localhost";
  }

  get(path: string, options?: SendOptions): Promise<globalThis.Response> {
    return this.send("GET", path, options);
  }

  post(path: string, options?: SendOptions): Promise<globalThis.Response> {
    return this.send("POST", path, options);
  }

  put(path: string, options?: SendOptions): Promise<globalThis.Response> {
    return this.send("PUT", path, options);
  }

  patch(path: string, options?: SendOptions): Promise<globalThis.Response> {
    return this.send("PATCH", path, options);
  }

  delete(path: string, options?: SendOptions): Promise<globalThis.Response> {
    return this.send("DELETE", path, options);
  }

  /**
   * Sends a request to a path of the app.
   * @throws {@link ClientRedirectError} with `follow`, where redirects go on and on.
   */
  async send(method: string, path: string, options: SendOptions = {}): Promise<globalThis.Response> {
    let response = await this.#exchange(method, path, options);
    if (!options.follow) return response;

    const chain = [path];
    let sent = method;
    while (response.status >= 300 && response.status < 400 && response.headers.has("location")) {
      if (chain.length > maxRedirects) throw new ClientRedirectError(chain);
      const target = new URL(response.headers.get("location")!, `${this.#origin}${chain.at(-1)}`);
      const next = `${target.pathname}${target.search}`;
      chain.push(next);
      // 307 and 308 keep the method and what was sent; after the others a browser asks with GET.
      const keeps = response.status === 307 || response.status === 308;
      if (!keeps && sent !== "HEAD") sent = "GET";
      response = await this.#exchange(sent, next, keeps ? options : { headers: options.headers ?? {} });
    }
    return response;
  }

  /** Logs a user in without a password: from now on requests are this user's. */
  async login(user: User): Promise<void> {
    await this.#inRequest((request) => login(request, user));
  }

  /** Forgets the cookies, and with them the session. */
  logout(): void {
    this.cookies.clear();
  }

  async #exchange(method: string, path: string, options: SendOptions): Promise<globalThis.Response> {
    const headers = new Headers(options.headers);
    const body = bodyOf(options, headers);
    if (unsafeMethods.has(method)) {
      if (!headers.has("origin")) headers.set("origin", this.#origin);
      if (!this.#options.withoutCsrfToken) headers.set("x-csrftoken", await this.#csrfToken());
    }
    const cookies = this.cookies.header();
    if (cookies !== undefined && !headers.has("cookie")) headers.set("cookie", cookies);

    const url = `${this.#origin}${path}`;
    const request = new globalThis.Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const response = await this.app.fetch(request);
    this.cookies.update(response.headers);
    return response;
  }

  /** A token that fits the cookie, which is made first where there is none yet. */
  async #csrfToken(): Promise<string> {
    const name = cookiePolicy(this.app.config).name("csrftoken");
    const held = this.cookies.get(name);
    if (held !== undefined) return held;
    let token = "";
    await this.#inRequest((request) => {
      token = csrfToken(request);
    });
    return token;
  }

  /** Does something as a handler would, and keeps the cookies that come of it. */
  async #inRequest(work: (request: Request) => unknown): Promise<void> {
    const cookies = this.cookies.header();
    const platform = new globalThis.Request(this.#origin, {
      headers: cookies === undefined ? {} : { cookie: cookies },
    });
    const request = Request.fromPlatform(platform);
    await this.app.run(() =>
      runWithRequest(request, async () => {
        const response = await throughMiddleware(request, async () => {
          await work(request);
          return new Response();
        });
        this.cookies.update(response.headers);
      }),
    );
  }
}

/** The layers that set cookies around the work of a test client: those of sessions and CSRF. */
async function throughMiddleware(request: Request, innermost: () => Promise<Response>): Promise<Response> {
  return composeMiddleware([sessionMiddleware, csrf], innermost)(request);
}

function bodyOf(options: SendOptions, headers: Headers): BodyInit | undefined {
  if (options.json !== undefined) {
    headers.set("content-type", "application/json");
    return JSON.stringify(options.json);
  }
  if (options.form === undefined) return options.body;
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(options.form)) {
    for (const each of typeof value === "string" ? [value] : value) form.append(name, each);
  }
  return form;
}

/** A client for an app. */
export function testClient(app: WebApp, options?: TestClientOptions): TestClient {
  return new TestClient(app, options);
}
