import { addressKey } from "./address-key.ts";
import { AttemptCounts } from "./attempt-counts.ts";
import { normalizeUsername } from "./names.ts";

/** How many failed logins are allowed in a window of time before further ones are refused unread. */
export interface LoginThrottleOptions {
  /** For one account, from anywhere: 10 by default. */
  readonly failuresPerAccount?: number;
  /** From one address, for any account: 50 by default. IPv6 addresses count by their first 64 bits. */
  readonly failuresPerAddress?: number;
  /** 15 minutes by default. */
  readonly windowSeconds?: number;
}

/**
 * Counts failed logins by account and by address. An account is throttled whether it exists or not, so that the answer
 * doesn't tell. Kept in the memory of one process.
 */
export class LoginThrottle {
  readonly #limits: Required<LoginThrottleOptions>;
  readonly #failures: AttemptCounts;

  constructor(options: LoginThrottleOptions = {}, now: () => number = Date.now) {
    this.#limits = { failuresPerAccount: 10, failuresPerAddress: 50, windowSeconds: 900, ...options };
    this.#failures = new AttemptCounts(this.#limits.windowSeconds, now);
  }

  /** For how many seconds a login must wait; 0 where it may be tried. */
  waitSeconds(username: string, address: string): number {
    return Math.max(
      this.#failures.waitSeconds(accountKey(username), this.#limits.failuresPerAccount),
      this.#failures.waitSeconds(addressKey(address), this.#limits.failuresPerAddress),
    );
  }

  /** Counts a login as failed. Called before the password is checked, and taken back by {@link succeeded}. */
  failed(username: string, address: string): void {
    this.#failures.add(accountKey(username));
    this.#failures.add(addressKey(address));
  }

  /** Takes the last failure back: the login was not looked at after all. */
  withdraw(username: string, address: string): void {
    for (const key of [accountKey(username), addressKey(address)]) this.#failures.withdraw(key);
  }

  /** Forgets an account's failures, and the last of the address. Its others stay: a right password doesn't excuse a hundred wrong ones. */
  succeeded(username: string, address: string): void {
    this.withdraw(username, address);
    this.#failures.forget(accountKey(username));
  }
}

function accountKey(username: string): string {
  return `account ${normalizeUsername(username).slice(0, 1_000).toLowerCase().slice(0, 254)}`;
}
