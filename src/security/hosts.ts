import { currentApp } from "../core/index.ts";
import { describeMiddleware, type Middleware } from "../http/index.ts";
import { DisallowedHostError } from "./errors.ts";
import { securityPolicyService } from "./security-policy.ts";

/**
 * Refuses requests whose Host header isn't one of `security.allowedHosts`, so that `request.host` can be trusted in
 * links, redirects and mails.
 */
export const hosts: Middleware = (request, next) => {
  const app = currentApp("hosts");
  const { host } = request;
  if (!app.service(securityPolicyService).allowedHosts.includes(host))
    throw new DisallowedHostError(host, { debug: app.config.debug });
  return next(request);
};
describeMiddleware(hosts, { name: "hosts", inside: ["securityHeaders"] });
