import { createModel, migration } from "../../../db/index.ts";

export default migration({
  operations: [
    createModel("RateLimitCount", {
      fields: {
        key: { type: "string", maxLength: 40, primaryKey: true },
        fullAt: { type: "bigInteger", index: true },
      },
      table: "quintet_rate_limit",
    }),
  ],
});
