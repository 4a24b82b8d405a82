import { resource } from "quintet/admin";
import { Conversation, Message, ModelKey } from "./models.ts";

/** The chat in the admin. Keys can be removed there, and neither read nor written. */
export const chatResources = [
  resource(Conversation, {
    columns: ["title", "owner", { count: "messages" }, "createdAt", "updatedAt"],
    search: ["title", "owner.username", "messages.content"],
    filters: ["updatedAt", "owner"],
    readonly: ["createdAt", "updatedAt"],
    icon: "messages-square",
  }),
  resource(Message, {
    columns: [{ label: "Message", value: String }, "conversation", "role", "status", "createdAt"],
    search: ["content", "conversation.title"],
    filters: ["role", "status", "createdAt"],
    orderBy: ["-id"],
    readonly: ["createdAt"],
    icon: "message-square-text",
  }),
  resource(ModelKey, {
    columns: ["owner", "hint", "model", "baseUrl"],
    search: ["owner.username", "model"],
    without: ["add", "change"],
    icon: "key-round",
  }),
];
