import { cookieSigner, type TimestampSignerOptions } from "../crypto/index.ts";
import { type FlashMessage, fromStored, toStored } from "./flash-message.ts";

/*
 * Messages travel in a signed cookie in the format of Django's CookieStorage. What doesn't fit stays in the session; a
 * mark at the end of the cookie's list tells that there is more.
 */
const salt = "django.contrib.messages";
const moreInSession = "__messagesnotfinished__";
// Django's limit: half of what browsers keep for one cookie, so that others have room in the header.
const maxCookieLength = 2048;

type CodecOptions = Pick<TimestampSignerOptions, "keys" | "now">;

export interface CookieMessages {
  readonly messages: readonly FlashMessage[];
  /** Whether the session holds more. */
  readonly hasMore: boolean;
}

/** The cookie's value for as many messages as fit, and those that don't. */
export function encodeMessages(
  messages: readonly FlashMessage[],
  options: CodecOptions = {},
): { value: string; rest: readonly FlashMessage[] } {
  const signer = cookieSigner({ ...options, salt });
  for (let count = messages.length; ; count--) {
    const stored: unknown[] = messages.slice(0, count).map(toStored);
    if (count < messages.length) stored.push(moreInSession);
    const value = signer.signObject(stored, { compress: true });
    if (value.length <= maxCookieLength || count === 0) return { value, rest: messages.slice(count) };
  }
}

/** The messages of a cookie; none where somebody else wrote it. */
export function decodeMessages(value: string, options: CodecOptions = {}): CookieMessages {
  const stored = storedList(value, options);
  const messages = stored.map(fromStored).filter((message) => message !== undefined);
  return { messages, hasMore: stored.at(-1) === moreInSession };
}

function storedList(value: string, options: CodecOptions): readonly unknown[] {
  try {
    const stored = cookieSigner({ ...options, salt }).unsignObject(value);
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}
