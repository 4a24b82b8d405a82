import { timingSafeEqual } from "node:crypto";

/**
 * Whether two texts are equal, in a time that doesn't tell how many of their first characters are. Their lengths are
 * not hidden. For signatures, tokens and keys.
 */
export function constantTimeEqual(one: string, other: string): boolean {
  const oneBytes = Buffer.from(one);
  const otherBytes = Buffer.from(other);
  return oneBytes.length === otherBytes.length && timingSafeEqual(oneBytes, otherBytes);
}
