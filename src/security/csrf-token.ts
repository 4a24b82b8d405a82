import { constantTimeEqual, randomString } from "../crypto/index.ts";

/*
 * Django's token, letter for letter. A visitor has one secret, 32 letters and digits, in a cookie. What a page holds is
 * a token of 64: a fresh mask of 32, and behind it the secret with each letter moved by the mask's letter (positions in
 * the alphabet added modulo 62). So no two pages hold the same text, and compression can't give the secret away.
 */

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const secretLength = 32;
const tokenLength = 2 * secretLength;

/** A new secret for a visitor. */
export function newCsrfSecret(): string {
  return randomString(secretLength, alphabet);
}

/** A token that stands for the secret, different each time. */
export function maskCsrfSecret(secret: string, mask: string = newCsrfSecret()): string {
  return mask + combine(secret, mask, (letter, shift) => letter + shift);
}

/** The secret that a token stands for. */
export function unmaskCsrfToken(token: string): string {
  const mask = token.slice(0, secretLength);
  return combine(token.slice(secretLength), mask, (letter, shift) => letter - shift);
}

/** Whether a text has the form of a secret or of a token. */
export function isWellFormedCsrfToken(text: string): boolean {
  return (text.length === secretLength || text.length === tokenLength) && /^[a-zA-Z0-9]+$/.test(text);
}

/** The secret in a cookie, which Django before 4.1 wrote as a token; `undefined` where the cookie holds neither. */
export function csrfSecretOf(cookie: string | undefined): string | undefined {
  if (cookie === undefined || !isWellFormedCsrfToken(cookie)) return undefined;
  return cookie.length === tokenLength ? unmaskCsrfToken(cookie) : cookie;
}

/** Whether a well-formed token, or the secret itself as a script may send it, stands for the secret. */
export function matchesCsrfSecret(token: string, secret: string): boolean {
  return constantTimeEqual(token.length === tokenLength ? unmaskCsrfToken(token) : token, secret);
}

function combine(text: string, mask: string, move: (letter: number, shift: number) => number): string {
  let moved = "";
  for (let index = 0; index < text.length; index++) {
    const position = move(alphabet.indexOf(text[index]!), alphabet.indexOf(mask[index]!));
    moved += alphabet[(position + alphabet.length) % alphabet.length];
  }
  return moved;
}
