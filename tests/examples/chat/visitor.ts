/** A browser without scripts, as far as the demo's pages need one: keeps cookies, sends forms with their token. */
export class Visitor {
  readonly #base: string;
  readonly #cookies = new Map<string, string>();

  constructor(base: string) {
    this.#base = base;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { headers: { accept: "text/html", ...headers } });
  }

  /** Sends a form. Redirects are not followed. */
  async post(
    path: string,
    fields: Record<string, string>,
    options: { headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Response> {
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: await this.#token() });
    const headers = { accept: "text/html", origin: this.#base, ...options.headers };
    return this.#send(path, { method: "POST", body, headers, signal: options.signal ?? null });
  }

  /** Makes an account, and is signed in with it. */
  async signUp(username: string): Promise<void> {
    const password = "a tune for five strings";
    const response = await this.post("/sign-up/", { username, password, repeated: password });
    if (response.status !== 303) throw new Error(`Sign-up failed: ${await response.text()}`);
  }

  async #token(): Promise<string> {
    const page = await (await this.get("/sign-in/")).text();
    const here = /name="csrfmiddlewaretoken" value="([^"]+)"/;
    const token = here.exec(page) ?? here.exec(await (await this.get("/settings/")).text());
    if (token === null) throw new Error("No form with a token was found.");
    return token[1]!;
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(new URL(path, this.#base), { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      if (/max-age=0/i.test(cookie)) this.#cookies.delete(name!);
      else this.#cookies.set(name!, value!);
    }
    return response;
  }
}
