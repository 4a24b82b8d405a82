import { parseCookie } from "cookie";
import { InvalidCookieError } from "./errors.ts";

/** How a cookie is written. All parts of a path see it by default, over http as well as https, until the browser closes. */
export interface CookieOptions {
  /** Seconds until the browser forgets it. */
  readonly maxAgeSeconds?: number;
  readonly expires?: Date;
  /** `"/"` by default; `null` for the folder of the address that sets it. */
  readonly path?: string | null;
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

// RFC 6265, 4.1.1. In names, paths and domains anything else is a mistake; for values see encodeValue().
const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const domainPattern = /^\.?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
const pathPattern = /^\/[\x20-\x3A\x3C-\x7E]*$/;
// What Python's http.cookies, and so Django, writes without quotes.
const plainValue = /^[!#$%&'*+\-.^_`|~:0-9A-Za-z]+$/;
// What it writes as it is between quotes; the rest becomes `\054` there.
const escapedInQuotes = /[^!#$%&'*+\-.^_`|~:0-9A-Za-z ()/<=>?@[\]{}]/g;

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
  if (path !== null && !pathPattern.test(path))
    fail(`its path ${JSON.stringify(path)} must begin with "/" and have no ";".`);
  if (options.domain !== undefined && !domainPattern.test(options.domain))
    fail(`its domain ${JSON.stringify(options.domain)} is not the name of a host.`);
  if (sameSite === "none" && !options.secure) fail('sameSite: "none" needs secure: true.');
  if (options.partitioned && !options.secure) fail("partitioned: true needs secure: true.");
  checkPrefix(name, path, options, fail);

  if (options.maxAgeSeconds !== undefined && !Number.isInteger(options.maxAgeSeconds))
    fail("maxAgeSeconds must be a whole number.");
  if (Number.isNaN(options.expires?.getTime())) fail("expires is not a valid date.");

  const cookie = writeCookie(name, value, { ...options, path, httpOnly, sameSite });
  if (cookie.length > maxCookieBytes)
    fail(`it has ${cookie.length} bytes, and browsers keep ${maxCookieBytes}.`);
  return cookie;
}

/** Writes what was checked. The `cookie` package reads cookies only: it refuses the spaces that Python writes. */
function writeCookie(name: string, value: string, options: CookieOptions): string {
  const { maxAgeSeconds, domain, path, expires, httpOnly, secure, partitioned, sameSite } = options;
  let cookie = `${name}=${encodeValue(value)}`;
  if (maxAgeSeconds !== undefined) cookie += `; Max-Age=${maxAgeSeconds}`;
  if (domain !== undefined) cookie += `; Domain=${domain}`;
  if (path) cookie += `; Path=${path}`;
  if (expires !== undefined) cookie += `; Expires=${expires.toUTCString()}`;
  if (httpOnly) cookie += "; HttpOnly";
  if (secure) cookie += "; Secure";
  if (partitioned) cookie += "; Partitioned";
  return `${cookie}; SameSite=${sameSiteWords[sameSite ?? "lax"]}`;
}

const sameSiteWords = { strict: "Strict", lax: "Lax", none: "None" } as const;

/** What the name promises to the browser, which drops a cookie that breaks its promise. */
function checkPrefix(
  name: string,
  path: string | null,
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

/**
 * A value as a browser keeps it and Django reads it: in quotes, with octal escapes, where it holds more than Python's plain
 * letters. What Latin-1 doesn't have, and Python can't write, is percent-encoded, as scripts in browsers do it.
 */
function encodeValue(value: string): string {
  if (plainValue.test(value) && decodeCookieValue(value) === value) return value;
  if (/[^\0-\xff]/.test(value)) return encodeURIComponent(value);
  return `"${value.replace(escapedInQuotes, quoted)}"`;
}

function quoted(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
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
