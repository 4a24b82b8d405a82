import { appMiddleware, describeMiddleware } from "../http/index.ts";
import { DisallowedHostError } from "./errors.ts";
import { securityPolicyService } from "./security-policy.ts";

/**
 * Refuses requests whose Host header isn't one of `security.allowedHosts`, so that `request.host` can be trusted in
 * links, redirects and mails.
 */
export const hosts = appMiddleware((app) => {
  const { allowedHosts } = app.service(securityPolicyService);
  return (request, next) => {
    const { host } = request;
    if (!allowedHosts.includes(host)) throw new DisallowedHostError(host, { debug: app.config.debug });
    return next(request);
  };
});
describeMiddleware(hosts, { name: "hosts", inside: ["securityHeaders"] });
