import { randomInt } from "node:crypto";

const lettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Bits of entropy of one character of a `randomString()` with its default alphabet: log2(62). */
export const bitsPerCharacter = Math.log2(lettersAndDigits.length);

/**
 * A random text, for tokens, keys and salts. Each character is drawn evenly from the alphabet by the system's
 * generator: 22 characters of the default alphabet (letters and digits) hold 131 bits.
 *
 * @example
 * randomString(22); // "kF2c…"
 * randomString(6, "0123456789"); // "402817"
 */
export function randomString(length: number, alphabet: string = lettersAndDigits): string {
  let text = "";
  for (let position = 0; position < length; position++) text += alphabet[randomInt(alphabet.length)];
  return text;
}
