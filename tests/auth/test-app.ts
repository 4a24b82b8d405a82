import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConfigOptions, defineConfig, type Module, Secret } from "quintet";
import { createApp, type WebApp } from "quintet/app";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { pbkdf2Sha256, unsafeMd5 } from "quintet/crypto";
import { migrateAppUp, sqlite } from "quintet/db";
import { flashMessages } from "quintet/flash";
import type { Routes } from "quintet/routing";
import { sessions } from "quintet/sessions";

export const secretKey = "a secret key for tests only, 0123456789 ABCDEF";

export interface TestAppOptions {
  readonly routes?: Routes;
  readonly modules?: readonly Module[];
  readonly overrides?: Partial<ConfigOptions>;
  /** A database that is there already; a new one, migrated, by default. */
  readonly file?: string;
}

/** An app with users and sessions on a database of its own, and fast password hashes. */
export async function makeTestApp(options: TestAppOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), "quintet-auth-"));
  const file = options.file ?? join(folder, "test.sqlite3");
  const config = defineConfig({
    modules: [contentTypes, sessions, auth, flashMessages, ...(options.modules ?? [])],
    ...(options.routes === undefined ? {} : { routes: options.routes }),
    secretKey: new Secret(secretKey) as never,
    debug: true,
    logLevel: "silent",
    databases: { default: sqlite({ file }) },
    auth: { passwordHashers: [unsafeMd5(), pbkdf2Sha256({ iterations: 1000 })] },
    ...options.overrides,
  });
  const app = await createApp(config, { isDefault: false });
  if (options.file === undefined) await migrateAppUp(app);
  return {
    app,
    file,
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Somebody with a browser: keeps cookies, and sends the CSRF token with what they send. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: WebApp;

  constructor(app: WebApp) {
    this.#app = app;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#fetch(path, { headers: { accept: "text/html", ...headers } });
  }

  /** Sends a form as a page of the site would. */
  async post(path: string, fields: Record<string, string> = {}): Promise<Response> {
    if (!this.cookies.has("csrftoken")) this.cookies.set("csrftoken", "a".repeat(32));
    const headers = {
      accept: "text/html",
      origin: "http://localhost",
      "x-csrftoken": this.cookies.get("csrftoken")!,
    };
    return this.#fetch(path, { method: "POST", headers, body: new URLSearchParams(fields) });
  }

  async logIn(username: string, password: string): Promise<Response> {
    return this.post("/accounts/login/", { username, password });
  }

  async #fetch(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = cookie === "" ? init.headers : { ...init.headers, cookie };
    const response = await this.#app.fetch(new Request(`http://localhost${path}`, { ...init, headers }));
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/max-age=0/i.test(line)) this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    return response;
  }
}
