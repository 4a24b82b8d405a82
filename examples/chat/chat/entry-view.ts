import { type SafeString, safe } from "quintet/templates";
import { currentChat } from "./chat-service.ts";
import { interruptedNotice } from "./interrupted.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Message } from "./models.ts";

/** A message as the templates show it. */
export interface EntryView {
  readonly id: number;
  readonly isQuestion: boolean;
  /** As it was written: in Markdown, where it is an answer. */
  readonly content: string;
  readonly html: SafeString;
  readonly isRunning: boolean;
  readonly hasFailed: boolean;
  readonly notice: string;
  readonly canRetry: boolean;
}

/** What is shown of a message: of an answer that is being written, what there is by now rather than what was saved last. */
export function entryView(message: Message, options: { readonly isLast: boolean }): EntryView {
  const isQuestion = message.role === "user";
  const running = currentChat().answers.find(message.id);
  const wasInterrupted = message.status === "streaming" && running === undefined;
  const content = running === undefined ? message.content : running.text;
  return {
    id: message.id,
    isQuestion,
    content,
    html: safe(isQuestion ? "" : renderMarkdown(content)),
    isRunning: running !== undefined,
    hasFailed: message.status === "failed",
    notice: wasInterrupted ? interruptedNotice : message.notice,
    canRetry: !isQuestion && options.isLast && running === undefined,
  };
}

export function entryViews(messages: readonly Message[]): EntryView[] {
  return messages.map((message, position) =>
    entryView(message, { isLast: position === messages.length - 1 }),
  );
}
