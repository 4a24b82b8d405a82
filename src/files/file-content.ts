/** What may be stored: bytes, a text (as UTF-8), a `File` or `Blob`, or a stream of bytes. */
export type FileContent =
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>;

/** The bytes of a content, piece by piece. */
export async function* chunksOf(content: FileContent): AsyncGenerator<Uint8Array> {
  if (typeof content === "string") yield Buffer.from(content, "utf8");
  else if (content instanceof Uint8Array) yield content;
  else if (content instanceof Blob)
    yield* content.stream() as unknown as AsyncIterable<Uint8Array>; // Node's streams are iterable
  else yield* content as AsyncIterable<Uint8Array>;
}

/** The same pieces; ends with the signal's reason once it is aborted, and with it whatever the pieces come from. */
export async function* abortable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    yield chunk;
  }
  signal?.throwIfAborted();
}

/** All bytes of a stream that is known to be short. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const list: Uint8Array[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return Buffer.concat(list);
}
