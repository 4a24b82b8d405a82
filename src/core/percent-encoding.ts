const encoder = new TextEncoder();

/**
 * Percent-encodes all but ASCII letters, digits, `_.-~` and the characters in `keep`, as Python's `quote()` does. What is
 * half of a pair of UTF-16 becomes U+FFFD.
 *
 * @example
 * percentEncode("a b/ü?", "/"); // "a%20b/%C3%BC%3F"
 */
export function percentEncode(text: string, keep = ""): string {
  if (!/[^\w.~-]/.test(text)) return text;
  let encoded = "";
  for (const character of text.toWellFormed())
    encoded +=
      /[\w.~-]/.test(character) || keep.includes(character) ? character : encodedCharacter(character);
  return encoded;
}

function encodedCharacter(character: string): string {
  let encoded = "";
  for (const byte of encoder.encode(character)) encoded += encodedByte(byte);
  return encoded;
}

/** `%0A` */
export function encodedByte(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
