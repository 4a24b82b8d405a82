import { UniqueViolation } from "../../db/index.ts";
import { Session } from "../models.ts";
import { decodeSession, encodeSession } from "../session-codec.ts";
import type { SessionData, SessionStore } from "../session-store.ts";
import { hashedKey } from "./stored-key.ts";

export interface DatabaseSessionStoreOptions {
  /** Stores keys as they are, so that a Django finds its sessions, and the app Django's. False by default: hashes are stored. */
  readonly unsafeDjangoKeys?: boolean;
}

/** Keeps sessions in the table `django_session`. Whoever reads the table finds no keys in it, unless it is told otherwise. */
export class DatabaseSessionStore implements SessionStore {
  readonly #stored: (key: string) => string;

  constructor({ unsafeDjangoKeys = false }: DatabaseSessionStoreOptions = {}) {
    this.#stored = unsafeDjangoKeys ? (key) => key : hashedKey;
  }

  async load(key: string): Promise<SessionData | undefined> {
    const row = await Session.find({ sessionKey: this.#stored(key), expireDate: { gt: new Date() } });
    return row === null ? undefined : decodeSession(row.sessionData);
  }

  async create(key: string, data: SessionData, expiresAt: Date): Promise<boolean> {
    try {
      const sessionKey = this.#stored(key);
      await Session.create({ sessionKey, sessionData: encodeSession(data), expireDate: expiresAt });
      return true;
    } catch (error) {
      if (error instanceof UniqueViolation) return false;
      throw error;
    }
  }

  async update(key: string, data: SessionData, expiresAt: Date): Promise<boolean> {
    const changes = { sessionData: encodeSession(data), expireDate: expiresAt };
    return (await Session.where({ sessionKey: this.#stored(key) }).update(changes)) > 0;
  }

  async delete(key: string): Promise<void> {
    await Session.where({ sessionKey: this.#stored(key) }).delete();
  }

  async deleteExpired(): Promise<number> {
    return (await Session.where({ expireDate: { lte: new Date() } }).delete()).total;
  }
}
