import type { User } from "quintet/auth";
import { html, type Request, type Response } from "quintet/http";
import { maxAnswersPerPerson } from "../answers/answer-registry.ts";
import { ask, maxQuestionLength, refuseQuestion, startConversation } from "../asking.ts";
import { chooseProvider } from "../choose-provider.ts";
import { listConversations } from "../conversation-list.ts";
import { submittedText } from "../form-fields.ts";
import { newChatPage, type Suggestion, welcomePage } from "../pages.ts";
import { isScript, refusal, replyWith } from "./replies.ts";

const suggestions: readonly Suggestion[] = [
  { title: "Describe a model", question: "How do I describe a model with relations?" },
  { title: "Write a route", question: "How do typed routes and converters work?" },
  { title: "Change the schema", question: "How do migrations work?" },
  { title: "Stay safe", question: "How does Quintet protect my app against CSRF?" },
];

/** The start page: for visitors what this is, for people who signed in a new chat. */
export async function home(request: Request): Promise<Response> {
  const user = await request.user;
  return user.isAuthenticated ? newChat(user) : html(welcomePage({}));
}

/** Takes the first question of a new conversation. */
export async function askFirst(request: Request, _params: object, user: User): Promise<Response> {
  const question = submittedText(await request.form(), "question");
  const reason = refuseQuestion(question);
  if (reason !== undefined) {
    return isScript(request)
      ? refusal(422, reason)
      : newChat(user, { draft: question, composerError: reason });
  }
  const conversation = await startConversation(user, question);
  const asked = await ask(user, conversation, question);
  if (asked === undefined) {
    // A conversation that was just made isn't busy itself.
    await conversation.delete();
    const composerError = `At most ${maxAnswersPerPerson} of your answers are written at once. Ask again in a moment.`;
    return isScript(request)
      ? refusal(409, composerError)
      : newChat(user, { draft: question, composerError });
  }
  return replyWith(request, conversation, [asked.question, asked.answer]);
}

async function newChat(
  user: User,
  problem?: { readonly draft: string; readonly composerError: string },
): Promise<Response> {
  const [groups, { usesModel, answersBy }] = await Promise.all([
    listConversations(user),
    chooseProvider(user),
  ]);
  const context = { groups, usesModel, answersBy, suggestions, maxQuestionLength, ...problem };
  return html(newChatPage(context), { status: problem === undefined ? 200 : 422 });
}
