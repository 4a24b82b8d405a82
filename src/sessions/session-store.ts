/** What a session holds: names and values that JSON can hold. */
export type SessionData = Record<string, unknown>;

/** Where sessions are kept. */
export interface SessionStore {
  /** The data of a session, or `undefined` where there is none, it has expired or it can't be read. */
  load(key: string): Promise<SessionData | undefined>;
  /** Keeps a new session. False where the key is taken. */
  create(key: string, data: SessionData, expiresAt: Date): Promise<boolean>;
  /** Replaces the data of a session. False where it is gone: then another request has ended it, and it stays ended. */
  update(key: string, data: SessionData, expiresAt: Date): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** Removes what has expired, and says how many there were. */
  deleteExpired(): Promise<number>;
}
