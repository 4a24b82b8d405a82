import { defineModule } from "../../core/index.ts";
import { RateLimitCount } from "./rate-limit-model.ts";

/** The table of `databaseRateLimits()`: list it in `modules` beside it. */
export const rateLimitTable = defineModule({
  name: "rate_limits",
  folder: import.meta.dirname,
  models: [RateLimitCount],
});
