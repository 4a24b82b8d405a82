import type { IncomingMessage } from "node:http";
import { logger } from "quintet";
import { ProviderError } from "./errors.ts";
import { EventStreamReader, EventTooLongError } from "./event-stream.ts";
import { connect } from "./openai-connection.ts";
import { defaultTimeouts, type OpenAiEndpoint } from "./openai-endpoint.ts";
import { refusalOf, wordsOf } from "./openai-refusal.ts";
import { Patience } from "./patience.ts";
import type { AnswerOptions, AnswerProvider, ChatMessage } from "./provider.ts";

/** What is read of an event; services send more. */
interface CompletionChunk {
  readonly choices?: readonly {
    readonly delta?: { readonly content?: unknown };
    readonly message?: { readonly content?: unknown };
    readonly finish_reason?: unknown;
  }[];
  readonly error?: unknown;
}

// A body without events is read as a whole; an answer of a million characters is none.
const maxBodyLength = 1_000_000;

/** Answers from any service that speaks OpenAI's `POST /chat/completions`. */
export class OpenAiProvider implements AnswerProvider {
  readonly #endpoint: OpenAiEndpoint;

  constructor(endpoint: OpenAiEndpoint) {
    this.#endpoint = endpoint;
  }

  get label(): string {
    return this.#endpoint.model;
  }

  async *answer(messages: readonly ChatMessage[], { signal }: AnswerOptions): AsyncGenerator<string> {
    const patience = new Patience({ ...defaultTimeouts, ...this.#endpoint.timeouts }, signal);
    let response: IncomingMessage | undefined;
    try {
      response = await connect(this.#endpoint, messages, patience);
      if (response.statusCode !== 200) throw await refusalOf(response, this.#endpoint);
      const isEvents = (response.headers["content-type"] ?? "").includes("text/event-stream");
      yield* isEvents ? this.#readEvents(response, patience) : this.#readWhole(response, patience);
    } catch (error) {
      throw asStreamFailure(error, patience);
    } finally {
      patience.end();
      response?.destroy();
    }
  }

  async *#readEvents(response: IncomingMessage, patience: Patience): AsyncGenerator<string> {
    const reader = new EventStreamReader();
    const decoder = new TextDecoder(); // not fatal: a broken byte becomes U+FFFD and the rest is still readable
    let isFinished = false;
    let hasText = false;
    for await (const bytes of response) {
      for (const data of reader.push(decoder.decode(bytes as Buffer, { stream: true }))) {
        if (data.trim() === "[DONE]") return;
        const chunk = this.#parse(data);
        if (chunk === undefined) continue;
        const choice = chunk.choices?.[0];
        if (choice?.finish_reason) isFinished = true;
        const text = choice?.delta?.content;
        if (typeof text !== "string" || text === "") continue;
        hasText = true;
        patience.pieceArrived();
        yield text;
      }
    }
    if (isFinished || reader.end()?.trim() === "[DONE]") return;
    if (!hasText) throw notUnderstood();
    throw new ProviderError(
      "interrupted",
      "The connection to the model service ended before the answer was complete.",
    );
  }

  /** Some services know no streaming and send the whole answer as JSON. */
  async *#readWhole(response: IncomingMessage, patience: Patience): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let body = "";
    for await (const bytes of response) {
      patience.pieceArrived();
      body += decoder.decode(bytes as Buffer, { stream: true });
      if (body.length > maxBodyLength) throw tooLong();
    }
    const text = this.#parse(body)?.choices?.[0]?.message?.content;
    if (typeof text !== "string") throw notUnderstood();
    yield text;
  }

  /** One event; `undefined` for one that is not JSON, which is left out: the next may be fine. */
  #parse(data: string): CompletionChunk | undefined {
    let chunk: CompletionChunk | null;
    try {
      chunk = JSON.parse(data);
    } catch {
      logger("chat").warn({ length: data.length }, "The model service sent an event that is not JSON.");
      return undefined;
    }
    if (typeof chunk !== "object" || chunk === null) return undefined;
    if (chunk.error) {
      throw new ProviderError(
        "unavailable",
        `The model service reported an error.${wordsOf(chunk, this.#endpoint)}`,
      );
    }
    return chunk;
  }
}

function asStreamFailure(error: unknown, patience: Patience): unknown {
  if (patience.failure !== undefined) return patience.failure;
  if (patience.signal.aborted) return patience.signal.reason; // nobody wants the answer any more
  if (error instanceof ProviderError) return error;
  if (error instanceof EventTooLongError) return tooLong();
  return new ProviderError(
    "interrupted",
    "The connection to the model service broke off before the answer was complete.",
    { cause: error },
  );
}

function notUnderstood(): ProviderError {
  return new ProviderError(
    "malformed",
    "The model service sent something that is not an answer. Check that its address is that of an OpenAI-compatible service.",
  );
}

function tooLong(): ProviderError {
  return new ProviderError("too-long", "The model service sent more than an answer can hold.");
}
