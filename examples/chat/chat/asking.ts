import type { User } from "quintet/auth";
import { transaction } from "quintet/db";
import type { Reservation } from "./answers/answer-registry.ts";
import { type AnswerEnd, RunningAnswer, type SaveAnswer } from "./answers/running-answer.ts";
import { currentChat } from "./chat-service.ts";
import { chooseProvider } from "./choose-provider.ts";
import { Conversation, Message } from "./models.ts";
import type { ChatMessage } from "./providers/provider.ts";

export const maxQuestionLength = 8_000;

// What is sent along with a question: as much of the conversation as the smaller models hold.
const maxHistoryLength = 24_000;

const instructions =
  "You are a helpful assistant. Answer in Markdown, in the language of the question, and say so when you don't know.";

/** A question that was taken, with the answer that is being written to it. */
export interface Asked {
  readonly question: Message;
  readonly answer: Message;
}

/** Why a question is refused, in words for the person who asks; `undefined` where it is fine. */
export function refuseQuestion(question: string): string | undefined {
  if (question === "") return "Write a question first.";
  if (question.length <= maxQuestionLength) return undefined;
  return `A question has at most ${maxQuestionLength.toLocaleString("en")} characters, and this one has ${question.length.toLocaleString("en")}.`;
}

/** A conversation for a first question, which gives it its title. */
export function startConversation(owner: User, question: string): Promise<Conversation> {
  return Conversation.create({ title: titleOf(question), owner });
}

/** Stores a question and begins to answer it. `undefined` where an answer is being written there already, or too many elsewhere. */
export function ask(user: User, conversation: Conversation, question: string): Promise<Asked | undefined> {
  return inPlaceOf(conversation, async (place) => {
    const asked = await storeQuestion(conversation, question);
    await begin(place, user, asked.answer, saverOf(asked.answer));
    return asked;
  });
}

/** Answers the last question again, in the place of its answer. `undefined` where that one is still being written. */
export function askAgain(
  user: User,
  conversation: Conversation,
  answer: Message,
): Promise<Message | undefined> {
  return inPlaceOf(conversation, async (place) => {
    await Message.where({ id: answer.id }).update({ status: "streaming", notice: "" });
    await begin(place, user, answer, saverOver(answer));
    return answer;
  });
}

/** Does something that may begin an answer, unless one is being written in this conversation. */
async function inPlaceOf<Result>(
  conversation: Conversation,
  work: (place: Reservation) => Promise<Result>,
): Promise<Result | undefined> {
  const place = currentChat().answers.reserve(conversation.id, conversation.ownerId);
  if (place === undefined) return undefined;
  try {
    return await work(place);
  } finally {
    place.release();
  }
}

function storeQuestion(conversation: Conversation, question: string): Promise<Asked> {
  return transaction(async () => {
    const stored = await Message.create({ role: "user", content: question, conversation });
    const answer = await Message.create({ role: "assistant", status: "streaming", conversation });
    await Conversation.where({ id: conversation.id }).update({ updatedAt: new Date() });
    return { question: stored, answer };
  });
}

/** Whether an answer is the last message of its conversation: only that one can be written again. */
export async function isLast(answer: Message, conversation: Conversation): Promise<boolean> {
  const last = await Message.where({ conversation }).orderBy("-id").first();
  return last?.id === answer.id;
}

async function begin(place: Reservation, user: User, answer: Message, save: SaveAnswer): Promise<void> {
  const { provider } = await chooseProvider(user);
  const history = await historyBefore(answer);
  const { times } = currentChat();
  place.start(answer.id, () => new RunningAnswer(provider, history, save, times));
}

/** The conversation up to an answer, the latest part of it where it is long. */
async function historyBefore(answer: Message): Promise<ChatMessage[]> {
  const earlier = await Message.where({ conversation: answer.conversationId, id: { lt: answer.id } })
    .orderBy("-id")
    .limit(50);
  const history: ChatMessage[] = [];
  let length = 0;
  for (const { role, content } of earlier) {
    length += content.length;
    if (history.length > 0 && length > maxHistoryLength) break;
    if (content !== "") history.unshift({ role, content });
  }
  return [{ role: "system", content: instructions }, ...history];
}

function saverOf(answer: Message): SaveAnswer {
  return async (text, end) => {
    await Message.where({ id: answer.id }).update({ content: text, ...endColumns(end) });
  };
}

/** Writes over an older answer, but not before there is something to write: a failure must not take it away. */
function saverOver(answer: Message): SaveAnswer {
  const older = { content: answer.content, status: answer.status };
  return async (text, end) => {
    if (text !== "") return saverOf(answer)(text, end);
    if (end === undefined) return;
    const isKept = older.content !== "" && end.status !== "complete";
    const columns = isKept
      ? { ...older, status: end.status, notice: `${end.notice} This is still the earlier answer.`.trim() }
      : { content: "", ...endColumns(end) };
    await Message.where({ id: answer.id }).update(columns);
  };
}

function endColumns(end: AnswerEnd | undefined) {
  return end === undefined ? {} : { status: end.status, notice: end.notice };
}

/** The first line of a question, cut between words where it is long. */
export function titleOf(question: string): string {
  const line = question.trim().split("\n")[0]!.replace(/\s+/g, " ").trim();
  const short = 60;
  if (line.length <= short) return line;
  const lastSpace = line.lastIndexOf(" ", short);
  return `${line.slice(0, lastSpace > short / 2 ? lastSpace : short)}…`;
}
