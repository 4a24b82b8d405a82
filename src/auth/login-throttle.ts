import { isIPv6 } from "node:net";
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

interface Failures {
  count: number;
  /** When the window began, in milliseconds. */
  readonly since: number;
}

/** Past this many accounts and addresses with failures, the oldest are forgotten: an attacker must not fill the memory. */
const maxEntries = 50_000;

/**
 * Counts failed logins by account and by address. An account is throttled whether it exists or not, so that the answer
 * doesn't tell. Kept in the memory of one process.
 */
export class LoginThrottle {
  readonly #limits: Required<LoginThrottleOptions>;
  readonly #now: () => number;
  readonly #failures = new Map<string, Failures>();

  constructor(options: LoginThrottleOptions = {}, now: () => number = Date.now) {
    this.#limits = { failuresPerAccount: 10, failuresPerAddress: 50, windowSeconds: 900, ...options };
    this.#now = now;
  }

  /** For how many seconds a login must wait; 0 where it may be tried. */
  waitSeconds(username: string, address: string): number {
    return Math.max(
      this.#wait(accountKey(username), this.#limits.failuresPerAccount),
      this.#wait(addressKey(address), this.#limits.failuresPerAddress),
    );
  }

  /** Counts a login as failed. Called before the password is checked, and taken back by {@link succeeded}. */
  failed(username: string, address: string): void {
    this.#count(accountKey(username));
    this.#count(addressKey(address));
  }

  /** Takes the last failure back: the login was not looked at after all. */
  withdraw(username: string, address: string): void {
    for (const key of [accountKey(username), addressKey(address)]) {
      const failures = this.#current(key);
      if (failures !== undefined && failures.count > 0) failures.count--;
    }
  }

  /** Forgets an account's failures, and the last of the address. Its others stay: a right password doesn't excuse a hundred wrong ones. */
  succeeded(username: string, address: string): void {
    this.withdraw(username, address);
    this.#failures.delete(accountKey(username));
  }

  #wait(key: string, limit: number): number {
    const failures = this.#current(key);
    if (failures === undefined || failures.count < limit) return 0;
    return Math.ceil((failures.since + this.#limits.windowSeconds * 1000 - this.#now()) / 1000);
  }

  #count(key: string): void {
    const failures = this.#current(key);
    if (failures !== undefined) {
      failures.count++;
      return;
    }
    if (this.#failures.size >= maxEntries) this.#failures.delete(this.#failures.keys().next().value!);
    this.#failures.set(key, { count: 1, since: this.#now() });
  }

  #current(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    if (failures === undefined) return undefined;
    if (this.#now() < failures.since + this.#limits.windowSeconds * 1000) return failures;
    this.#failures.delete(key);
    return undefined;
  }
}

function accountKey(username: string): string {
  return `account ${normalizeUsername(username).slice(0, 1_000).toLowerCase().slice(0, 254)}`;
}

/** Whoever has one IPv6 address has its whole /64. */
function addressKey(address: string): string {
  return `address ${isIPv6(address) ? firstHalf(address) : address}`;
}

function firstHalf(address: string): string {
  const [head = "", tail] = address.split("%")[0]!.toLowerCase().split("::");
  const headGroups = head === "" ? [] : head.split(":");
  const tailGroups = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - headGroups.length - tailGroups.length) }, () => "0");
  const groups = tail === undefined ? headGroups : [...headGroups, ...zeros, ...tailGroups];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
