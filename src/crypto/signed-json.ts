import { deflateSync, inflateSync } from "node:zlib";
import { BadSignatureError, UnsignableValueError } from "./errors.ts";
import { decodeUrlSafeBase64, encodeUrlSafeBase64 } from "./url-safe-base64.ts";

/*
 * How Django writes an object before it signs it: JSON in ASCII, compressed by zlib where asked for and worth it, in
 * url-safe base64; a "." in front tells that it is compressed.
 */

/** A value as url-safe text. */
export function packJson(value: unknown, compress: boolean): string {
  return packBytes(Buffer.from(asciiJson(value), "latin1"), compress);
}

/** The value of a text that {@link packJson} made and whose signature was checked. */
export function unpackJson(packed: string): unknown {
  try {
    const isCompressed = packed.startsWith(".");
    const bytes = decodeUrlSafeBase64(isCompressed ? packed.slice(1) : packed);
    return JSON.parse((isCompressed ? inflateSync(bytes) : bytes).toString("latin1"));
  } catch {
    throw new BadSignatureError("The text is signed, and holds no object.");
  }
}

/** JSON as Python writes it: without spaces, with everything outside printable ASCII as `\uXXXX`. */
function asciiJson(value: unknown): string {
  let json = JSON.stringify(value);
  if (json === undefined) throw new UnsignableValueError(`a value of the type ${typeof value}`);
  if (/0\.0000|e-\d/.test(json)) json = JSON.stringify(value, asPythonNumber); // seldom, and slower
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// ES2026; TypeScript's library doesn't declare it yet.
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** Small numbers: `0.00001` is `1e-05` in Python, and `1e-7` is `1e-07`. */
function asPythonNumber(_key: string, value: unknown): unknown {
  if (typeof value !== "number" || value === 0 || Math.abs(value) >= 1e-4) return value;
  return rawJson(value.toExponential().replace(/e-(\d)$/, "e-0$1"));
}

function packBytes(bytes: Buffer, compress: boolean): string {
  if (compress) {
    const compressed = deflateSync(bytes);
    if (compressed.length < bytes.length - 1) return `.${encodeUrlSafeBase64(compressed)}`;
  }
  return encodeUrlSafeBase64(bytes);
}
