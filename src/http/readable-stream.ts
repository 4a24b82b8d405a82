/**
 * The platform's stream over chunks that are made one at a time, when they are asked for.
 * @param whenOver - Called once, when the last chunk is out, the source has failed, or the reader has cancelled.
 */
export function toReadableStream(
  chunks: AsyncIterable<Uint8Array>,
  whenOver: () => void = () => {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (done) {
            controller.close();
            whenOver();
          }
          // The platform's types tell shared memory apart; nothing here makes chunks of it.
          else controller.enqueue(value as Uint8Array<ArrayBuffer>);
        } catch (error) {
          whenOver();
          throw error;
        }
      },
      async cancel() {
        try {
          await iterator.return?.();
        } finally {
          whenOver();
        }
      },
    },
    { highWaterMark: 0 },
  );
}
