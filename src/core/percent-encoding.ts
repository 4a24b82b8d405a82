/**
 * Percent-encodes all but ASCII letters, digits, `_.-~` and the characters in `keep`, as Python's `quote()` does. What is
 * half of a pair of UTF-16 becomes U+FFFD.
 *
 * @example
 * percentEncode("a b/ü?", "/"); // "a%20b/%C3%BC%3F"
 */
export function percentEncode(text: string, keep = ""): string {
  if (!/[^\w.~-]/.test(text)) return text;
  // The platform's own function does the work; of ASCII it keeps some marks that aren't kept here, and the other way.
  return encodeURIComponent(text.toWellFormed()).replaceAll(/%[0-7][0-9A-F]|[!*'()]/g, (piece) => {
    const code = piece.length === 1 ? piece.charCodeAt(0) : Number.parseInt(piece.slice(1), 16);
    const character = String.fromCharCode(code);
    return keep.includes(character) ? character : encodedByte(code);
  });
}

/** `%0A` */
export function encodedByte(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
