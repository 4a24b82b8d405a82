import { byAddress, type RateLimitKey } from "../security/index.ts";

/**
 * Counts by the user who is logged in, and by the address where nobody is: a key for rate limits.
 *
 * @example
 * path("export/", exportAll, { rateLimit: { requests: 5, windowSeconds: 3600, key: byUser } });
 */
export const byUser: RateLimitKey = async (request) => {
  const user = await request.user;
  return user.isAuthenticated ? `user ${user.id}` : byAddress(request);
};
