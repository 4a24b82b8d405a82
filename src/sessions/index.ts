export type { SessionsOptions } from "./config.ts";
export { SessionsOffError } from "./errors.ts";
export { Session as SessionModel } from "./models.ts";
export { Session, type SessionValue, type SessionValues } from "./session.ts";
export { decodeSession, encodeSession } from "./session-codec.ts";
export { type SessionsService, sessionMiddleware, sessionsService } from "./session-middleware.ts";
export type { SessionData, SessionStore } from "./session-store.ts";
export { sessions } from "./sessions-module.ts";
export { DatabaseSessionStore, type DatabaseSessionStoreOptions } from "./stores/database-store.ts";
