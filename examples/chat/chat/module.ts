import { defineModule, type Module } from "quintet";
import { chatResources } from "./admin.ts";
import { type ChatOptions, chatService, createChatService } from "./chat-service.ts";
import { Conversation, Message, ModelKey } from "./models.ts";

/** The chat as a module of an app. */
export function chat(options: ChatOptions): Module {
  return defineModule({
    name: "chat",
    folder: import.meta.dirname,
    needs: ["auth", "sessions", "flash"],
    models: [Conversation, Message, ModelKey],
    admin: chatResources,
    async setup(app) {
      const service = await createChatService(options);
      app.provide(chatService, service);
      app.onClose(async () => {
        await service.answers.close();
        service.documentation.close();
      });
    },
  });
}
