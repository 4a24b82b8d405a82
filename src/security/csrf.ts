import { currentApp, logger } from "../core/index.ts";
import {
  describeMiddleware,
  type Middleware,
  type Request,
  type Response,
  withResponse,
} from "../http/index.ts";
import { foreignOrigin } from "./csrf-origin.ts";
import { beginBody, csrfState, needsCsrfCookie } from "./csrf-state.ts";
import { isWellFormedCsrfToken, matchesCsrfSecret } from "./csrf-token.ts";
import { CsrfError, type CsrfReason } from "./errors.ts";
import { keepPrivate } from "./private-response.ts";
import { securityPolicyService } from "./security-policy.ts";

declare module "../http/request-properties.ts" {
  interface RouteOptions {
    /**
     * Answers requests that change something without a proof that they come from an own page: for routes that other
     * programs call, and that trust no cookie.
     */
    readonly unsafeCsrfExempt?: boolean;
  }
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

// A year, as Django's CSRF_COOKIE_AGE: a page left open in a tab can still be sent tomorrow.
const cookieAgeSeconds = 31_449_600;

/**
 * Refuses requests that change something and don't come from one of the site's own pages: by what the browser says
 * about their origin, and by the token that the page holds. Counts for every method but GET, HEAD and OPTIONS and for
 * every type of body.
 */
export const csrf: Middleware = (request, next) => {
  if (safeMethods.has(request.method) || request.route?.options.unsafeCsrfExempt === true)
    return answer(request, next);
  return check(request).then((reason) => {
    if (reason === undefined) return answer(request, next);
    logger("security").warn(
      { requestId: request.id, reason, path: request.path },
      "a request was refused as forged",
    );
    throw new CsrfError(reason, { debug: currentApp("csrf").config.debug });
  });
};
describeMiddleware(csrf, { name: "csrf", inside: ["securityHeaders", "hosts"] });

function answer(request: Request, next: (request: Request) => Response | Promise<Response>) {
  return withResponse(next(request), (response) => {
    if (needsCsrfCookie(request)) keepSecret(request, response);
    else if (typeof response.body === "object" && response.body !== null) beginBody(request);
    return response;
  });
}

function keepSecret(request: Request, response: Response): void {
  const { cookies } = currentApp("csrf").service(securityPolicyService);
  response.setCookie(cookies.name("csrftoken"), csrfState(request).secret!, {
    ...cookies.options,
    maxAgeSeconds: cookieAgeSeconds,
  });
  response.vary("Cookie");
  keepPrivate(response);
}

async function check(request: Request): Promise<CsrfReason | undefined> {
  const { trustedOrigins } = currentApp("csrf").service(securityPolicyService);
  const foreign = foreignOrigin(request, trustedOrigins);
  if (foreign !== undefined) return foreign;
  const { secret } = csrfState(request);
  if (secret === undefined) return "no-cookie";
  const token = request.header("x-csrftoken") ?? (await tokenInForm(request));
  if (token === "") return "no-token";
  if (!isWellFormedCsrfToken(token)) return "malformed-token";
  return matchesCsrfSecret(token, secret) ? undefined : "wrong-token";
}

async function tokenInForm(request: Request): Promise<string> {
  const { contentType } = request;
  if (contentType !== "application/x-www-form-urlencoded" && contentType !== "multipart/form-data") return "";
  return (await request.formField("csrfmiddlewaretoken")) ?? "";
}
