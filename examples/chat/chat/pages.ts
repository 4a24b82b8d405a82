import { type SafeString, template } from "quintet/templates";
import type { ConversationGroup } from "./conversation-list.ts";
import type { EntryView } from "./entry-view.ts";
import type { FieldView } from "./form-fields.ts";

/* Every page, with the type of what it is given. What all pages have (user, messages) comes from the modules' shared data. */

/** What stands around a page: the list on the left. */
export interface ShellContext {
  readonly groups: readonly ConversationGroup[];
}

/** What the box for questions needs. */
export interface ComposerContext {
  readonly answersBy: string;
  readonly maxQuestionLength: number;
  readonly composerError?: string | undefined;
  readonly draft?: string | undefined;
  /** Where a form stops the answer that is being written; `undefined` where none is. */
  readonly runningUrl?: string | undefined;
}

/** A conversation as far as templates need it. */
export interface ConversationView {
  readonly id: number;
  readonly title: string;
}

export interface Suggestion {
  readonly title: string;
  readonly question: string;
}

type NewChatContext = ShellContext &
  ComposerContext & { readonly usesModel: boolean; readonly suggestions: readonly Suggestion[] };
type ConversationContext = ShellContext &
  ComposerContext & { readonly conversation: ConversationView; readonly entries: readonly EntryView[] };

export const newChatPage = template<NewChatContext>("chat/new-chat.html");
export const conversationPage = template<ConversationContext>("chat/conversation.html");
export const entryPart = template<{ entry: EntryView }>("chat/entry.html");
export const answerEndPart = template<{ entry: EntryView }>("chat/answer-end.html");

export const renamePage = template<
  ShellContext & {
    readonly conversation: ConversationView;
    readonly title: string;
    readonly maxTitleLength: number;
    readonly error?: string | undefined;
  }
>("chat/rename.html");
export const deletePage = template<
  ShellContext & { readonly conversation: ConversationView; readonly messageCount: number }
>("chat/delete.html");

export const welcomePage = template<object>("chat/welcome.html");
export const signInPage = template<{
  readonly fields: readonly FieldView[];
  readonly error?: string | undefined;
  readonly next: string;
}>("chat/sign-in.html");
export const signUpPage = template<{
  readonly fields: readonly FieldView[];
  readonly error?: string | undefined;
}>("chat/sign-up.html");

export const settingsPage = template<
  ShellContext & {
    readonly answersBy: string;
    readonly fields: readonly FieldView[];
    readonly maskedKey?: string | undefined;
    readonly model?: string | undefined;
    readonly baseUrl?: string | undefined;
  }
>("chat/settings.html");

export const docsPage = template<{
  readonly page: { readonly slug: string; readonly title: string };
  readonly pages: readonly { readonly slug: string; readonly title: string }[];
  readonly html: SafeString;
}>("chat/docs-page.html");
