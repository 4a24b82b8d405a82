const ellipsis = "…";

/** Cuts a text to `limit` characters, the last of which is then an ellipsis. Combining marks don't count. */
export function truncateCharacters(text: string, limit: number): string {
  if (limit <= 0) return "";
  const normal = text.normalize("NFC");
  const room = limit - 1;
  let count = 0;
  let end: number | undefined;
  let at = 0;
  for (const character of normal) {
    if (!/\p{M}/u.test(character)) {
      count++;
      if (end === undefined && count > room) end = at;
      if (count > limit) return `${normal.slice(0, end ?? 0)}${ellipsis}`;
    }
    at += character.length;
  }
  return normal;
}

/** Cuts a text to `limit` words. Line breaks become spaces. */
export function truncateWords(text: string, limit: number): string {
  if (limit <= 0) return "";
  const words = text.split(/\s+/).filter((word) => word !== "");
  return words.length > limit ? `${words.slice(0, limit).join(" ")} ${ellipsis}` : words.join(" ");
}
