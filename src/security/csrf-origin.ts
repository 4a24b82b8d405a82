import type { Request } from "../http/index.ts";
import type { CsrfReason } from "./errors.ts";
import type { TrustedOrigins } from "./trusted-origins.ts";

/**
 * Why the browser's own words say that a request comes from elsewhere; `undefined` where they don't. This stands in front
 * of the token: browsers write `Origin` and `Sec-Fetch-Site` themselves, so no page can forge them.
 */
export function foreignOrigin(request: Request, trusted: TrustedOrigins): CsrfReason | undefined {
  const origin = request.header("origin");
  const site = request.header("sec-fetch-site");
  if (origin !== null) {
    if (isOwnOrigin(origin, request, site) || trusted.includes(origin)) return undefined;
    return "foreign-origin"; // "null" too: a sandboxed frame, a data: page
  }
  if (site !== null) return site === "same-origin" || site === "none" ? undefined : "foreign-site";
  // An old browser, or none. Over https a page is known by its Referer, which a man in the middle can't add to.
  return request.isSecure ? foreignReferer(request, trusted) : undefined;
}

function isOwnOrigin(origin: string, request: Request, site: string | null): boolean {
  if (origin === `${request.isSecure ? "https" : "http"}://${request.host}`) return true;
  // Behind a proxy that isn't in http.trustedProxies the scheme is unknown here, but the browser knows it.
  return site === "same-origin" && origin === `https://${request.host}`;
}

function foreignReferer(request: Request, trusted: TrustedOrigins): CsrfReason | undefined {
  const referer = request.header("referer");
  if (referer === null) return "no-referer";
  const url = URL.parse(referer);
  if (url === null || url.protocol !== "https:") return "foreign-referer";
  return url.host === request.host.toLowerCase() || trusted.includes(url.origin)
    ? undefined
    : "foreign-referer";
}
