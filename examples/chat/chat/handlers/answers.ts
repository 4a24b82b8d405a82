import type { User } from "quintet/auth";
import { json, type Request, type Response, redirect, type ServerSentEvent, sse } from "quintet/http";
import { urlFor } from "quintet/routing";
import { type RunningAnswer, stoppedByUser } from "../answers/running-answer.ts";
import { askAgain, isLast } from "../asking.ts";
import { currentChat } from "../chat-service.ts";
import { entryView } from "../entry-view.ts";
import { renderMarkdown } from "../markdown.ts";
import { type Conversation, Message } from "../models.ts";
import { answerEndPart } from "../pages.ts";
import { ownAnswer } from "./own.ts";
import { busyMessage, isScript, refusal, replyWith } from "./replies.ts";

interface AnswerParams {
  readonly id: number;
}

/** An answer as it is written, as server-sent events; a finished one all at once. */
export async function streamAnswer(request: Request, { id }: AnswerParams, user: User): Promise<Response> {
  const { answer, conversation } = await ownAnswer(user, id);
  const running = currentChat().answers.find(id);
  const end = () => endEvent(answer, conversation, running);
  return sse(eventsOf(request.signal, running, end));
}

async function* eventsOf(
  signal: AbortSignal,
  running: RunningAnswer | undefined,
  end: () => Promise<ServerSentEvent>,
): AsyncGenerator<ServerSentEvent> {
  if (running !== undefined) {
    for await (const update of running.read(signal)) yield dataEvent("update", update);
  }
  if (!signal.aborted) yield await end();
}

async function endEvent(
  answer: Message,
  conversation: Conversation,
  running: RunningAnswer | undefined,
): Promise<ServerSentEvent> {
  const written = (await Message.find({ id: answer.id })) ?? answer;
  // What a retry without success leaves is the earlier answer, which was not sent.
  const isSent = running !== undefined && running.text === written.content;
  const entry = entryView(written, { isLast: await isLast(written, conversation) });
  return dataEvent("end", {
    html: isSent ? (running.correction() ?? null) : renderMarkdown(written.content),
    endHtml: await answerEndPart({ entry }).render(),
  });
}

function dataEvent(event: string, data: object): ServerSentEvent {
  return { event, data: JSON.stringify(data) };
}

/** Ends an answer where it is. */
export async function stopAnswer(request: Request, { id }: AnswerParams, user: User): Promise<Response> {
  const { conversation } = await ownAnswer(user, id);
  await currentChat().answers.find(id)?.stop(stoppedByUser);
  return isScript(request) ? json({}) : toConversation(conversation);
}

/** Has the last question answered again. */
export async function retryAnswer(request: Request, { id }: AnswerParams, user: User): Promise<Response> {
  const { answer, conversation } = await ownAnswer(user, id);
  const refuse = (message: string) =>
    isScript(request) ? refusal(409, message) : toConversation(conversation);
  if (!(await isLast(answer, conversation))) return refuse("Only the last answer can be written again.");
  const begun = await askAgain(user, conversation, answer);
  if (begun === undefined) return refuse(busyMessage);
  return replyWith(request, conversation, [answer]);
}

function toConversation(conversation: Conversation): Response {
  return redirect(urlFor("conversation", { id: conversation.id }), { status: 303 });
}
