import { escapeLeadingSlashes, filePathToUri, iriToUri, pathToUri, uriToIri } from "quintet";
import {
  contentDisposition,
  httpDate,
  parseEtags,
  parseHeaderParameters,
  parseHttpDate,
  quoteEtag,
  safeFileName,
  tagUri,
} from "quintet/http";
import { isAllowedTarget, isSameDomain, splitHost } from "quintet/security";
import { cleanIpv6Address } from "../../src/core/ip-address.ts";
import { encodeQuery, type QueryValue } from "../../src/routing/url-encoding.ts";
import { AllowedHosts } from "../../src/security/allowed-hosts.ts";
import { textOf } from "../../src/templates/runtime/text-of.ts";
import { argument, type Call, type CallAnswerers, textArgument } from "./call.ts";

/*
 * Django's functions of HTTP: headers, addresses, hosts.
 */

export const httpFunctions: CallAnswerers = {
  "django.http.request.split_domain_port": ({ args: [host] }) => {
    const { name, port } = splitHost(textArgument(host));
    return [name, port];
  },
  "django.http.request.validate_host": ({ args: [host, patterns] }) => {
    const allowed = [...(patterns as Iterable<string>)];
    const options = { allowsLocal: false, allowsAny: allowed.includes("*") };
    return new AllowedHosts(allowed, options).includes(textArgument(host));
  },
  "django.utils.encoding.escape_uri_path": ({ args: [path] }) => pathToUri(textArgument(path)),
  "django.utils.encoding.filepath_to_uri": ({ args: [path] }) => orNull(path, filePathToUri),
  "django.utils.encoding.iri_to_uri": ({ args: [iri] }) => orNull(iri, iriToUri),
  "django.utils.encoding.uri_to_iri": ({ args: [uri] }) => orNull(uri, uriToIri),
  "django.utils.feedgenerator.get_tag_uri": ({ args: [url, date] }) =>
    tagUri(textArgument(url), date === null ? undefined : String(date).slice(0, 10)),
  "django.utils.http.content_disposition_header": disposition,
  "django.utils.http.escape_leading_slashes": ({ args: [url] }) => escapeLeadingSlashes(textArgument(url)),
  "django.utils.http.http_date": (call) => {
    const seconds = argument(call, 0, "epoch_seconds");
    return httpDate(typeof seconds === "number" ? new Date(seconds * 1000) : call.environment.now());
  },
  "django.utils.http.is_same_domain": ({ args: [host, pattern] }) =>
    typeof pattern === "string" && isSameDomain(textArgument(host), pattern),
  "django.utils.http.parse_etags": ({ args: [header] }) => parseEtags(textArgument(header)),
  "django.utils.http.parse_header_parameters": ({ args: [header] }) => {
    const { value, parameters } = parseHeaderParameters(textArgument(header));
    return [value, Object.fromEntries(parameters)];
  },
  "django.utils.http.parse_http_date": (call) => {
    const seconds = httpSeconds(call);
    if (seconds === null) throw new RangeError("no date of HTTP");
    return seconds;
  },
  "django.utils.http.parse_http_date_safe": httpSeconds,
  "django.utils.http.quote_etag": ({ args: [etag] }) => quoteEtag(textArgument(etag)),
  "django.utils.http.url_has_allowed_host_and_scheme": isAllowed,
  "django.utils.http.urlencode": encodedQuery,
  "django.utils.ipv6.clean_ipv6_address": cleanAddress,
  "django.utils.ipv6.is_valid_ipv6_address": ({ args: [address] }) =>
    typeof address === "string" && cleanIpv6Address(address) !== undefined,
  "django.utils.text.get_valid_filename": ({ args: [name] }) => safeFileName(textOf(name)),
};

function orNull(value: unknown, convert: (text: string) => string): string | null {
  return value === null ? null : convert(textOf(value));
}

function disposition(call: Call): string | null {
  const name = argument(call, 1, "filename");
  const kind = argument(call, 0, "as_attachment") === true ? "attachment" : "inline";
  if (typeof name === "string" && name !== "") return contentDisposition(kind, name);
  return kind === "attachment" ? kind : null;
}

function httpSeconds({ args: [date], environment }: Call): number | null {
  const moment = typeof date === "string" ? parseHttpDate(date, environment.now()) : undefined;
  return moment === undefined ? null : moment.getTime() / 1000;
}

function isAllowed({ args: [url, allowed], kwargs }: Call): boolean {
  return (
    typeof url === "string" &&
    isAllowedTarget(url, {
      hosts: allowedHosts(allowed ?? kwargs.allowed_hosts),
      requireHttps: kwargs.require_https === true,
    })
  );
}

function allowedHosts(given: unknown): Set<string> {
  if (typeof given === "string") return new Set([given]);
  return new Set((given ?? []) as Iterable<string>);
}

/** Values as Python's str() has them; without `doseq`, a list is one value. */
function encodedQuery(call: Call): string {
  const isList = argument(call, 1, "doseq") === true;
  return encodeQuery(
    entriesOf(argument(call, 0, "query")).map(([name, value]): [string, QueryValue] => {
      const values = isList ? valuesOf(value) : [value];
      if (values.includes(null)) throw new TypeError(`${textOf(name)} has no value`);
      return [textOf(name), values.map(textOf)];
    }),
  );
}

function entriesOf(query: unknown): (readonly [unknown, unknown])[] {
  if (typeof query !== "object" || query === null) throw new TypeError("no query");
  if (query instanceof URLSearchParams)
    return [...new Set(query.keys())].map((name) => [name, query.getAll(name)]);
  return Symbol.iterator in query ? [...(query as Iterable<[unknown, unknown]>)] : Object.entries(query);
}

/** What Python goes through in a value: the items of a list, the keys of a dictionary. */
function valuesOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null || isScalar(value)) return [value];
  if (value instanceof Map) return [...value.keys()];
  return Symbol.iterator in value ? [...(value as Iterable<unknown>)] : Object.keys(value);
}

/** Whether the class says how it looks as text: decimals, dates, safe texts. */
function isScalar(value: object): boolean {
  return !Array.isArray(value) && !(value instanceof Set) && value.toString !== Object.prototype.toString;
}

function cleanAddress(call: Call): string {
  const { kwargs } = call;
  const maxLength = kwargs.max_length;
  const address = cleanIpv6Address(textArgument(argument(call, 0, "ip_str")), {
    unpackIpv4: argument(call, 1, "unpack_ipv4") === true,
    ...(typeof maxLength === "number" ? { maxLength } : {}),
  });
  if (address !== undefined) return address;
  const given = argument(call, 2, "error_message");
  throw new ValidationError(
    "invalid",
    typeof given === "string" ? given : "This is not a valid IPv6 address.",
  );
}

/** What forms say about an address that is none. */
class ValidationError extends Error {
  override readonly name = "ValidationError";
  readonly errors: readonly { readonly code: string; readonly message: string }[];

  constructor(code: string, message: string) {
    super(message);
    this.errors = [{ code, message }];
  }
}
