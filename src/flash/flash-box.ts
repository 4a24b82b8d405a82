import type { Request, Response } from "../http/index.ts";
import type {} from "../sessions/index.ts"; // declares request.session
import { flashCookie } from "./flash-cookie.ts";
import { type FlashMessage, fromStored, toStored } from "./flash-message.ts";
import { decodeMessages, encodeMessages } from "./message-cookie.ts";

// Django's name for the messages that didn't fit into the cookie: their JSON, as a text.
const sessionKey = "_messages";

/** The messages of one request: those that came with it, and those that were added since. */
export class FlashBox {
  readonly #request: Request;
  readonly #added: FlashMessage[] = [];
  #arrived: readonly FlashMessage[] | undefined;
  #wasRead = false;
  #hadMore = false;

  constructor(request: Request) {
    this.#request = request;
  }

  add(message: FlashMessage): void {
    this.#added.push(message);
  }

  /** All messages; they count as shown. */
  async read(): Promise<readonly FlashMessage[]> {
    const arrived = await this.#load();
    this.#wasRead = true;
    return [...arrived, ...this.#added.splice(0)];
  }

  /** Has the browser keep what wasn't shown. */
  async store(response: Response): Promise<void> {
    if (!this.#wasRead && this.#added.length === 0) return;
    const arrived = await this.#load();
    const kept = this.#wasRead ? this.#added : [...arrived, ...this.#added];
    const { name, options } = flashCookie();
    const { value, rest } = encodeMessages(kept);
    if (kept.length > 0) response.setCookie(name, value, options);
    else if (this.#request.cookies.has(name)) response.deleteCookie(name, options);
    await this.#storeInSession(rest);
  }

  async #load(): Promise<readonly FlashMessage[]> {
    if (this.#arrived !== undefined) return this.#arrived;
    const cookie = this.#request.cookies.get(flashCookie().name);
    const { messages, hasMore } =
      cookie === undefined ? { messages: [], hasMore: false } : decodeMessages(cookie);
    this.#hadMore = hasMore;
    this.#arrived = hasMore ? [...messages, ...(await this.#messagesInSession())] : messages;
    return this.#arrived;
  }

  async #messagesInSession(): Promise<FlashMessage[]> {
    const text = (await this.#request.session).get(sessionKey);
    if (typeof text !== "string") return [];
    try {
      const stored: unknown = JSON.parse(text);
      return Array.isArray(stored) ? stored.map(fromStored).filter((message) => message !== undefined) : [];
    } catch {
      return []; // not ours: messages are no reason to fail a page
    }
  }

  async #storeInSession(messages: readonly FlashMessage[]): Promise<void> {
    if (messages.length === 0 && !this.#hadMore) return; // most requests: the session isn't touched
    const session = await this.#request.session;
    if (messages.length === 0) session.delete(sessionKey);
    else session.set(sessionKey, JSON.stringify(messages.map(toStored)));
  }
}
