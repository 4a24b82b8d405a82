import { BlockList, isIP } from "node:net";

/*
 * Who may see what the developer's tools tell: source code, statements, settings. Debug belongs on the developer's own
 * machine, and there it must be out of reach for the pages of other sites that are open in the same browser.
 *
 *   socket       comes from this machine, and from no proxy or tunnel: it has no header of one
 *   Host         names this machine. A name of somebody else's that resolves to 127.0.0.1 (DNS rebinding) doesn't
 *   Origin,      are absent, or those of the same site: another port of this machine is another site
 *   Sec-Fetch-Site
 *   path         has the token of this run, which pages of other sites can't read (dev-run.ts)
 */

/** What is looked at. A `Request` is one. */
export interface Visitor {
  /** The address at the other end of the socket. */
  readonly peer: string;
  header(name: string): string | null;
}

/** Whether a request comes from the developer: from this machine, and not by way of another site. */
export function isDeveloper(visitor: Visitor): boolean {
  if (headersOfProxies.some((name) => visitor.header(name) !== null)) return false;
  if (!isLoopbackHost(visitor.peer)) return false;
  const host = visitor.header("host") ?? "";
  if (!isLoopbackHost(hostName(host))) return false;
  const origin = visitor.header("origin");
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`) return false;
  const site = visitor.header("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}

const headersOfProxies = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether a name or an address means this machine alone. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  // Names below localhost are this machine's by RFC 6761, and browsers don't ask anybody for them.
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  const version = isIP(name);
  return version !== 0 && loopback.check(name, version === 4 ? "ipv4" : "ipv6");
}

/** The host of a Host header, without its port. */
function hostName(header: string): string {
  return header.replace(/:\d*$/, "");
}
