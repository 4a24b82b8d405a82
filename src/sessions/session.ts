import { altersData } from "../core/index.ts";
import type { SessionData, SessionStore } from "./session-store.ts";

/** Names that an app keeps in sessions, and their types. Apps and parts add theirs by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: apps and parts add their names by declaration merging
export interface SessionValues {}

/** The type of a value by its name: as declared in {@link SessionValues}, or `unknown`. */
export type SessionValue<Key extends string> = Key extends keyof SessionValues ? SessionValues[Key] : unknown;

// Django's name for the expiry that one session has of its own: seconds, 0 for "until the browser closes", or a time.
const expiryKey = "_session_expiry";
// When its lifetime began, in seconds since 1970. Django leaves names that it doesn't know as they are.
const begunKey = "_session_begun";

/** How long sessions last where nothing else is said of one. */
export interface SessionLifetime {
  /** After the last change. */
  readonly maxAgeSeconds: number;
  /** From the beginning, or from the last login. */
  readonly maxLifetimeSeconds: number;
}

/**
 * What the app remembers of one visitor, between requests: a dictionary whose values are what JSON can hold. It is
 * loaded when a handler first asks for `request.session` and saved after the handler, if something was set or deleted.
 *
 * @example
 * const session = await request.session;
 * session.set("cart", [...(session.get("cart") ?? []), book.id]);
 */
export class Session {
  static {
    altersData(
      Session.prototype,
      "set",
      "delete",
      "take",
      "flush",
      "cycleKey",
      "setExpiry",
      "beginLifetime",
      "save",
    );
  }

  /** Whether it is to be saved. Set it after a change inside a value, which nobody else sees: `session.get("cart").push(3)`. */
  modified = false;
  readonly #store: SessionStore;
  readonly #lifetime: SessionLifetime;
  #key: string | undefined;
  #data: SessionData;

  constructor(store: SessionStore, key: string | undefined, data: SessionData, lifetime: SessionLifetime) {
    this.#store = store;
    this.#key = key;
    this.#data = data;
    this.#lifetime = lifetime;
  }

  /** The key under which it is stored, or `undefined` while it is not. Whoever knows it is that visitor: don't show or log it. */
  get key(): string | undefined {
    return this.#key;
  }

  get<Key extends string>(key: Key): SessionValue<Key> | undefined {
    return (Object.hasOwn(this.#data, key) ? this.#data[key] : undefined) as SessionValue<Key> | undefined;
  }

  set<Key extends string>(key: Key, value: SessionValue<Key>): void {
    // Defined rather than assigned: a name such as "__proto__" is a name like any other.
    const property = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(this.#data, key, property);
    this.modified = true;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#data, key);
  }

  /** Removes a value. True where there was one. */
  delete(key: string): boolean {
    if (!this.has(key)) return false;
    delete this.#data[key];
    this.modified = true;
    return true;
  }

  /** Removes a value and gives it. */
  take<Key extends string>(key: Key): SessionValue<Key> | undefined {
    const value = this.get(key);
    this.delete(key);
    return value;
  }

  /** The names that are set, without those that the session itself uses. */
  keys(): readonly string[] {
    return Object.keys(this.#data).filter((key) => key !== expiryKey && key !== begunKey);
  }

  /** Whether nothing is in it. An empty session is not stored, and has no cookie. */
  get isEmpty(): boolean {
    return this.keys().length === 0;
  }

  /** Ends the session: removes all values, and what is stored, at once. What is set afterwards starts a new one. */
  async flush(): Promise<void> {
    const key = this.#key;
    this.#data = {};
    this.#key = undefined;
    this.modified = true;
    if (key !== undefined) await this.#store.delete(key);
  }

  /**
   * Keeps the values under a new key, and ends the old one at once. Done whenever a visitor gets more rights, so that a
   * key which somebody else knew before is worth nothing after.
   */
  async cycleKey(): Promise<void> {
    const key = this.#key;
    this.#key = undefined;
    this.modified = true;
    if (key !== undefined) await this.#store.delete(key);
  }

  /**
   * How long this session lasts from its last change: seconds, a moment, `"browser"` for until the browser closes, or
   * `null` for what the configuration says.
   */
  setExpiry(expiry: number | Date | "browser" | null): void {
    if (expiry === null) this.delete(expiryKey);
    else if (expiry === "browser") this.set(expiryKey, 0);
    else this.set(expiryKey, expiry instanceof Date ? expiry.toISOString() : expiry);
  }

  /** Counts the longest lifetime anew: the visitor has just shown who they are. */
  beginLifetime(now: Date = new Date()): void {
    this.set(begunKey, Math.floor(now.getTime() / 1000));
  }

  /** Whether it ends when the browser closes; `undefined` where the configuration decides. */
  get expiresWithBrowser(): boolean | undefined {
    const expiry = this.#data[expiryKey];
    return expiry === undefined || expiry === null ? undefined : expiry === 0;
  }

  /** When it ends, if nothing changes it before: at its expiry, and at the end of the longest lifetime at the latest. */
  expiresAt(now: Date = new Date()): Date {
    return new Date(Math.min(this.#expiryMs(now), this.#lifetimeEndMs(now)));
  }

  /** Whether its longest lifetime is over. The expiry is the store's to look at. */
  isPastLifetime(now: Date = new Date()): boolean {
    return this.#lifetimeEndMs(now) <= now.getTime();
  }

  #expiryMs(now: Date): number {
    const expiry = this.#data[expiryKey];
    const moment = typeof expiry === "string" ? Date.parse(expiry) : Number.NaN;
    if (!Number.isNaN(moment)) return moment;
    const ageSeconds = typeof expiry === "number" && expiry !== 0 ? expiry : this.#lifetime.maxAgeSeconds;
    return now.getTime() + ageSeconds * 1000;
  }

  #lifetimeEndMs(now: Date): number {
    const begun = this.#data[begunKey];
    const begunMs = typeof begun === "number" ? begun * 1000 : now.getTime();
    return begunMs + this.#lifetime.maxLifetimeSeconds * 1000;
  }

  /** Stores it. False where another request has ended it meanwhile: then nothing is stored. The middleware calls this. */
  async save(newKey: () => string): Promise<boolean> {
    if (!this.has(begunKey)) this.beginLifetime();
    const expiresAt = this.expiresAt();
    if (this.#key !== undefined) return this.#store.update(this.#key, this.#data, expiresAt);
    let key = newKey();
    while (!(await this.#store.create(key, this.#data, expiresAt))) key = newKey();
    this.#key = key;
    return true;
  }
}
