/** The cookies that a client keeps between requests to one host, as a browser would. */
export class CookieJar {
  readonly #values = new Map<string, string>();

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  clear(): void {
    this.#values.clear();
  }

  /** The `Cookie` header, or `undefined` where there is none to send. */
  header(): string | undefined {
    if (this.#values.size === 0) return undefined;
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Takes over what a response sets and deletes. */
  update(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const separator = pair.indexOf("=");
      const name = pair.slice(0, separator);
      if (isExpired(attributes)) this.#values.delete(name);
      else this.#values.set(name, pair.slice(separator + 1));
    }
  }
}

function isExpired(attributes: readonly string[]): boolean {
  for (const attribute of attributes) {
    const [name, value = ""] = attribute.split("=") as [string, string?];
    if (name.toLowerCase() === "max-age") return Number(value) <= 0;
    if (name.toLowerCase() === "expires" && Date.parse(value) <= Date.now()) return true;
  }
  return false;
}
