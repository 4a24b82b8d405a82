/** One message of a conversation, in the form in which a provider gets it. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface AnswerOptions {
  /** Aborts when the answer is no longer wanted: the provider then lets go of whatever it holds open. */
  readonly signal: AbortSignal;
}

/** Where answers come from. */
export interface AnswerProvider {
  /** How people see it: the name of a model, or of what is searched. */
  readonly label: string;
  /**
   * The answer to the last message, as pieces of Markdown in the order in which they are shown.
   * @throws {@link ProviderError} with a sentence that can be shown, also in the middle of an answer.
   */
  answer(messages: readonly ChatMessage[], options: AnswerOptions): AsyncIterable<string>;
}
