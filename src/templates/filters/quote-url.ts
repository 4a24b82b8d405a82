import { percentEncode } from "../../core/index.ts";

const reserved = "!*'();:@&=+$,/?#[]~";

/** A URL as it may stand in an attribute: what is not encoded yet becomes so, what is stays. */
export function quoteUrl(url: string): string {
  const parts = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(url);
  if (parts === null || !hasMatchingBrackets(parts[2] ?? "")) return requoted(url);
  const [, scheme, host, path = "", query, fragment] = parts;
  const before = scheme === undefined ? "" : `${scheme.toLowerCase()}:`;
  const authority = host === undefined ? "" : `//${requoted(host)}`;
  const search = query === undefined || query === "" ? "" : `?${requotedQuery(query)}`;
  const hash = fragment === undefined || fragment === "" ? "" : `#${requoted(fragment)}`;
  return before + authority + requoted(path) + search + hash;
}

/** `[` without `]` is no IPv6 address. */
function hasMatchingBrackets(host: string): boolean {
  return host.includes("[") === host.includes("]");
}

function requoted(part: string): string {
  return percentEncode(unquoteUrl(part), reserved);
}

function requotedQuery(query: string): string {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return `${formEncoded(name)}=${formEncoded(value.join("="))}`;
    })
    .join("&");
}

function formEncoded(text: string): string {
  return percentEncode(unquoteUrl(unquoteUrl(text.replaceAll("+", " ")))).replaceAll("%20", "+");
}

/** Percent-encoded characters decoded; bytes that are no UTF-8 become U+FFFD. */
function unquoteUrl(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
  );
}
