import { describeMiddleware, type Middleware, type Response } from "../../http/index.ts";
import { askToLogIn } from "./guards.ts";

declare module "../../http/request-properties.ts" {
  interface RouteOptions {
    /** `false` opens the route to everybody where {@link loginByDefault} asks for a login. */
    readonly loginRequired?: false;
  }
}

/**
 * Middleware that lets only logged-in users reach any route, apart from those that are declared with
 * `{ loginRequired: false }`. A route that is forgotten is closed, not open.
 *
 * @example
 * middleware: [...defaultMiddleware, loginByDefault]
 */
export const loginByDefault: Middleware = (request, next) => {
  const { route } = request;
  // An address without a route is answered by 404, which tells nothing.
  if (route === undefined || route.options.loginRequired === false) return next(request);
  return request.user.then((user): Response | Promise<Response> => {
    return user.isAuthenticated ? next(request) : askToLogIn(request);
  });
};
describeMiddleware(loginByDefault, {
  name: "loginByDefault",
  needs: ["sessionMiddleware"],
  inside: ["securityHeaders", "hosts"],
});
