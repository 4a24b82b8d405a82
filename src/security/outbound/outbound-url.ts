import { isIP } from "node:net";
import { OutboundUrlError } from "../errors.ts";

/** Which addresses may be asked, besides the networks that they lie in. */
export interface OutboundUrlRules {
  readonly ports: ReadonlySet<number>;
  readonly httpsOnly: boolean;
}

// Longer than any address that somebody means.
const maxLength = 8_192;

/**
 * Reads an address that somebody else may have written. What readers of URLs understand differently is refused in the text
 * itself: spaces and control characters, which the platform drops, and backslashes, which it takes for slashes.
 * @throws {@link OutboundUrlError}
 */
export function outboundUrl(address: string | URL, rules: OutboundUrlRules): URL {
  const text = String(address);
  const refuse = (reason: string): never => {
    throw new OutboundUrlError(reason);
  };
  if (text.length > maxLength) refuse(`is longer than ${maxLength} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(text)) refuse("has a space, a control character or a backslash in it");
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\//i.test(text))
    return refuse('doesn\'t begin with "https://" or "http://"');
  if (rules.httpsOnly && url.protocol !== "https:") refuse("is not https");
  if (url.username !== "" || url.password !== "" || /^https?:\/\/[^/?#]*@/i.test(text))
    refuse("has a name or a password in it");
  const port = portOf(url);
  if (!rules.ports.has(port)) refuse(`asks for the port ${port}`);
  return url;
}

function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === "https:" ? 443 : 80);
}

/** The address of a machine that a URL names itself, without a name to look up; `undefined` for a name. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
  return isIP(host) === 0 ? undefined : host;
}
