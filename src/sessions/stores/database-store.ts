import { UniqueViolation } from "../../db/index.ts";
import { Session } from "../models.ts";
import { decodeSession, encodeSession } from "../session-codec.ts";
import type { SessionData, SessionStore } from "../session-store.ts";

/** Keeps sessions in the table `django_session`, as Django does: each reads the other's. */
export class DatabaseSessionStore implements SessionStore {
  async load(key: string): Promise<SessionData | undefined> {
    const row = await Session.find({ sessionKey: key, expireDate: { gt: new Date() } });
    return row === null ? undefined : decodeSession(row.sessionData);
  }

  async create(key: string, data: SessionData, expiresAt: Date): Promise<boolean> {
    try {
      await Session.create({ sessionKey: key, sessionData: encodeSession(data), expireDate: expiresAt });
      return true;
    } catch (error) {
      if (error instanceof UniqueViolation) return false;
      throw error;
    }
  }

  async update(key: string, data: SessionData, expiresAt: Date): Promise<boolean> {
    const changes = { sessionData: encodeSession(data), expireDate: expiresAt };
    return (await Session.where({ sessionKey: key }).update(changes)) > 0;
  }

  async delete(key: string): Promise<void> {
    await Session.where({ sessionKey: key }).delete();
  }

  async deleteExpired(): Promise<number> {
    return (await Session.where({ expireDate: { lte: new Date() } }).delete()).total;
  }
}
