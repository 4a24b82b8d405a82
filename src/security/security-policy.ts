import { type App, type Config, serviceKey } from "../core/index.ts";
import { type HeaderBlock, headerBlock } from "../http/index.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { ContentSecurityPolicy, type CspSources, cspEndpoint } from "./content-security-policy.ts";
import { type CookiePolicy, cookiePolicy } from "./cookie-policy.ts";
import { TrustedOrigins } from "./trusted-origins.ts";

declare module "../core/module.ts" {
  interface ModuleOptions {
    /** What the module's part of pages loads from elsewhere: allowed by the Content-Security-Policy besides what the configuration allows. */
    readonly cspSources?: (config: Config) => CspSources | undefined;
  }
}

/** What the configuration comes to, worked out once for an app so that a request only looks up. */
export interface SecurityPolicy {
  readonly allowedHosts: AllowedHosts;
  readonly trustedOrigins: TrustedOrigins;
  readonly cookies: CookiePolicy;
  /** Headers of answers over http. */
  readonly headers: PolicyHeaders;
  /** Headers of answers over https. */
  readonly secureHeaders: PolicyHeaders;
  /** `undefined` where the configuration turns it off. */
  readonly csp: ContentSecurityPolicy | undefined;
  /** What browsers only report about; `undefined` where nothing is tried out. */
  readonly cspReportOnly: ContentSecurityPolicy | undefined;
}

/** Headers of answers, checked and put together beforehand. */
export interface PolicyHeaders {
  /** For every answer. */
  readonly base: HeaderBlock;
  /** The same with the Content-Security-Policy of the configuration: for most answers. */
  readonly all: HeaderBlock;
}

/** The security policy of an app. */
export const securityPolicyService = serviceKey<SecurityPolicy>("security.policy");

// What a page may use only if its site asks for it by a header of its own.
const powerfulFeatures = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "usb",
];

const baseHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": powerfulFeatures.map((feature) => `${feature}=()`).join(", "),
};

export function makeSecurityPolicy({ config, modules }: App): SecurityPolicy {
  const { security, debug } = config;
  const needed = modules.flatMap((module) => module.cspSources?.(config) ?? []);
  const policyOf = (more: CspSources): ContentSecurityPolicy =>
    needed.reduce((policy, sources) => policy.allowing(sources), strict.with(more));
  const { maxAgeSeconds, includeSubdomains, preload } = security.hsts;
  const hsts = `max-age=${maxAgeSeconds}${includeSubdomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;
  // In debug a developer's own https must not bind the browser to it for a year.
  const hasHsts = !debug && maxAgeSeconds > 0;
  const { cspReportPath } = security;
  const strict = new ContentSecurityPolicy(undefined, cspReportPath);
  const headers = {
    ...baseHeaders,
    ...(cspReportPath === undefined ? {} : { "reporting-endpoints": `${cspEndpoint}="${cspReportPath}"` }),
  };
  const csp = security.unsafeNoCsp ? undefined : policyOf(security.csp);
  return {
    allowedHosts: new AllowedHosts(security.allowedHosts, {
      allowsLocal: debug,
      allowsAny: security.unsafeAnyHost,
    }),
    trustedOrigins: new TrustedOrigins(security.trustedOrigins),
    cookies: cookiePolicy(config),
    headers: policyHeaders(headers, csp),
    secureHeaders: policyHeaders(hasHsts ? { ...headers, "strict-transport-security": hsts } : headers, csp),
    csp,
    cspReportOnly: security.cspReportOnly && policyOf(security.cspReportOnly),
  };
}

function policyHeaders(
  base: Readonly<Record<string, string>>,
  csp: ContentSecurityPolicy | undefined,
): PolicyHeaders {
  return { base: headerBlock(base), all: headerBlock({ ...base, ...csp?.headers }) };
}
