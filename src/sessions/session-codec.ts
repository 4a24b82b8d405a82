import { BadSignatureError, signObject, type TimestampSignerOptions, unsignObject } from "../crypto/index.ts";
import type { SessionData } from "./session-store.ts";

// The salt under which Django's database, cache and file stores sign: both read what the other wrote.
const salt = "django.contrib.sessions.SessionStore";

type CodecOptions = Pick<TimestampSignerOptions, "keys" | "now">;

/** A session's data as the text that Django stores: JSON, compressed, in base64, signed. */
export function encodeSession(data: SessionData, options: CodecOptions = {}): string {
  return signObject(data, { ...options, salt, compress: true });
}

/** The data of a stored session, or `undefined` where it can't be read: another key signed it, or it was changed. */
export function decodeSession(text: string, options: CodecOptions = {}): SessionData | undefined {
  try {
    const data = unsignObject(text, { ...options, salt });
    const isDictionary = typeof data === "object" && data !== null && !Array.isArray(data);
    return isDictionary ? (data as SessionData) : undefined;
  } catch (error) {
    if (error instanceof BadSignatureError) return undefined;
    throw error;
  }
}
