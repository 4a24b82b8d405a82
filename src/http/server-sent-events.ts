import { headerBlock } from "./header-map.ts";
import { inContext } from "./in-context.ts";
import { Response, type ResponseOptions } from "./response.ts";

/** One event of a stream that a browser's `EventSource` reads. */
export interface ServerSentEvent {
  /** The text; line breaks in it arrive as they are. */
  readonly data?: string;
  /** What listeners are called by; `"message"` where absent. */
  readonly event?: string;
  /** What the browser sends back as `Last-Event-ID` when it connects again. */
  readonly id?: string;
  /** After how many milliseconds the browser connects again. */
  readonly retry?: number;
  /** Goes to nobody's listener. */
  readonly comment?: string;
}

export interface SseOptions extends Omit<ResponseOptions, "contentType"> {
  /** A comment is sent where nothing else was for so long, so that proxies don't hang up. 15,000 by default, 0 for never. */
  readonly keepAliveMs?: number;
}

/**
 * Answers with events as they come. The source is stopped (`return()`) when the client leaves; what it waits for should
 * listen to `request.signal`.
 *
 * @example
 * return sse(async function* () { for await (const token of tokens) yield { event: "token", data: token }; }());
 */
export function sse(source: AsyncIterable<ServerSentEvent>, options: SseOptions = {}): Response {
  const response = new Response(new EventStream(inContext(source), options.keepAliveMs ?? 15_000), options);
  response.headers.set("content-type", "text/event-stream; charset=utf-8");
  response.headers.setDefaults(neverBuffered);
  return response;
}

const neverBuffered = headerBlock({
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no", // nginx passes each event on at once
});

/*
 * Written by hand rather than as a generator, for two reasons: an event that is waited for stays waited for while
 * keep-alive comments go out, and return() reaches the source at once, even while it is still thinking.
 */
class EventStream implements AsyncIterable<string>, AsyncIterator<string> {
  readonly #source: AsyncIterator<ServerSentEvent>;
  readonly #keepAliveMs: number;
  #pending: Promise<IteratorResult<ServerSentEvent>> | undefined;

  constructor(source: AsyncIterable<ServerSentEvent>, keepAliveMs: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#keepAliveMs = keepAliveMs;
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return this;
  }

  async next(): Promise<IteratorResult<string>> {
    this.#pending ??= this.#source.next();
    const result = await this.#orKeepAlive(this.#pending);
    if (result === "keep-alive") return { done: false, value: ": keep-alive\n\n" };
    this.#pending = undefined;
    if (result.done) return { done: true, value: undefined };
    return { done: false, value: formatEvent(result.value) };
  }

  async return(): Promise<IteratorResult<string>> {
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  #orKeepAlive<Result>(pending: Promise<Result>): Promise<Result | "keep-alive"> {
    if (this.#keepAliveMs === 0) return pending;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, this.#keepAliveMs, "keep-alive" as const);
      timer.unref();
      pending.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

/** The event's lines and the empty one that ends it. No value can begin a line of its own. */
function formatEvent({ event, data, id, retry, comment }: ServerSentEvent): string {
  let lines = "";
  if (comment !== undefined) for (const line of linesOf(comment)) lines += `: ${line}\n`;
  if (event !== undefined) lines += `event: ${linesOf(event).join(" ")}\n`;
  if (id !== undefined) lines += `id: ${linesOf(id).join(" ").replaceAll("\0", "")}\n`; // a browser drops ids with NUL
  if (retry !== undefined) lines += `retry: ${Math.max(0, Math.trunc(retry))}\n`;
  if (data !== undefined) for (const line of linesOf(data)) lines += `data: ${line}\n`;
  return `${lines}\n`;
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
