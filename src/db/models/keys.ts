import type { FieldInfo } from "./field-info.ts";

/** The values of a row by property. */
type Values = Readonly<Record<string, unknown>>;

/** Makes the function that reads keys of these fields: the value itself of one, a tuple of several. */
export function keyReader(fields: readonly FieldInfo[]): (row: object) => unknown {
  const attributes = fields.map(({ attribute }) => attribute);
  const [only] = attributes;
  if (attributes.length === 1) return (row) => (row as Values)[only!];
  return (row) => attributes.map((attribute) => (row as Values)[attribute] ?? null);
}

/** Whether a key names a row: no part of it is missing. */
export function isWholeKey(key: unknown): boolean {
  if (Array.isArray(key)) return key.every((part) => part !== null && part !== undefined);
  return key !== null && key !== undefined;
}

/**
 * What stands for a key in a `Map` or `Set`: two keys are the same if theirs are. Keys of one value stand for
 * themselves, tuples and values that are objects (dates, decimals, bytes) become a text.
 */
export function keyIdentity(key: unknown): unknown {
  if (Array.isArray(key)) return JSON.stringify(key.map(partText));
  return typeof key === "object" && key !== null ? partText(key) : key;
}

function partText(part: unknown): unknown {
  if (part instanceof Uint8Array) return Buffer.from(part).toString("hex");
  return typeof part === "object" && part !== null
    ? String(part instanceof Date ? part.getTime() : part)
    : String(part);
}

/** Whether two keys name the same row; a key that is not whole names none. */
export function isSameKey(one: unknown, other: unknown): boolean {
  return isWholeKey(one) && keyIdentity(one) === keyIdentity(other);
}
