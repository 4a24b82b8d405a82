/* What PostgreSQL's jsonb can and SQLite's JSON can't: containing, and being equal whatever the order of keys. */

/** `QUINTET_JSON(text)`: the same text for equal JSON. Keys are in order, numbers as JavaScript writes them. */
export function canonicalJson(json: unknown): string | null {
  if (typeof json !== "string") return null;
  return JSON.stringify(JSON.parse(json), (_, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** `QUINTET_JSON_CONTAINS(item, part)`: as PostgreSQL's `item @> part`. */
export function jsonContains(item: unknown, part: unknown): number | null {
  if (typeof item !== "string" || typeof part !== "string") return null;
  const whole: unknown = JSON.parse(item);
  const wanted: unknown = JSON.parse(part);
  // Only outermost, an array contains the value of one of its elements without brackets around it.
  if (Array.isArray(whole) && !isContainer(wanted)) return whole.includes(wanted) ? 1 : 0;
  return contains(whole, wanted) ? 1 : 0;
}

function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole)) {
    if (!Array.isArray(part)) return false;
    return part.every((wanted) => whole.some((element) => contains(element, wanted)));
  }
  if (!isContainer(whole) || !isContainer(part) || Array.isArray(part)) return whole === part;
  return Object.entries(part).every(
    ([key, wanted]) => Object.hasOwn(whole, key) && contains(whole[key], wanted),
  );
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
