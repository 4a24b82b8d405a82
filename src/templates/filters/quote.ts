/** Percent-encodes all but letters, digits, `_.-~` and the characters in `keep`, as Python's quote(). */
export function quote(text: string, keep = "/"): string {
  let quoted = "";
  for (const character of text.toWellFormed()) {
    quoted += /[\w.~-]/.test(character) || keep.includes(character) ? character : percentEncoded(character);
  }
  return quoted;
}

function percentEncoded(character: string): string {
  let encoded = "";
  for (const byte of new TextEncoder().encode(character)) {
    encoded += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
