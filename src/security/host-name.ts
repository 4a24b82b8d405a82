/** A host apart from its port. */
export interface SplitHost {
  /** In lower case, without the dot that may end it; `""` for what is no host. */
  readonly name: string;
  /** Its digits, or `""`. */
  readonly port: string;
}

const hostPattern = /^([a-z0-9_.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::([0-9]+))?$/;

/** Takes apart what a `Host` header says: `"Shop.example.:8000"` gives `shop.example` and `8000`. */
export function splitHost(host: string): SplitHost {
  const [, name = "", port = ""] = hostPattern.exec(host.toLowerCase()) ?? [];
  return { name: name.endsWith(".") ? name.slice(0, -1) : name, port };
}

/**
 * Whether a host, in lower case, is the one of a pattern; a pattern with a dot in front means a domain and all that is
 * below it: `.shop.example`.
 */
export function isSameDomain(host: string, pattern: string): boolean {
  const domain = pattern.toLowerCase();
  if (!domain.startsWith(".")) return domain !== "" && host === domain;
  return host.endsWith(domain) || host === domain.slice(1);
}
