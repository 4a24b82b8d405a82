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

/** Whether two ETags stand for the same content, if perhaps not for the same bytes (RFC 9110, 8.8.3.2). */
export function isSameContent(etag: string, other: string): boolean {
  return strong(etag) === strong(other);
}

function strong(etag: string): string {
  return etag.startsWith("W/") ? etag.slice(2) : etag;
}
