import { setTimeout } from "node:timers/promises";
import type { Redis, RedisOptions } from "ioredis";
import { MissingRedisError } from "../../errors.ts";
import { type RateLimitState, type RateMicros, stateOf } from "../rate.ts";
import type { RateLimitStore } from "../rate-limit-store.ts";
import { giveBackScript, takeScript } from "./redis-scripts.ts";

export interface RedisRateLimitsOptions {
  /** `"redis://127.0.0.1:6379/0"`. */
  readonly url: string;
  /** Begins all keys: `"quintet:rate:"` by default. */
  readonly prefix?: string;
  /** How long an answer is waited for; 100 ms by default. Later, the store counts as down. */
  readonly timeoutMs?: number;
}

/** Counts in Redis, for several processes and servers together. Needs the package `ioredis`. */
export function redisRateLimits(options: RedisRateLimitsOptions): RateLimitStore {
  return new RedisRateLimitStore(options);
}

class RedisRateLimitStore implements RateLimitStore {
  readonly #url: string;
  readonly #prefix: string;
  readonly #timeoutMs: number;
  #client: Promise<Redis> | undefined;

  constructor({ url, prefix = "quintet:rate:", timeoutMs = 100 }: RedisRateLimitsOptions) {
    this.#url = url;
    this.#prefix = prefix;
    this.#timeoutMs = timeoutMs;
  }

  async take(key: string, rate: RateMicros): Promise<RateLimitState> {
    const client = await this.#connected();
    const [taken, micros] = (await client.eval(
      takeScript,
      1,
      this.#prefix + key,
      rate.interval,
      rate.window,
    )) as [number, string];
    return stateOf(taken === 1, Number(micros), rate);
  }

  async giveBack(key: string, rate: RateMicros): Promise<void> {
    await (await this.#connected()).eval(giveBackScript, 1, this.#prefix + key, rate.interval);
  }

  async forget(key: string): Promise<void> {
    await (await this.#connected()).del(this.#prefix + key);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    (await client?.catch(() => undefined))?.disconnect();
  }

  #connected(): Promise<Redis> {
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<Redis> {
    const { Redis: Client } = await import("ioredis").catch((cause: unknown) => {
      throw new MissingRedisError({ cause });
    });
    // While there is no connection, commands fail at once rather than wait for one: whoever asks has an answer of its own.
    const options: RedisOptions = {
      commandTimeout: this.#timeoutMs,
      connectTimeout: 5_000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      lazyConnect: true,
    };
    const client = new Client(this.#url, options);
    client.on("error", () => undefined); // the commands that fail say so
    // It goes on trying where that fails, or takes longer than an answer may.
    const connected = client.connect().catch(() => undefined);
    await Promise.race([connected, setTimeout(this.#timeoutMs, undefined, { ref: false })]);
    return client;
  }
}
