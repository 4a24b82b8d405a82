import type { User } from "quintet/auth";
import { flash } from "quintet/flash";
import { html, type Request, type Response, redirect } from "quintet/http";
import { urlFor } from "quintet/routing";
import { stoppedByUser } from "../answers/running-answer.ts";
import { ask, maxQuestionLength, refuseQuestion } from "../asking.ts";
import { currentChat } from "../chat-service.ts";
import { chooseProvider } from "../choose-provider.ts";
import { listConversations } from "../conversation-list.ts";
import { entryViews } from "../entry-view.ts";
import { submittedText } from "../form-fields.ts";
import { Conversation, Message, maxTitleLength } from "../models.ts";
import { conversationPage, deletePage, renamePage } from "../pages.ts";
import { ownConversation } from "./own.ts";
import { busyMessage, isScript, refusal, replyWith } from "./replies.ts";

interface ConversationParams {
  readonly id: number;
}

/** A conversation with all of its messages. */
export async function showConversation(
  _request: Request,
  { id }: ConversationParams,
  user: User,
): Promise<Response> {
  const conversation = await ownConversation(user, id);
  return page(user, conversation);
}

/** Takes a further question. */
export async function askMore(request: Request, { id }: ConversationParams, user: User): Promise<Response> {
  const conversation = await ownConversation(user, id);
  const question = submittedText(await request.form(), "question");
  const refuse = (status: 409 | 422, composerError: string) =>
    isScript(request)
      ? refusal(status, composerError)
      : page(user, conversation, { status, draft: question, composerError });

  const reason = refuseQuestion(question);
  if (reason !== undefined) return refuse(422, reason);
  const asked = await ask(user, conversation, question);
  if (asked === undefined) return refuse(409, busyMessage);
  return replyWith(request, conversation, [asked.question, asked.answer]);
}

interface Problem {
  readonly status: number;
  readonly draft: string;
  readonly composerError: string;
}

async function page(user: User, conversation: Conversation, problem?: Problem): Promise<Response> {
  const [groups, { answersBy }, messages] = await Promise.all([
    listConversations(user, conversation.id),
    chooseProvider(user),
    Message.where({ conversation }).orderBy("id"),
  ]);
  const entries = entryViews(messages);
  const running = entries.find(({ isRunning }) => isRunning);
  // A page without scripts asks again and again; that counts as reading.
  if (running !== undefined) currentChat().answers.find(running.id)?.touch();
  const context = {
    groups,
    conversation,
    entries,
    answersBy,
    maxQuestionLength,
    runningUrl: running && urlFor("stop", { id: running.id }),
    ...problem,
  };
  return html(conversationPage(context), { status: problem?.status ?? 200 });
}

/** The form to rename a conversation. */
export async function showRename(
  _request: Request,
  { id }: ConversationParams,
  user: User,
): Promise<Response> {
  const conversation = await ownConversation(user, id);
  return renameForm(user, conversation, conversation.title);
}

export async function rename(request: Request, { id }: ConversationParams, user: User): Promise<Response> {
  const conversation = await ownConversation(user, id);
  const title = submittedText(await request.form(), "title").replace(/\s+/g, " ");
  if (title === "") return renameForm(user, conversation, title, "Write a title.");
  if (title.length > maxTitleLength) {
    const reason = `A title has at most ${maxTitleLength} characters, and this one has ${title.length}.`;
    return renameForm(user, conversation, title, reason);
  }
  await Conversation.where({ id }).update({ title });
  flash(request, "success", "Chat renamed.");
  return redirect(urlFor("conversation", { id }), { status: 303 });
}

async function renameForm(
  user: User,
  conversation: Conversation,
  title: string,
  error?: string,
): Promise<Response> {
  const groups = await listConversations(user, conversation.id);
  const context = { groups, conversation, title, maxTitleLength, error };
  return html(renamePage(context), { status: error === undefined ? 200 : 422 });
}

/** Asks whether a conversation is to be deleted. */
export async function showRemove(
  _request: Request,
  { id }: ConversationParams,
  user: User,
): Promise<Response> {
  const conversation = await ownConversation(user, id);
  const [groups, messageCount] = await Promise.all([
    listConversations(user, id),
    Message.where({ conversation: id }).count(),
  ]);
  return html(deletePage({ groups, conversation, messageCount }));
}

export async function remove(request: Request, { id }: ConversationParams, user: User): Promise<Response> {
  await ownConversation(user, id);
  const streaming = await Message.where({ conversation: id, status: "streaming" });
  for (const answer of streaming) await currentChat().answers.find(answer.id)?.stop(stoppedByUser);
  await Conversation.where({ id }).delete();
  flash(request, "success", "Chat deleted.");
  return redirect(urlFor("home"), { status: 303 });
}
