import { defineModule } from "../core/index.ts";
import { findCurrentRequest } from "../http/index.ts";
import { deployChecks } from "./deploy-checks.ts";
import { checkRateLimits } from "./rate-limits/check-rate-limits.ts";
import { rateLimitStoreService } from "./rate-limits/rate-limit-store.ts";
import { memoryRateLimits } from "./rate-limits/stores/memory-store.ts";
import { securityConfigSection } from "./security-config.ts";
import { makeSecurityPolicy, securityPolicyService } from "./security-policy.ts";

/** What every app has of this part: the key `security`, the policy made of it, and the deploy checks. */
export const securityModule = defineModule({
  name: "security",
  folder: import.meta.dirname,
  configSections: [securityConfigSection],
  checks: [{ name: "security.rate-limits", run: checkRateLimits }, ...deployChecks],
  // Computed when a template names them; outside of a request, in a mail for instance, they are empty.
  sharedData: {
    csrf_token: () => findCurrentRequest()?.csrfToken ?? "",
    csp_nonce: () => findCurrentRequest()?.cspNonce ?? "",
  },
  setup(app) {
    app.provide(securityPolicyService, makeSecurityPolicy(app));
    const store = app.config.security.rateLimitStore ?? memoryRateLimits();
    app.provide(rateLimitStoreService, store);
    app.onClose(() => store.close?.());
  },
});
