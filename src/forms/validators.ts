import { isIP, isIPv6 } from "node:net";
import { type FieldProblem, problem } from "./problem.ts";

// The expressions are those of django.core.validators, so that the same addresses pass here and there.
const letters = "\\u00a1-\\uffff";
const hostname = `[a-z${letters}0-9](?:[a-z${letters}0-9-]{0,61}[a-z${letters}0-9])?`;
const domain = `(?:\\.(?!-)[a-z${letters}0-9-]{1,63}(?<!-))*`;
const topLevel = `\\.(?!-)(?:[a-z${letters}-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)`;

const mailUser =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a quoted user part may hold them (RFC 5322)
  /^(?:[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*|"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!#-[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*")$/i;
const mailDomain = new RegExp(`^${hostname}${domain}${topLevel}$`, "i");
const mailLiteral = /^\[([A-F0-9:.]+)\]$/i;
const maxMailLength = 320; // RFC 3696, section 3

/** Says what is wrong with an e-mail address. */
export function validateEmail(value: string): FieldProblem | undefined {
  const at = value.lastIndexOf("@");
  const isRight =
    at !== -1 &&
    [...value].length <= maxMailLength &&
    mailUser.test(value.slice(0, at)) &&
    isMailDomain(value.slice(at + 1));
  return isRight ? undefined : problem("invalid", "Enter a valid email address.", { value });
}

function isMailDomain(text: string): boolean {
  if (text === "localhost" || mailDomain.test(text)) return true;
  const literal = mailLiteral.exec(text);
  return literal !== null && isIP(literal[1]!) !== 0;
}

const ipv4 =
  "(?:0|25[0-5]|2[0-4][0-9]|1[0-9]?[0-9]?|[1-9][0-9]?)(?:\\.(?:0|25[0-5]|2[0-4][0-9]|1[0-9]?[0-9]?|[1-9][0-9]?)){3}";
const urlPattern = new RegExp(
  `^(?:[a-z0-9.+-]*)://(?:[^\\s:@/]+(?::[^\\s:@/]*)?@)?(?<host>${ipv4}|\\[(?<six>[0-9a-f:.]+)\\]|${hostname}${domain}${topLevel}\\.?|localhost)(?::[0-9]{1,5})?(?:[/?#][^\\s]*)?$`,
  "i",
);
const urlSchemes: readonly string[] = ["http", "https", "ftp", "ftps"];
const maxUrlLength = 2048;
const maxHostLength = 253; // RFC 1034, section 3.1

/** Says what is wrong with a web address. */
export function validateUrl(value: string): FieldProblem | undefined {
  const found = value.length <= maxUrlLength && !/[\t\r\n]/.test(value) ? urlPattern.exec(value) : null;
  const scheme = value.split("://")[0]!.toLowerCase();
  const { host = "", six } = found?.groups ?? {};
  const isRight =
    found !== null &&
    urlSchemes.includes(scheme) &&
    host.length <= maxHostLength &&
    (six === undefined || isIPv6(six));
  return isRight ? undefined : problem("invalid", "Enter a valid URL.", { value });
}

/** Says what is wrong with a slug. */
export function validateSlug(value: string): FieldProblem | undefined {
  if (/^[-a-zA-Z0-9_]+$/.test(value)) return undefined;
  return problem("invalid", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.", {
    value,
  });
}
