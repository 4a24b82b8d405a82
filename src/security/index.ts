export type { AllowedHosts } from "./allowed-hosts.ts";
export { ContentSecurityPolicy, type CspSources } from "./content-security-policy.ts";
export { type CookiePolicy, cookiePolicy } from "./cookie-policy.ts";
export { nonceOf } from "./csp-nonce.ts";
export { type CspReport, cspReported, cspReports } from "./csp-reports.ts";
export { csrf } from "./csrf.ts";
export { csrfToken, rotateCsrfToken } from "./csrf-state.ts";
export {
  CspSourceError,
  CsrfError,
  type CsrfReason,
  CsrfTokenTooLateError,
  DisallowedHostError,
  MissingRedisError,
  OutboundAddressError,
  OutboundBodyError,
  OutboundEncodingError,
  OutboundRedirectError,
  OutboundTimeoutError,
  OutboundUrlError,
  RateLimitError,
  RateLimitedError,
  RateLimitStoreError,
} from "./errors.ts";
export { isSameDomain, type SplitHost, splitHost } from "./host-name.ts";
export { hosts } from "./hosts.ts";
export { type GuardedFetchOptions, guardedFetch } from "./outbound/guarded-fetch.ts";
export type { ResolveHost } from "./outbound/pinned-lookup.ts";
export { isPublicAddress } from "./outbound/public-address.ts";
export { keepPrivate } from "./private-response.ts";
export type { Rate, RateLimitState, RateMicros } from "./rate-limits/rate.ts";
export { rateLimit, routeRateLimits } from "./rate-limits/rate-limit.ts";
export type { CountedLimit } from "./rate-limits/rate-limit-headers.ts";
export { addressKey, byAddress, type RateLimitKey } from "./rate-limits/rate-limit-keys.ts";
export { type RateLimitStore, rateLimitStoreService } from "./rate-limits/rate-limit-store.ts";
export { RateLimiter, type RateLimiterOptions, type RateLimitRule } from "./rate-limits/rate-limiter.ts";
export { rateLimitTable } from "./rate-limits/rate-limits-module.ts";
export { type DatabaseRateLimitsOptions, databaseRateLimits } from "./rate-limits/stores/database-store.ts";
export { type MemoryRateLimitsOptions, memoryRateLimits } from "./rate-limits/stores/memory-store.ts";
export { type RedisRateLimitsOptions, redisRateLimits } from "./rate-limits/stores/redis-store.ts";
export {
  type AllowedTargets,
  isAllowedTarget,
  isSafeRedirect,
  previousPage,
  safeRedirectTarget,
} from "./safe-redirect.ts";
export type { SecurityConfig, SecurityOptions } from "./security-config.ts";
export { securityHeaders } from "./security-headers.ts";
export { securityModule } from "./security-module.ts";
export { type SecurityPolicy, securityPolicyService } from "./security-policy.ts";
export type { TrustedOrigins } from "./trusted-origins.ts";
