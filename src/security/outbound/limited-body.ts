import type { IncomingMessage } from "node:http";
import { OutboundBodyError } from "../errors.ts";

/** The body of an answer, for one reader, cut off with an error when it is larger than it may be. */
export function limitedBody(message: IncomingMessage, maxBytes: number): ReadableStream<Uint8Array> {
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let received = 0;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) return controller.close();
      received += value.byteLength;
      if (received > maxBytes) {
        message.destroy();
        return controller.error(new OutboundBodyError(maxBytes));
      }
      controller.enqueue(new Uint8Array(value));
    },
    cancel() {
      message.destroy();
    },
  });
}
