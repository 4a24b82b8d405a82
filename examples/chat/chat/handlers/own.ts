import type { User } from "quintet/auth";
import { NotFoundError } from "quintet/http";
import { Conversation, Message } from "../models.ts";

/**
 * A conversation of that person.
 * @throws {@link NotFoundError} for another person's too: that it exists is no one else's business.
 */
export async function ownConversation(user: User, id: number): Promise<Conversation> {
  const conversation = await Conversation.find({ id, owner: user });
  if (conversation === null) throw new NotFoundError("There is no such chat.");
  return conversation;
}

/**
 * An answer in a conversation of that person.
 * @throws {@link NotFoundError}
 */
export async function ownAnswer(user: User, id: number) {
  const answer = await Message.where({ id, role: "assistant", conversation: { owner: user } })
    .include("conversation")
    .first();
  if (answer === null) throw new NotFoundError("There is no such answer.");
  return { answer, conversation: answer.conversation };
}
