import { CountedChunks } from "./counted-chunks.ts";
import { BodyAlreadyReadError, PayloadTooLargeError, UnsupportedMediaTypeError } from "./errors.ts";
import { toReadableStream } from "./readable-stream.ts";
import type { RequestSource } from "./request-source.ts";
import { MultipartReader, type MultipartSource } from "./uploads/multipart-reader.ts";

/** A request's body: read once, its bytes counted, and kept for whoever asks again. */
export class RequestBody {
  readonly #source: RequestSource;
  #bytes: Promise<Uint8Array> | undefined;
  #multipart: MultipartReader | undefined;
  #isHandedOut = false;

  constructor(source: RequestSource) {
    this.#source = source;
  }

  /** The whole body. */
  bytes(maxBytes: number): Promise<Uint8Array> {
    if (this.#isHandedOut) return Promise.reject(this.#alreadyRead("bytes()"));
    this.#bytes ??= this.#collect(maxBytes);
    return this.#bytes;
  }

  /** The body as it arrives; from memory where it was read already. */
  stream(maxBytes: number): ReadableStream<Uint8Array> {
    if (this.#isHandedOut) throw this.#alreadyRead("stream()");
    if (this.#bytes !== undefined) return toReadableStream(once(this.#bytes));
    this.#isHandedOut = true;
    return toReadableStream(this.#counted(maxBytes));
  }

  /** The body as a multipart form, of which there is one reader. */
  multipart(source: Omit<MultipartSource, "body">): MultipartReader {
    this.#multipart ??= new MultipartReader({ ...source, body: this.#chunks(source.limits.maxBodyBytes) });
    return this.#multipart;
  }

  /** The chunks as they arrive; from memory where they were read already. */
  #chunks(maxBytes: number): AsyncIterable<Uint8Array> {
    if (this.#isHandedOut) throw this.#alreadyRead("form()");
    if (this.#bytes !== undefined) return once(this.#bytes);
    this.#isHandedOut = true;
    return this.#counted(maxBytes);
  }

  #alreadyRead(call: string): BodyAlreadyReadError {
    return new BodyAlreadyReadError(call, this.#multipart === undefined ? "stream()" : "form() or parts()");
  }

  async #collect(maxBytes: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#counted(maxBytes)) chunks.push(chunk);
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }

  #counted(maxBytes: number): AsyncIterable<Uint8Array> {
    const source = this.#source;
    let count = 0;
    const open = () => {
      // SECURITY: nothing is unpacked here, so that a small body can't become a large one.
      const encoding = source.header("content-encoding");
      if (encoding !== null && encoding.trim().toLowerCase() !== "identity")
        throw new UnsupportedMediaTypeError(`something compressed with ${encoding.slice(0, 50)}`, [
          "uncompressed",
        ]);
      // A body that announces too much is refused before its first byte. What is announced is not trusted otherwise.
      if (Number(source.header("content-length")) > maxBytes) throw tooLarge(maxBytes);
      return source.body()[Symbol.asyncIterator]();
    };
    return new CountedChunks(open, (byteLength) => {
      count += byteLength;
      if (count > maxBytes) throw tooLarge(maxBytes);
    });
  }
}

async function* once(bytes: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await bytes;
}

function tooLarge(maxBytes: number): PayloadTooLargeError {
  return new PayloadTooLargeError(`The body is larger than the ${maxBytes} bytes that are accepted here.`);
}
