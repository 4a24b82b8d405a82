import { isRendering, type Response, type ResponseBody } from "./response.ts";

/** Whether a body is there as a whole, so that its length is known. */
export function isWholeBody(body: ResponseBody): body is string | Uint8Array | null {
  return body === null || typeof body === "string" || body instanceof Uint8Array;
}

/** A stream's chunks, with a way to stop it that doesn't wait for the chunk it is working on. */
export interface BodyChunks {
  next(): Promise<{ done?: boolean | undefined; value?: string | Uint8Array | undefined }>;
  stop(): Promise<unknown>;
}

export function openChunks(body: AsyncIterable<string | Uint8Array>): BodyChunks {
  if (body instanceof ReadableStream) {
    // Its async iterator would hold cancel() back until the pending read is done.
    const reader = body.getReader();
    return { next: () => reader.read(), stop: () => reader.cancel().catch(ignore) };
  }
  const iterator = body[Symbol.asyncIterator]();
  return { next: () => iterator.next(), stop: async () => await iterator.return?.().catch(ignore) };
}

function ignore(): void {}

/** Ends the source of a body that nobody will read. */
export function stopBody(body: ResponseBody): void {
  if (isWholeBody(body) || isRendering(body)) return;
  void openChunks(body).stop();
}

/** Takes a response's body away, and ends its source. */
export function discardBody(response: Response): void {
  stopBody(response.body);
  response.body = null;
}
