import { createModel, migration } from "quintet/db";

export default migration({
  dependsOn: [["auth", "0001_initial"]],
  operations: [
    createModel("Conversation", {
      fields: {
        id: { type: "auto", primaryKey: true },
        title: { type: "string", maxLength: 120 },
        createdAt: { type: "datetime", default: "now" },
        updatedAt: { type: "datetime", default: "now" },
        owner: { type: "belongsTo", to: "auth.User", onDelete: "cascade" },
      },
      indexes: [{ name: "chat_conver_owner_i_77b144_idx", fields: ["owner", "-updatedAt"] }],
    }),
    createModel("Message", {
      fields: {
        id: { type: "auto", primaryKey: true },
        role: { type: "string", maxLength: 50 },
        content: { type: "text", default: "" },
        status: { type: "string", maxLength: 50, default: "complete" },
        notice: { type: "text", default: "" },
        createdAt: { type: "datetime", default: "now" },
        conversation: { type: "belongsTo", to: "chat.Conversation", onDelete: "cascade" },
      },
    }),
    createModel("ModelKey", {
      fields: {
        id: { type: "auto", primaryKey: true },
        encryptedKey: { type: "text" },
        hint: { type: "string", maxLength: 20 },
        baseUrl: { type: "string", maxLength: 200 },
        model: { type: "string", maxLength: 100 },
        owner: { type: "belongsTo", to: "auth.User", onDelete: "cascade", unique: true },
      },
    }),
  ],
});
