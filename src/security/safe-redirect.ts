import type { Request } from "../http/index.ts";

/** What an address may lead to. */
export interface AllowedTargets {
  /** Hosts with their ports. A relative address stays on the own host and is always allowed. */
  readonly hosts: ReadonlySet<string>;
  readonly requireHttps?: boolean;
}

const maxLength = 2_048;

/** A scheme of its own without "//" behind: a browser may complete "https:evil.example" in its own way. */
const schemeWithoutHost = /^[a-z][a-z0-9+.-]*:(?!\/\/)/i;

/**
 * Whether an address stays on allowed hosts, however a browser reads it: a backslash counts as a slash, control
 * characters and credentials are refused.
 */
export function isAllowedTarget(address: string, { hosts, requireHttps = false }: AllowedTargets): boolean {
  const trimmed = address.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop some of them, and then read another address
  if (trimmed === "" || trimmed.length > maxLength || /[\x00-\x1f\x7f]|^\p{C}/u.test(trimmed)) return false;
  const asRead = trimmed.replaceAll("\\", "/");
  if (asRead.startsWith("///") || schemeWithoutHost.test(asRead) || /^[a-z][a-z0-9+.-]*:\/\/\//i.test(asRead))
    return false;

  // Read below two hosts: where the address has one of its own, both readings agree.
  const one = URL.parse(asRead, "https://one.invalid");
  const other = URL.parse(asRead, "https://other.invalid");
  if (one === null || other === null) return false;
  if (one.host === "one.invalid" && other.host === "other.invalid") return true;
  if (trimmed.includes("\\")) return false; // where does its host end? Not every reader agrees
  const isHttp = one.protocol === "https:" || (one.protocol === "http:" && !requireHttps);
  return isHttp && one.username === "" && one.password === "" && hosts.has(one.host);
}

/**
 * Whether an address that a visitor chose, such as `?next=`, stays on this site. Over https it may not lead back to http.
 */
export function isSafeRedirect(address: string, request: Request): boolean {
  return isAllowedTarget(address, {
    hosts: new Set([request.url.host]),
    requireHttps: request.isSecure,
  });
}

/**
 * The address that a visitor chose where it stays on this site, and `fallback` where it is absent or leads away.
 *
 * @example
 * return redirect(safeRedirectTarget(request.query.get("next"), request, urlFor("home")));
 */
export function safeRedirectTarget(
  next: string | null | undefined,
  request: Request,
  fallback: string,
): string {
  return next && isSafeRedirect(next, request) ? next.trim() : fallback;
}

/**
 * The page of this site that a request comes from, by its `Referer`, to go back to; `fallback` where there is none, or it
 * is another site's. Its path and query alone are given.
 *
 * @example
 * return redirect(previousPage(request, urlFor("cart")));
 */
export function previousPage(request: Request, fallback: string): string {
  const referer = request.header("referer");
  if (referer === null || !isSafeRedirect(referer, request)) return fallback;
  const url = URL.parse(referer);
  if (url === null || url.host !== request.url.host) return fallback;
  const target = url.pathname + url.search;
  return isSafeRedirect(target, request) ? target : fallback;
}
