import { escapeLeadingSlashes } from "../core/index.ts";
import { BadQueryError } from "./errors.ts";

/** A value of a query: one, or several under the same name. What is `undefined` or `null` is left out. */
export type QueryValue = QueryScalar | readonly QueryScalar[];
type QueryScalar = string | number | bigint | boolean | null | undefined;
/** A query as an object, as pairs, or as the platform has it. */
export type Query =
  | Readonly<Record<string, QueryValue>>
  | readonly (readonly [name: string, value: QueryValue])[]
  | URLSearchParams;

// What Django's reverse() leaves as it is beside letters, digits and "_.-~": the characters of a path segment in
// RFC 3986 (sub-delims, ":" and "@"), and "/". encodeURI() agrees but for "#" and "?" and the brackets.
const pathEncoded = /%(?:21|24|26|27|28|29|2A|2B|2C|3B|3D|2F|7E|3A|40)/g;

/** Percent-encodes a decoded path, and keeps it from being read as the address of another host. */
export function encodePath(path: string): string {
  const encoded = encodeURIComponent(path.toWellFormed()).replace(pathEncoded, decodeURIComponent);
  return escapeLeadingSlashes(encoded);
}

/** Writes a query as forms do, without the "?": `{ tag: ["a", "b"] }` gives `"tag=a&tag=b"`. */
export function encodeQuery(query: Query): string {
  const pairs: string[] = [];
  for (const [name, value] of pairsOf(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null)
        pairs.push(`${encodeQueryPart(name)}=${encodeQueryPart(String(item))}`);
    }
  }
  return pairs.join("&");
}

function pairsOf(query: Query): Iterable<readonly [string, QueryValue]> {
  if (query instanceof URLSearchParams) return query;
  const isPairs = Array.isArray(query) && query.every((pair) => Array.isArray(pair) && pair.length === 2);
  if (isPairs) return query as readonly (readonly [string, QueryValue])[];
  const prototype = typeof query === "object" && query !== null ? Object.getPrototypeOf(query) : undefined;
  if (prototype !== Object.prototype && prototype !== null) throw new BadQueryError(query);
  return Object.entries(query as Readonly<Record<string, QueryValue>>);
}

/** As Python's `quote_plus()`. */
function encodeQueryPart(text: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, hex)
    .replaceAll("%20", "+");
}
