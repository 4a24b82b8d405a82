import { bigInteger, Model, string } from "../../db/index.ts";

/** What `databaseRateLimits()` keeps of a key. Internal: the store alone reads it. */
export class RateLimitCount extends Model({
  /** A hash: keys hold addresses and names, and databases compare texts in their own ways. */
  key: string({ maxLength: 40, primaryKey: true }),
  /** Microseconds since 1970. */
  fullAt: bigInteger({ index: true }),
}) {
  static override meta() {
    return this.options({ table: "quintet_rate_limit" });
  }
}
