import { logger, QuintetError } from "quintet";
import { ProviderError } from "../providers/errors.ts";
import type { AnswerProvider, ChatMessage } from "../providers/provider.ts";
import { BlockStream, type BlockUpdate, nothingSeen } from "./block-stream.ts";

/** How an answer ended. */
export interface AnswerEnd {
  readonly status: "complete" | "stopped" | "failed";
  /** For people: why there is not more; empty where nothing is to be said. */
  readonly notice: string;
}

/** Keeps an answer: called while it grows, and once more with its end. */
export type SaveAnswer = (text: string, end: AnswerEnd | undefined) => Promise<void>;

export interface AnswerTimes {
  /** How often a growing answer is saved: as much is lost when the process is killed. */
  readonly saveEveryMs: number;
  /** How long an answer goes on when nobody reads it: enough to reload a page, or to pass through a tunnel. */
  readonly unreadMs: number;
  /** The least time between two updates to one reader. */
  readonly updateEveryMs: number;
}

export const defaultTimes: AnswerTimes = { saveEveryMs: 1_000, unreadMs: 15_000, updateEveryMs: 40 };

// Far more than a model writes, and a page still shows it.
const maxAnswerLength = 100_000;

export const stoppedByUser = "You stopped this answer.";
export const stoppedUnread = "This answer was stopped because its page was closed.";
export const stoppedByShutdown = "The server was restarted while it answered.";

/**
 * An answer while it is written. It has an owner, the provider that writes it, and any number of readers: they join and
 * leave as pages are opened, reloaded and closed. When the last one has left, it goes on for a moment and then stops.
 */
export class RunningAnswer {
  /** Resolves when all is written and saved. Never rejects. */
  readonly finished: Promise<AnswerEnd>;
  readonly #blocks = new BlockStream();
  readonly #controller = new AbortController();
  readonly #times: AnswerTimes;
  readonly #save: SaveAnswer;
  #readerCount = 0;
  #unread: NodeJS.Timeout | undefined;
  #stopNotice = "";
  #end: AnswerEnd | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(
    provider: AnswerProvider,
    messages: readonly ChatMessage[],
    save: SaveAnswer,
    times: AnswerTimes = defaultTimes,
  ) {
    this.#save = save;
    this.#times = times;
    this.#waitForReader();
    this.finished = this.#run(provider, messages);
  }

  get text(): string {
    return this.#blocks.text;
  }

  /** HTML that replaces what readers were sent; `undefined` where that is right as it is. For when it has ended. */
  correction(): string | undefined {
    return this.#blocks.correction();
  }

  /** Ends the answer. What has arrived is kept, with the notice below it. */
  stop(notice: string): Promise<AnswerEnd> {
    this.#stopNotice ||= notice;
    this.#controller.abort();
    return this.finished;
  }

  /** Updates for one reader: first all that is there, then what comes, until the answer has ended or `signal` aborts. */
  async *read(signal: AbortSignal): AsyncGenerator<BlockUpdate, AnswerEnd | undefined> {
    const left = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
    let seen = nothingSeen;
    this.#joined();
    try {
      while (!signal.aborted) {
        const hasEnded = this.#end !== undefined;
        const changed = this.#changed.promise;
        if (hasEnded) this.#blocks.render(); // all of it, for all readers
        const { update, state } = this.#blocks.updateFor(seen);
        seen = state;
        if (update.blocks.length > 0 || update.add !== "") yield update;
        if (hasEnded) return this.#end;
        await Promise.race([changed, left]);
        await pause(this.#times.updateEveryMs); // gathers the pieces that arrive meanwhile
      }
      return undefined;
    } finally {
      this.#left();
    }
  }

  /** Reads without looking, until the answer has ended or `signal` aborts. */
  async readToEnd(signal: AbortSignal): Promise<void> {
    const updates = this.read(signal);
    while (!(await updates.next()).done);
  }

  /** Somebody has looked in, without staying: nobody need read on for a while. */
  touch(): void {
    if (this.#readerCount === 0 && this.#end === undefined) this.#waitForReader();
  }

  async #run(provider: AnswerProvider, messages: readonly ChatMessage[]): Promise<AnswerEnd> {
    const saving = new PeriodicSave(() => this.#save(this.text, undefined), this.#times.saveEveryMs);
    let end: AnswerEnd;
    try {
      const isWhole = await this.#write(provider, messages, saving);
      end = isWhole
        ? { status: "complete", notice: "" }
        : { status: "stopped", notice: "The answer was cut off because it is too long." };
    } catch (error) {
      end = this.#endAfter(error);
    }
    clearTimeout(this.#unread);
    end = await this.#saveEnd(end, saving);
    this.#end = end;
    this.#tellReaders();
    return end;
  }

  /** Takes the provider's pieces; false where there are more than an answer may have. */
  async #write(
    provider: AnswerProvider,
    messages: readonly ChatMessage[],
    saving: PeriodicSave,
  ): Promise<boolean> {
    const { signal } = this.#controller;
    for await (const piece of provider.answer(messages, { signal })) {
      signal.throwIfAborted();
      this.#blocks.append(piece);
      this.#tellReaders();
      saving.changed();
      if (this.text.length > maxAnswerLength) return false;
    }
    return true;
  }

  #endAfter(error: unknown): AnswerEnd {
    if (this.#controller.signal.aborted) return { status: "stopped", notice: this.#stopNotice };
    if (error instanceof ProviderError) {
      logger("chat").warn({ code: error.code, cause: causeOf(error) }, "A provider failed.");
      return { status: "failed", notice: error.message };
    }
    logger("chat").error({ err: error }, "An answer failed.");
    return { status: "failed", notice: "Something went wrong while answering. Try again." };
  }

  async #saveEnd(end: AnswerEnd, saving: PeriodicSave): Promise<AnswerEnd> {
    try {
      await saving.finish();
      await this.#save(this.text, end);
      return end;
    } catch (error) {
      logger("chat").error({ err: error }, "An answer could not be saved.");
      return { status: "failed", notice: "The answer could not be saved. Try again." };
    }
  }

  #joined(): void {
    this.#readerCount++;
    clearTimeout(this.#unread);
  }

  #left(): void {
    this.#readerCount--;
    if (this.#readerCount === 0 && this.#end === undefined) this.#waitForReader();
  }

  #waitForReader(): void {
    clearTimeout(this.#unread);
    this.#unread = setTimeout(() => void this.stop(stoppedUnread), this.#times.unreadMs);
  }

  #tellReaders(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}

/** Saves at most once in a while, one save at a time; a failed one is logged and tried again with the next change. */
class PeriodicSave {
  readonly #save: () => Promise<void>;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(save: () => Promise<void>, everyMs: number) {
    this.#save = save;
    this.#everyMs = everyMs;
  }

  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#running = this.#save()
        .catch((error: unknown) => logger("chat").error({ err: error }, "A part of an answer was not saved."))
        .finally(() => {
          this.#timer = undefined;
        });
    }, this.#everyMs);
  }

  /** Waits for the save that is under way; none follows. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
  }
}

/** What is safe and useful of a cause in a log: its code, never its request with the key. */
function causeOf(error: ProviderError): string | undefined {
  const cause = error.cause as { code?: unknown; name?: unknown } | undefined;
  if (cause instanceof QuintetError) return cause.code;
  return cause === undefined ? undefined : String(cause.code ?? cause.name);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
