import { createHash } from "node:crypto";

// Django's column holds 40 characters: as many as 160 bits take in hexadecimal.
const storedLength = 40;

/**
 * What is stored of a session's key. A key is 165 random bits, so a plain hash can't be turned around; it has the words in
 * front so that it is the hash of nothing else.
 */
export function hashedKey(key: string): string {
  return createHash("sha256").update(`quintet.session-key:${key}`).digest("hex").slice(0, storedLength);
}
