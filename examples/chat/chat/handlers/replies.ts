import { json, type Request, type Response, redirect } from "quintet/http";
import { urlFor } from "quintet/routing";
import { currentChat } from "../chat-service.ts";
import { entryView } from "../entry-view.ts";
import type { Conversation, Message } from "../models.ts";
import { entryPart } from "../pages.ts";

// A browser without scripts waits for the whole answer, as long as its user can be expected to.
const maxWaitMs = 60_000;

/** Whether a script asks, and wants data rather than a page. */
export function isScript(request: Request): boolean {
  return request.accepts("application/json") && !request.accepts("text/html");
}

/** What follows a question: new messages for a script; for a form the conversation, at once or with the whole answer. */
export async function replyWith(
  request: Request,
  conversation: Conversation,
  messages: readonly Message[],
): Promise<Response> {
  const answer = messages.at(-1)!;
  if (isScript(request)) {
    const parts = messages.map((message) => entryPart({ entry: entryView(message, { isLast: true }) }));
    const html = await Promise.all(parts.map((part) => part.render()));
    return json({ html: html.join("") }, { status: 201 });
  }
  const address = urlFor("conversation", { id: conversation.id });
  const canStream = (await request.form()).has("stream");
  if (canStream) return redirect(address, { status: 303 });
  await waitForAnswer(request, answer);
  return redirect(`${address}#message-${answer.id}`, { status: 303 });
}

/** Why no answer was begun in a conversation. */
export const busyMessage = "An answer is still being written. Stop it, or wait for it.";

/** A refusal in words, for a script. */
export function refusal(status: 409 | 422, message: string): Response {
  const code = status === 409 ? "chat.busy" : "chat.question";
  return json({ error: { code, message } }, { status });
}

async function waitForAnswer(request: Request, answer: Message): Promise<void> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(maxWaitMs)]);
  await currentChat().answers.find(answer.id)?.readToEnd(signal);
}
