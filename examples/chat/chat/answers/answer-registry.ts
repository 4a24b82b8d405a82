import { type RunningAnswer, stoppedByShutdown } from "./running-answer.ts";

/**
 * The answers that this process is writing. A conversation has at most one: its place is taken before anything is
 * stored, so that two questions sent at once can't both begin.
 */
export class AnswerRegistry {
  readonly #byMessage = new Map<number, RunningAnswer>();
  readonly #busy = new Set<number>();
  #isClosed = false;

  /** Takes the place of a conversation; `undefined` where it is taken. Give it back with `release()`, or start. */
  reserve(conversationId: number): Reservation | undefined {
    if (this.#busy.has(conversationId) || this.#isClosed) return undefined;
    this.#busy.add(conversationId);
    let isStarted = false;
    return {
      start: (messageId, begin) => {
        isStarted = true;
        const answer = begin();
        this.#byMessage.set(messageId, answer);
        void answer.finished.then(() => {
          this.#byMessage.delete(messageId);
          this.#busy.delete(conversationId);
        });
        return answer;
      },
      release: () => {
        if (!isStarted) this.#busy.delete(conversationId);
      },
    };
  }

  isBusy(conversationId: number): boolean {
    return this.#busy.has(conversationId);
  }

  /** The answer that is being written into that message, if one is. */
  find(messageId: number): RunningAnswer | undefined {
    return this.#byMessage.get(messageId);
  }

  /** Stops all answers and waits until they are saved. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#byMessage.values()].map((answer) => answer.stop(stoppedByShutdown)));
  }
}

/** A conversation's place for one answer. */
export interface Reservation {
  start(messageId: number, begin: () => RunningAnswer): RunningAnswer;
  /** Gives the place back, unless an answer was started. */
  release(): void;
}
