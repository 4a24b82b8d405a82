import { createModel, migration } from "../../db/index.ts";

export default migration({
  dependsOn: [
    ["auth", "0001_initial"],
    ["contenttypes", "0001_initial"],
  ],
  operations: [
    createModel("LogEntry", {
      fields: {
        id: { type: "auto", primaryKey: true },
        actionTime: { type: "datetime", default: "now" },
        user: { type: "belongsTo", to: "auth.User", onDelete: "cascade" },
        contentType: {
          type: "belongsTo",
          to: "contenttypes.ContentType",
          onDelete: "setNull",
          nullable: true,
        },
        objectId: { type: "text", nullable: true },
        objectRepr: { type: "string", maxLength: 200 },
        actionFlag: { type: "smallInteger", positive: true },
        changeMessage: { type: "text", default: "" },
      },
      table: "django_admin_log",
    }),
  ],
});
