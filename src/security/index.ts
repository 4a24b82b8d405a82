export type { AllowedHosts } from "./allowed-hosts.ts";
export { ContentSecurityPolicy, type CspSources } from "./content-security-policy.ts";
export { type CookiePolicy, cookiePolicy } from "./cookie-policy.ts";
export { nonceOf } from "./csp-nonce.ts";
export { csrf } from "./csrf.ts";
export { csrfToken, rotateCsrfToken } from "./csrf-state.ts";
export {
  CspSourceError,
  CsrfError,
  type CsrfReason,
  CsrfTokenTooLateError,
  DisallowedHostError,
} from "./errors.ts";
export { isSameDomain, type SplitHost, splitHost } from "./host-name.ts";
export { hosts } from "./hosts.ts";
export { keepPrivate } from "./private-response.ts";
export { type AllowedTargets, isAllowedTarget, isSafeRedirect, safeRedirectTarget } from "./safe-redirect.ts";
export type { SecurityConfig, SecurityOptions } from "./security-config.ts";
export { securityHeaders } from "./security-headers.ts";
export { securityModule } from "./security-module.ts";
export { type SecurityPolicy, securityPolicyService } from "./security-policy.ts";
export type { TrustedOrigins } from "./trusted-origins.ts";
