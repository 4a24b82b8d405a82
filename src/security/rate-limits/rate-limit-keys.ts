import { createHash } from "node:crypto";
import { cleanIpv6Address, ipv6Groups, logger } from "../../core/index.ts";
import type { Request } from "../../http/index.ts";

/** Whose requests are counted together: a text for each; `undefined` where this request isn't counted at all. */
export type RateLimitKey = (request: Request) => string | undefined | Promise<string | undefined>;

/**
 * Counts by the address that the request comes from. The default. Requests whose address nobody knows count together: to
 * count none of them would open the limit to whoever can hide theirs.
 */
export const byAddress: RateLimitKey = (request) => {
  if (request.ip === "") warnOfUnknownAddresses();
  return addressKey(request.ip);
};

let hasWarned = false;

/** Once: each request would say the same. */
function warnOfUnknownAddresses(): void {
  if (hasWarned) return;
  hasWarned = true;
  logger("security").warn(
    "a rate limit counts by address, and the addresses of requests aren't known here: all of them count as one. Hand the address to app.fetch(request, { peer }), or give the limit another key",
  );
}

/** What an address counts as: whoever has one IPv6 address has its whole /64. */
export function addressKey(address: string): string {
  const usual = cleanIpv6Address(address, { unpackIpv4: true, maxLength: address.length }) ?? address;
  const groups = ipv6Groups(usual)?.slice(0, 4);
  return `address ${groups === undefined ? usual : groups.map((group) => group.toString(16)).join(":")}`;
}

// Longer ones, which a visitor may have chosen, take the place of their hash.
const maxKeyLength = 120;

/** A key as stores get it: of a bounded length, and apart from the keys of other limits. */
export function storeKey(name: string, key: string): string {
  const whole = `${name}\n${key}`;
  return whole.length <= maxKeyLength ? whole : createHash("sha256").update(whole).digest("base64url");
}
