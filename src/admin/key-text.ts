/*
 * Keys in URLs. A key may be any text, and some characters would change the path or be changed on the way, so that they
 * are written as `_` and two hex digits, exactly as Django's admin does: its links work here, and ours there.
 */

// ":/_#?;@&=+$,"[]<>%\n\\ of django.contrib.admin.utils
const special = /[:/_#?;@&=+$,"[\]<>%\n\\]/g;

/** `"a/b"` gives `"a_2Fb"`. */
export function quoteKey(key: string | number | bigint): string {
  return String(key).replace(
    special,
    (character) => `_${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** The reverse of {@link quoteKey}. */
export function unquoteKey(text: string): string {
  return text.replace(/_([0-9A-Fa-f]{2})/g, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
