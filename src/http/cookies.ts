import { parseCookie, stringifySetCookie } from "cookie";
import { InvalidCookieError } from "./errors.ts";

/** How a cookie is written. All parts of a path see it by default, over http as well as https, until the browser closes. */
export interface CookieOptions {
  /** Seconds until the browser forgets it. */
  readonly maxAgeSeconds?: number;
  readonly expires?: Date;
  /** `"/"` by default. */
  readonly path?: string;
  /** Only the host that set it, by default. */
  readonly domain?: string;
  /** Sent over https only. */
  readonly secure?: boolean;
  /** Out of reach for scripts: true by default. */
  readonly httpOnly?: boolean;
  /** `"lax"` by default. */
  readonly sameSite?: "strict" | "lax" | "none";
  /** Kept apart for each site that this one is embedded in. */
  readonly partitioned?: boolean;
}

// RFC 6265, 4.1.1. Letters outside of it are percent-encoded in values; in names, paths and domains they are a mistake.
const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const domainPattern = /^\.?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
const pathPattern = /^\/[\x20-\x3A\x3C-\x7E]*$/;
const encodedInValues = /[^\x21\x23\x24\x26-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]+/gu;

// Browsers promise 4,096 bytes for name, value and attributes together (RFC 6265, 6.1), and drop a longer one silently.
const maxCookieBytes = 4_096;

/**
 * The value of a `Set-Cookie` header.
 * @throws {@link InvalidCookieError} where a browser would misread or drop it.
 */
export function serializeCookie(name: string, value: string, options: CookieOptions = {}): string {
  const { path = "/", httpOnly = true, sameSite = "lax" } = options;
  const fail = (problem: string): never => {
    throw new InvalidCookieError(name, problem);
  };
  if (!tokenPattern.test(name)) fail("its name may have letters, digits and !#$%&'*+-.^_`|~ only.");
  if (!pathPattern.test(path)) fail(`its path ${JSON.stringify(path)} must begin with "/" and have no ";".`);
  if (options.domain !== undefined && !domainPattern.test(options.domain))
    fail(`its domain ${JSON.stringify(options.domain)} is not the name of a host.`);
  if (sameSite === "none" && !options.secure) fail('sameSite: "none" needs secure: true.');
  if (options.partitioned && !options.secure) fail("partitioned: true needs secure: true.");
  checkPrefix(name, path, options, fail);

  if (options.maxAgeSeconds !== undefined && !Number.isInteger(options.maxAgeSeconds))
    fail("maxAgeSeconds must be a whole number.");
  if (Number.isNaN(options.expires?.getTime())) fail("expires is not a valid date.");

  const { maxAgeSeconds: maxAge, ...attributes } = options;
  const cookie = stringifySetCookie(
    { ...attributes, maxAge, name, value, path, httpOnly, sameSite },
    { encode: (text) => text.replace(encodedInValues, encodeURIComponent) },
  );
  if (cookie.length > maxCookieBytes)
    fail(`it has ${cookie.length} bytes, and browsers keep ${maxCookieBytes}.`);
  return cookie;
}

/** What the name promises to the browser, which drops a cookie that breaks its promise. */
function checkPrefix(
  name: string,
  path: string,
  options: CookieOptions,
  fail: (problem: string) => never,
): void {
  const lower = name.toLowerCase();
  if (lower.startsWith("__secure-") && !options.secure) fail("a __Secure- cookie needs secure: true.");
  if (!lower.startsWith("__host-")) return;
  if (!options.secure) fail("a __Host- cookie needs secure: true.");
  if (options.domain !== undefined) fail("a __Host- cookie has no domain.");
  if (path !== "/") fail('a __Host- cookie has the path "/".');
}

/** Whether two `Set-Cookie` values are the same cookie to a browser: name, domain and path. */
export function isSameCookie(one: string, other: string): boolean {
  return cookieIdentity(one) === cookieIdentity(other);
}

function cookieIdentity(cookie: string): string {
  const attribute = (name: string) => new RegExp(`; ${name}=([^;]*)`, "i").exec(cookie)?.[1] ?? "";
  return `${cookie.slice(0, cookie.indexOf("="))};${attribute("Domain").toLowerCase()};${attribute("Path")}`;
}

/** The cookies of a `Cookie` header. Of two with the same name, the first counts: browsers send the closest path first. */
export function parseCookies(header: string | null): ReadonlyMap<string, string> {
  if (header === null) return new Map();
  return new Map(
    Object.entries(parseCookie(header, { decode: decodeCookieValue }) as Record<string, string>),
  );
}

/** Undoes percent-encoding, and the quotes and octal escapes (`"a\054b"`) that Python, and so Django, writes. */
function decodeCookieValue(value: string): string {
  if (value.length >= 2 && value.startsWith('"') && value.endsWith('"')) {
    return value
      .slice(1, -1)
      .replace(/\\(?:([0-3][0-7]{2})|(.))/g, (_, octal: string | undefined, letter: string) =>
        octal === undefined ? letter : String.fromCharCode(Number.parseInt(octal, 8)),
      );
  }
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
