import type { RawAnswer } from "./raw-http.ts";
import type { Site } from "./site/running-site.ts";

const token = "a".repeat(32);

/** Somebody with a browser: keeps cookies, also those that need https, and sends the token of forms. */
export class Visitor {
  readonly #site: Site;
  readonly #cookies = new Map<string, string>([
    ["csrftoken", token],
    ["__Host-csrftoken", token],
  ]);

  constructor(site: Site) {
    this.#site = site;
  }

  async get(target: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
    return this.#keep(await this.#site.get(target, { Cookie: this.#cookieLine(), ...headers }));
  }

  async post(
    target: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawAnswer> {
    return this.#keep(
      await this.#site.send({
        method: "POST",
        target,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          Cookie: this.#cookieLine(),
          "X-CSRFToken": this.#cookies.get("__Host-csrftoken") ?? token,
          Origin: "http://app.test",
          ...headers,
        },
        body: new URLSearchParams(fields).toString(),
      }),
    );
  }

  /** Logs in as one of the site's users. */
  logIn(username: string, next = "/", headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
    const target = `/accounts/login/?next=${encodeURIComponent(next)}`;
    return this.post(target, { username, password: "correct horse battery", next }, headers);
  }

  #cookieLine(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keep(answer: RawAnswer): RawAnswer {
    for (const line of answer.headers.get("set-cookie") ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }
}
