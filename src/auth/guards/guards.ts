import { logger } from "../../core/index.ts";
import {
  ForbiddenError,
  type Request,
  type Response,
  type ResponseLike,
  redirect,
  wrapHandler,
} from "../../http/index.ts";
import { authSettings } from "../auth-settings.ts";
import { LoginRequiredError, PermissionNameError } from "../errors.ts";
import { loginAddress } from "../login-address.ts";
import type { User } from "../models.ts";
import type { PermissionName } from "../permissions/permissions-of.ts";

const log = logger("auth");

/** A handler behind a guard: it gets the user as well. */
export type GuardedHandler<Params> = (
  request: Request,
  params: Params,
  user: User,
) => ResponseLike | Promise<ResponseLike>;

/** What a guard makes of it: a handler for a route. */
export type Handler<Params> = (request: Request, params: Params) => Promise<ResponseLike>;

/**
 * Lets only logged-in users through. Others are sent to the login page, and come back afterwards; a program that takes
 * JSON gets a 401.
 *
 * @example
 * inbox: path("inbox/<int:page>/", loginRequired((request, { page }, user) => …)),
 */
export function loginRequired<Params>(handler: GuardedHandler<Params>): Handler<Params> {
  return guard(() => true, handler);
}

/** Lets only staff through: those who may use the admin. A logged-in user who is not gets a 403. */
export function staffRequired<Params>(handler: GuardedHandler<Params>): Handler<Params> {
  return guard((user) => user.isStaff, handler);
}

/**
 * Lets only users through who may do this, or all of these. A logged-in user who may not gets a 403.
 *
 * @example
 * create: path("books/new/", permissionRequired("shop.add_book", (request, _params, user) => …)),
 */
export function permissionRequired<Params>(
  permission: PermissionName | readonly PermissionName[],
  handler: GuardedHandler<Params>,
): Handler<Params> {
  const permissions = typeof permission === "string" ? [permission] : permission;
  for (const name of permissions) if (!/^\w+\.\w+$/.test(name)) throw new PermissionNameError(name);
  return guard((user) => user.hasPermissions(permissions), handler);
}

/** Lets only users through for whom `allows` says so. */
export function userRequired<Params>(
  allows: (user: User, request: Request) => boolean | Promise<boolean>,
  handler: GuardedHandler<Params>,
): Handler<Params> {
  return guard(allows, handler);
}

function guard<Params>(
  allows: (user: User, request: Request) => boolean | Promise<boolean>,
  handler: GuardedHandler<Params>,
): Handler<Params> {
  return wrapHandler(handler, async (request: Request, params: Params) => {
    const user = await request.user;
    if (!user.isAuthenticated) return askToLogIn(request);
    if (!(await allows(user, request))) {
      log.warn({ requestId: request.id, userId: user.id, path: request.path }, "permission denied");
      throw new ForbiddenError();
    }
    return handler(request, params, user);
  });
}

/** Sends a person to the login page, and from there back to where they wanted to go. */
export function askToLogIn(request: Request): Response {
  const takesPages = request.accepts("text/html") && request.header("sec-fetch-mode") !== "cors";
  if (!takesPages) throw new LoginRequiredError();
  // What was sent with a POST is gone after the login, so only an address that can be asked for again is kept.
  const next = request.method === "GET" || request.method === "HEAD" ? request.target : undefined;
  return redirect(loginAddress(authSettings().loginUrl, next));
}
