import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConfigOptions, defineConfig, Secret } from "quintet";
import { createApp, type WebApp } from "quintet/app";
import { auth, User } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { migrateAppUp, sqlite } from "quintet/db";
import { flashMessages } from "quintet/flash";
import type { Routes } from "quintet/routing";
import { sessions } from "quintet/sessions";

const secretKey = "kF2cQ9-a-key-for-tests-0123456789-abcdefghij";
export const origin = "https://shop.example";

/** An app in production with nothing written but what must be: its hosts, its key, its database and its routes. */
export async function defaultApp(routes: Routes, overrides: Partial<ConfigOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "quintet-checklist-"));
  const config = defineConfig({
    modules: [contentTypes, sessions, auth, flashMessages],
    routes,
    secretKey: new Secret(secretKey) as never,
    logLevel: "silent",
    databases: { default: sqlite({ file: join(folder, "app.sqlite3") }) },
    security: { allowedHosts: ["shop.example"] },
    ...overrides,
  });
  const app = await createApp(config, { isDefault: false });
  await migrateAppUp(app);
  return {
    app,
    makeUser: (values: { username: string; password?: string; isActive?: boolean }) =>
      app.run(() => User.createUser(values)),
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * The same app, listening on a port behind a proxy that speaks https to browsers, as in production: `site.asked` sends what
 * the proxy would hand on.
 */
export async function listeningApp(routes: Routes, overrides: Partial<ConfigOptions> = {}) {
  const site = await defaultApp(routes, { http: { trustedProxies: ["127.0.0.1"] }, ...overrides });
  const server = await site.app.listen({ host: "127.0.0.1", port: 0 });
  const port = Number(new URL(server.url).port);
  return { ...site, asked: { fetch: (request: Request) => overSocket(port, request) } };
}

async function overSocket(port: number, asked: Request): Promise<Response> {
  const headers = [...asked.headers, ["x-forwarded-proto", "https"], ["x-forwarded-for", "203.0.113.9"]];
  const body = Buffer.from(await asked.arrayBuffer());
  const { pathname, search, host } = new URL(asked.url);
  if (body.length > 0) headers.push(["content-length", String(body.length)]);
  const sent = request({
    ...{ host: "127.0.0.1", port, method: asked.method, path: pathname + search, agent: false },
    headers: ["host", host, ...headers.flat()],
  });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const chunks = await answer.toArray();
  const all = new Headers();
  for (let at = 0; at < answer.rawHeaders.length; at += 2)
    all.append(answer.rawHeaders[at]!, answer.rawHeaders[at + 1]!);
  const status = answer.statusCode!;
  return new Response(status === 204 || status === 304 ? null : Buffer.concat(chunks), {
    status,
    headers: all,
  });
}

/** A browser at the app, over https: keeps cookies by the names that the app gives them. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #app: Pick<WebApp, "fetch">;

  constructor(app: Pick<WebApp, "fetch">) {
    this.#app = app;
  }

  async send(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { accept: "text/html", ...init.headers, ...(cookie === "" ? {} : { cookie }) };
    const response = await this.#app.fetch(new Request(origin + path, { ...init, headers }));
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Sends a form as a page of the site does. */
  post(path: string, fields: Record<string, string> = {}): Promise<Response> {
    if (!this.cookies.has("__Host-csrftoken")) this.cookies.set("__Host-csrftoken", "a".repeat(32));
    const body = new URLSearchParams({
      ...fields,
      csrfmiddlewaretoken: this.cookies.get("__Host-csrftoken")!,
    });
    return this.send(path, { method: "POST", body, headers: { origin } });
  }
}
