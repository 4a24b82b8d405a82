import {
  appMiddleware,
  describeMiddleware,
  type Request,
  type Response,
  withResponse,
} from "../http/index.ts";
import type { ContentSecurityPolicy, CspSources } from "./content-security-policy.ts";
import { nonceOf } from "./csp-nonce.ts";
import { keepPrivate } from "./private-response.ts";
import { type SecurityPolicy, securityPolicyService } from "./security-policy.ts";

declare module "../http/request-properties.ts" {
  interface RouteOptions {
    /** Sources that the Content-Security-Policy of this route allows besides those of the configuration and of its mounts. */
    readonly csp?: CspSources;
    /** Sends no Content-Security-Policy with the answers of this route. */
    readonly unsafeNoCsp?: boolean;
  }
}

/**
 * Adds the headers that have browsers protect the site's visitors. A header that the handler has set itself stays as
 * it is.
 */
export const securityHeaders = appMiddleware((app) => {
  const policy = app.service(securityPolicyService);
  return (request, next) =>
    withResponse(next(request), (response) => {
      const headers = request.isSecure ? policy.secureHeaders : policy.headers;
      if (isCommon(request, response)) response.headers.setDefaults(headers.all);
      else {
        response.headers.setDefaults(headers.base);
        setContentSecurityPolicy(request, response, policy);
      }
      if (policy.cspReportOnly !== undefined) tryOut(policy.cspReportOnly, request, response);
      // Made for whoever has these credentials, unless the handler says that everybody may have it.
      if (request.header("authorization") !== null && !response.headers.has("cache-control"))
        keepPrivate(response);
      return response;
    });
});
describeMiddleware(securityHeaders, { name: "securityHeaders" });

/** Whether an answer gets the policy of the configuration as it stands there. */
function isCommon(request: Request, response: Response): boolean {
  const options = request.route?.options;
  if (options !== undefined && (options.csp !== undefined || options.unsafeNoCsp)) return false;
  return nonceOf(request) === undefined && !response.headers.has("content-security-policy");
}

function setContentSecurityPolicy(request: Request, response: Response, policy: SecurityPolicy): void {
  if (policy.csp === undefined || response.headers.has("content-security-policy")) return;
  const { route } = request;
  if (route?.options.unsafeNoCsp) return;
  const added = route?.declared.map((options) => options.csp).filter((more) => more !== undefined) ?? [];
  const csp = added.reduceRight(routePolicy, policy.csp); // from the outermost mount to the route
  const nonce = nonceOf(request);
  if (nonce === undefined) {
    response.headers.setDefaults(csp.block);
    return;
  }
  response.headers.set("content-security-policy", csp.textWithNonce(nonce));
  response.headers.setDefaults(csp.framingHeaders);
}

/** The policy that browsers only report about. */
function tryOut(csp: ContentSecurityPolicy, request: Request, response: Response): void {
  const nonce = nonceOf(request);
  const text = nonce === undefined ? csp.text : csp.textWithNonce(nonce);
  if (!response.headers.has(reportOnly)) response.headers.set(reportOnly, text);
}

const reportOnly = "content-security-policy-report-only";

/** Written once for each route: a route's options are the same object for all of its requests. */
const routePolicies = new WeakMap<ContentSecurityPolicy, WeakMap<CspSources, ContentSecurityPolicy>>();

function routePolicy(base: ContentSecurityPolicy, more: CspSources): ContentSecurityPolicy {
  let ofBase = routePolicies.get(base);
  if (ofBase === undefined) {
    ofBase = new WeakMap();
    routePolicies.set(base, ofBase);
  }
  let policy = ofBase.get(more);
  if (policy === undefined) {
    policy = base.with(more);
    ofBase.set(more, policy);
  }
  return policy;
}
