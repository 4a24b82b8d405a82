import { addressKey, RateLimiter, RateLimitStoreError } from "../security/index.ts";
import { normalizeUsername } from "./names.ts";

/** How many failed logins are allowed before further ones are refused unread. */
export interface LoginThrottleOptions {
  /** For one account, from anywhere: 10 by default. */
  readonly failuresPerAccount?: number;
  /** From one address, for any account: 50 by default. IPv6 addresses count by their first 64 bits. */
  readonly failuresPerAddress?: number;
  /** In which time: 15 minutes by default. */
  readonly windowSeconds?: number;
}

/** A login that may not be tried now. */
interface Refused {
  readonly waitSeconds: number;
}

// What one is told while the store of the counts can't be reached: without a count nobody may try passwords.
const storeDownSeconds = 60;

/**
 * Counts failed logins by account and by address. An account is counted whether it exists or not, so that the answer
 * doesn't tell.
 */
export class LoginThrottle {
  readonly #accounts: RateLimiter;
  readonly #addresses: RateLimiter;

  constructor({
    failuresPerAccount = 10,
    failuresPerAddress = 50,
    windowSeconds = 900,
  }: LoginThrottleOptions) {
    const whenStoreFails = "refuse";
    this.#accounts = new RateLimiter({
      name: "login.account",
      requests: failuresPerAccount,
      windowSeconds,
      whenStoreFails,
    });
    this.#addresses = new RateLimiter({
      name: "login.address",
      requests: failuresPerAddress,
      windowSeconds,
      whenStoreFails,
    });
  }

  /**
   * Counts a login as failed before it is tried, so that of a thousand at once only the first few are. Says for how long
   * it must wait instead; a login that isn't tried counts for nothing.
   */
  async begin(username: string, address: string): Promise<Refused | undefined> {
    try {
      const account = await this.#accounts.take(accountKey(username));
      if (!account.allowed) return account;
      const place = await this.#addresses.take(addressKey(address));
      if (place.allowed) return undefined;
      await this.#accounts.giveBack(accountKey(username));
      return place;
    } catch (error) {
      if (error instanceof RateLimitStoreError) return { waitSeconds: storeDownSeconds };
      throw error;
    }
  }

  /** Takes the last failure back: the login was not looked at after all. */
  async withdraw(username: string, address: string): Promise<void> {
    await this.#accounts.giveBack(accountKey(username));
    await this.#addresses.giveBack(addressKey(address));
  }

  /** Forgets an account's failures, and the last of the address. Its others stay: a right password doesn't excuse a hundred wrong ones. */
  async succeeded(username: string, address: string): Promise<void> {
    await this.#addresses.giveBack(addressKey(address));
    await this.#accounts.forget(accountKey(username));
  }
}

function accountKey(username: string): string {
  return normalizeUsername(username).slice(0, 1_000).toLowerCase().slice(0, 254);
}
