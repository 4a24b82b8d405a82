import { currentApp, serviceKey } from "../core/index.ts";
import { randomString } from "../crypto/index.ts";
import {
  type CookieOptions,
  defineRequestProperty,
  describeMiddleware,
  type Middleware,
  type Request,
  RequestSlot,
  type Response,
} from "../http/index.ts";
import { keepPrivate } from "../security/index.ts";
import { SessionsOffError } from "./errors.ts";
import { Session, type SessionLifetime } from "./session.ts";
import type { SessionStore } from "./session-store.ts";

declare module "../http/request-properties.ts" {
  interface RequestProperties {
    /** What the app remembers of this visitor. Loaded when first read; a request that doesn't read it costs nothing. */
    readonly session: Promise<Session>;
  }
}

/** Where and how the app keeps its sessions. */
export interface SessionsService extends SessionLifetime {
  readonly store: SessionStore;
  readonly cookie: { readonly name: string; readonly options: CookieOptions };
  readonly endWithBrowser: boolean;
  readonly saveEveryRequest: boolean;
}

export const sessionsService = serviceKey<SessionsService>("sessions.sessions");

// Django's keys: 32 of these characters hold 165 bits, and none depends on upper or lower case.
const newKey = () => randomString(32, "abcdefghijklmnopqrstuvwxyz0123456789");
const keyPattern = /^[a-z0-9]{8,40}$/;

// The sessions of requests that read theirs; `null` under the middleware as long as nobody has.
const sessionSlot = new RequestSlot<Promise<Session> | null>();

defineRequestProperty("session", (request) => {
  if (sessionSlot.get(request) === undefined) throw new SessionsOffError();
  const session = openSession(request, currentApp("request.session").service(sessionsService));
  sessionSlot.set(request, session);
  return session;
});

async function openSession(request: Request, service: SessionsService): Promise<Session> {
  const { store, cookie } = service;
  const key = request.cookies.get(cookie.name);
  if (key !== undefined && keyPattern.test(key)) {
    const data = await store.load(key);
    const session = data === undefined ? undefined : new Session(store, key, data, service);
    if (session?.isPastLifetime() === false) return session;
    await session?.flush();
  }
  // A key that the visitor made up, or that has expired, is never taken on: a new session gets a new key.
  return new Session(store, undefined, {}, service);
}

/**
 * Gives each request its `session`, and saves it after the handler where something was changed. A request that doesn't
 * read its session sets no cookie, and makes no promise.
 */
export const sessionMiddleware: Middleware = (request, next) => {
  if (sessionSlot.get(request) === undefined) sessionSlot.set(request, null);
  const response = next(request);
  if (response instanceof Promise) return response.then((done) => afterHandler(request, done));
  return afterHandler(request, response);
};
describeMiddleware(sessionMiddleware, { name: "sessionMiddleware", inside: ["securityHeaders", "hosts"] });

function afterHandler(request: Request, response: Response): Response | Promise<Response> {
  const session = sessionSlot.get(request);
  if (!session) return response;
  return finish(request, response, session);
}

async function finish(request: Request, response: Response, opening: Promise<Session>): Promise<Response> {
  const session = await opening;
  const service = currentApp("sessionMiddleware").service(sessionsService);
  // The answer depends on who asks, so no cache may give it to another.
  response.vary("Cookie");
  if (!response.headers.has("cache-control")) keepPrivate(response);

  if (session.isEmpty) {
    await forget(request, response, session, service);
  } else if ((session.modified || service.saveEveryRequest) && response.status < 500) {
    await keep(response, session, service);
  }
  return response;
}

async function forget(
  request: Request,
  response: Response,
  session: Session,
  service: SessionsService,
): Promise<void> {
  if (session.key !== undefined) await session.flush();
  if (request.cookies.has(service.cookie.name))
    response.deleteCookie(service.cookie.name, service.cookie.options);
}

async function keep(response: Response, session: Session, service: SessionsService): Promise<void> {
  const isKept = await session.save(newKey);
  if (!isKept) {
    // Another request ended it, by a logout perhaps, while this one was being answered: it stays ended.
    response.deleteCookie(service.cookie.name, service.cookie.options);
    return;
  }
  const expires = session.expiresAt();
  const lifetime =
    (session.expiresWithBrowser ?? service.endWithBrowser)
      ? {}
      : { expires, maxAgeSeconds: Math.max(0, Math.round((expires.getTime() - Date.now()) / 1000)) };
  keepPrivate(response);
  response.setCookie(service.cookie.name, session.key!, { ...service.cookie.options, ...lifetime });
}
