import { type RunningAnswer, stoppedByShutdown } from "./running-answer.ts";

/** How many answers are written at once for one person, each in another conversation. */
export const maxAnswersPerPerson = 3;

/**
 * The answers that this process is writing. A conversation has at most one: its place is taken before anything is
 * stored, so that two questions sent at once can't both begin.
 */
export class AnswerRegistry {
  readonly #byMessage = new Map<number, RunningAnswer>();
  /** The conversations whose place is taken, and their owners. */
  readonly #busy = new Map<number, number>();
  #isClosed = false;

  /**
   * Takes the place of a conversation; `undefined` where it is taken, or where its owner has no place left. Give it back
   * with `release()`, or start.
   */
  reserve(conversationId: number, ownerId: number): Reservation | undefined {
    if (this.#busy.has(conversationId) || !this.hasRoomFor(ownerId)) return undefined;
    this.#busy.set(conversationId, ownerId);
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

  /** Whether one more answer may be written for that person: each costs the server work, and perhaps its owner money. */
  hasRoomFor(ownerId: number): boolean {
    if (this.#isClosed) return false;
    let count = 0;
    for (const owner of this.#busy.values()) if (owner === ownerId) count++;
    return count < maxAnswersPerPerson;
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
