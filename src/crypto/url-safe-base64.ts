/** Bytes in the url-safe alphabet of base64 (`-` and `_`), without padding. */
export function encodeUrlSafeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/** The bytes of a url-safe base64 text, with or without padding. Characters outside the alphabet are left out. */
export function decodeUrlSafeBase64(text: string): Buffer {
  return Buffer.from(text, "base64url");
}
