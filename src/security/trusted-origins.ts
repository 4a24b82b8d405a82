/** Other sites whose pages may send forms here: `"https://a.example"`, or `"https://*.a.example"` for all below it. */
export class TrustedOrigins {
  readonly #exact = new Set<string>();
  readonly #below: { readonly scheme: string; readonly ending: string }[] = [];

  constructor(origins: readonly string[]) {
    for (const origin of origins) {
      const [scheme = "", host = ""] = origin.toLowerCase().split("://");
      if (host.startsWith("*.")) this.#below.push({ scheme: `${scheme}://`, ending: host.slice(1) });
      else this.#exact.add(`${scheme}://${host}`);
    }
  }

  includes(origin: string): boolean {
    const given = origin.toLowerCase();
    if (this.#exact.has(given)) return true;
    return this.#below.some(({ scheme, ending }) => given.startsWith(scheme) && given.endsWith(ending));
  }
}

/** Whether a text can be one: scheme and host, no path. */
export function isTrustedOrigin(origin: string): boolean {
  return /^https?:\/\/(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?$/i.test(origin);
}
