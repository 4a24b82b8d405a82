import { isIP } from "node:net";
import type { FieldProblem, TextFormat } from "./column.ts";

/*
 * What an e-mail address, a web address, an address of the network or a slug looks like: the rules of Django's validators, so that both refuse the
 * same rows. Each test runs in time linear in the text.
 */
export function formatProblem(format: TextFormat, text: string): FieldProblem | undefined {
  if (format === "slug")
    return slug.test(text)
      ? undefined
      : { code: "slug", message: "Only letters, digits, hyphens and underscores." };
  if (format === "unicodeSlug")
    return unicodeSlug.test(text)
      ? undefined
      : { code: "slug", message: "Only letters, digits, hyphens and underscores." };
  if (format === "ip" || format === "ipv4" || format === "ipv6")
    return isAddress(format, text) ? undefined : { code: "ip", message: addressMessages[format] };
  if (format === "email")
    return isEmail(text) ? undefined : { code: "email", message: "This is not an e-mail address." };
  return isUrl(text) ? undefined : { code: "url", message: "This is not a web address." };
}

const slug = /^[-a-zA-Z0-9_]+$/;
const unicodeSlug = /^[-\p{L}\p{N}_]+$/u;
const addressMessages = {
  ip: "This is not an IPv4 or IPv6 address.",
  ipv4: "This is not an IPv4 address.",
  ipv6: "This is not an IPv6 address.",
} as const;
const emailUser = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 5321 allows them between quotes
const quotedUser = /^"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!#-[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"$/i;
const domain = /^(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+(?:[A-Z]{2,63}|XN--[A-Z0-9-]{1,59})$/i;
const ipLiteral = /^\[([A-F0-9:.]+)\]$/i;
const maxEmailLength = 320;
const maxUrlLength = 2048;

function isAddress(format: "ip" | "ipv4" | "ipv6", text: string): boolean {
  // A zone such as %eth0 names an interface of one machine, and is no part of an address.
  const version = text.includes("%") ? 0 : isIP(text);
  return format === "ip" ? version !== 0 : version === (format === "ipv4" ? 4 : 6);
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  if (at < 1 || text.length > maxEmailLength) return false;
  const user = text.slice(0, at);
  const host = text.slice(at + 1);
  if (!emailUser.test(user) && !quotedUser.test(user)) return false;
  if (host === "localhost" || ipLiteral.test(host)) return true;
  return domain.test(URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host);
}

function isUrl(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are refused
  if (text.length > maxUrlLength || /[\s\x00-\x1f]/.test(text) || !/^(?:https?|ftps?):\/\//i.test(text))
    return false;
  if (!URL.canParse(text)) return false;
  const { hostname } = new URL(text);
  return (
    hostname === "localhost" ||
    /^\[.+\]$/.test(hostname) ||
    /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ||
    domain.test(hostname)
  );
}
