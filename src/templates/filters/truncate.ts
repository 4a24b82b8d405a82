/** How many characters of a text of `limit` are left beside its ellipsis. Combining marks don't count. */
export function roomBeside(ellipsis: string, limit: number): number {
  const length = [...ellipsis].filter((character) => !/\p{M}/u.test(character)).length;
  return Math.max(0, limit - length);
}

/** Puts an ellipsis behind a text that was cut, unless it ends in one. */
export function withEllipsis(text: string, ellipsis: string): string {
  return text.endsWith(ellipsis) ? text : text + ellipsis;
}

/** Cuts a text to `limit` characters, the ellipsis among them. Combining marks don't count. */
export function truncateCharacters(text: string, limit: number, ellipsis = "…"): string {
  if (limit <= 0) return "";
  const normal = text.normalize("NFC");
  const room = roomBeside(ellipsis, limit);
  let count = 0;
  let end: number | undefined;
  let at = 0;
  for (const character of normal) {
    if (!/\p{M}/u.test(character)) {
      count++;
      if (end === undefined && count > room) end = at;
      if (count > limit) return withEllipsis(normal.slice(0, end ?? 0), ellipsis);
    }
    at += character.length;
  }
  return normal;
}

/** Cuts a text to `limit` words. Line breaks become spaces. */
export function truncateWords(text: string, limit: number, ellipsis = " …"): string {
  if (limit <= 0) return "";
  const words = text.split(/\s+/).filter((word) => word !== "");
  return words.length > limit ? withEllipsis(words.slice(0, limit).join(" "), ellipsis) : words.join(" ");
}
