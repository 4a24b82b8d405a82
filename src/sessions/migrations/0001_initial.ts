import { createModel, migration } from "../../db/index.ts";

export default migration({
  operations: [
    createModel("Session", {
      fields: {
        sessionKey: { type: "string", maxLength: 40, primaryKey: true },
        sessionData: { type: "text" },
        expireDate: { type: "datetime", index: true },
      },
      table: "django_session",
    }),
  ],
});
