import { createHash } from "node:crypto";

const etagPattern = /^(?:W\/)?"[^"]*"$/;

/**
 * The ETags of an `If-Match` or `If-None-Match` header, with their quotes; `["*"]` where any is meant. What is no ETag is
 * left out.
 */
export function parseEtags(header: string): string[] {
  if (header.trim() === "*") return ["*"];
  return header
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => etagPattern.test(tag));
}

/** Puts quotes around what is no ETag yet, which makes a strong one. */
export function quoteEtag(text: string): string {
  return etagPattern.test(text) ? text : `"${text}"`;
}

/** The strong ETag of a content: the same for the same bytes, and for no others. */
export function etagOf(content: string | Uint8Array): string {
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, 27)}"`; // 160 bits
}

/** The ETag of the same content in other bytes, compressed for instance. */
export function weakEtag(etag: string): string {
  return etag.startsWith("W/") ? etag : `W/${etag}`;
}

/** Whether two ETags stand for the same content, if perhaps not for the same bytes (RFC 9110, 8.8.3.2). */
export function isSameContent(etag: string, other: string): boolean {
  return strong(etag) === strong(other);
}

/** Whether two ETags stand for the same bytes: a weak one never does. */
export function isSameRepresentation(etag: string, other: string): boolean {
  return etag === other && !etag.startsWith("W/");
}

function strong(etag: string): string {
  return etag.startsWith("W/") ? etag.slice(2) : etag;
}
