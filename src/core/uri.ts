import { isUtf8 } from "node:buffer";
import { encodedByte, percentEncode } from "./percent-encoding.ts";

/*
 * Between addresses as people read them (IRIs, of any letters) and as HTTP sends them (URIs, of ASCII), by RFC 3987. The
 * sets of characters are Django's, whose functions these are: iri_to_uri(), uri_to_iri(), escape_uri_path(),
 * filepath_to_uri() and escape_leading_slashes().
 */

/**
 * An address that may hold any letters as one of ASCII. What is encoded already stays, and so do the marks that separate
 * the parts of an address.
 *
 * @example
 * iriToUri("/café/?q=a b%20c"); // "/caf%C3%A9/?q=a%20b%20c"
 */
export function iriToUri(iri: string): string {
  return percentEncode(iri, "/#%[]=:;$&()+,!?*@'~");
}

/**
 * The other way: letters of other scripts are shown, and ASCII only where it means nothing special in an address. Bytes
 * that are no UTF-8 stay encoded.
 *
 * @example
 * uriToIri("/caf%C3%A9/?q=a%20b%2F%FF"); // "/café/?q=a%20b%2F%FF"
 */
export function uriToIri(uri: string): string {
  return uri.replaceAll(escapesToShow, (escapes, unreserved?: string) =>
    unreserved === undefined ? decodeBytes(escapes) : String.fromCharCode(Number.parseInt(unreserved, 16)),
  );
}

/** Bytes of other scripts together, for several make a letter; of ASCII the letters, "-", ".", "_" and "~". */
const escapesToShow = /(?:%[89a-f][0-9a-f])+|%(2d|2e|5f|7e|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/gi;

function decodeBytes(escapes: string): string {
  const bytes = Buffer.from(escapes.replaceAll("%", ""), "hex");
  let decoded = "";
  for (let start = 0; start < bytes.length; ) {
    const letter = bytes.subarray(start, start + letterLength(bytes[start]!));
    const isLetter = letter.length > 0 && isUtf8(letter);
    decoded += isLetter ? letter.toString("utf8") : encodedByte(bytes[start]!);
    start += isLetter ? letter.length : 1;
  }
  return decoded;
}

/** How many bytes a letter of UTF-8 has that begins with this one; 0 for a byte that begins none. */
function letterLength(firstByte: number): number {
  if (firstByte < 0xc2 || firstByte > 0xf4) return 0;
  return firstByte < 0xe0 ? 2 : firstByte < 0xf0 ? 3 : 4;
}

/** The path of an address, percent-encoded: marks that would end it (`?`, `#`, `;`) and `%` too, slashes not. */
export function pathToUri(path: string): string {
  return percentEncode(path, "/:@&+$,-_.!~*'()");
}

/** The path of a file as the path of an address. A backslash separates folders as a slash does. */
export function filePathToUri(path: string): string {
  return percentEncode(path.replaceAll("\\", "/"), "/~!*()'");
}

/** Keeps a path that begins with two slashes from being read as the address of another host. */
export function escapeLeadingSlashes(url: string): string {
  return url.startsWith("//") ? `/%2F${url.slice(2)}` : url;
}
