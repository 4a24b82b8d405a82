import { BadRequestError, BodyAlreadyReadError, PayloadTooLargeError } from "./errors.ts";
import { toReadableStream } from "./readable-stream.ts";
import type { RequestSource } from "./request-source.ts";

/** A request's body: read once, its bytes counted, and kept for whoever asks again. */
export class RequestBody {
  readonly #source: RequestSource;
  #bytes: Promise<Uint8Array> | undefined;
  #isHandedOut = false;

  constructor(source: RequestSource) {
    this.#source = source;
  }

  /** The whole body. */
  bytes(maxBytes: number): Promise<Uint8Array> {
    if (this.#isHandedOut) return Promise.reject(new BodyAlreadyReadError("bytes()"));
    this.#bytes ??= this.#collect(maxBytes);
    return this.#bytes;
  }

  /** The body as it arrives; from memory where it was read already. */
  stream(maxBytes: number): ReadableStream<Uint8Array> {
    if (this.#isHandedOut) throw new BodyAlreadyReadError("stream()");
    if (this.#bytes !== undefined) return toReadableStream(once(this.#bytes));
    this.#isHandedOut = true;
    return toReadableStream(this.#counted(maxBytes));
  }

  async #collect(maxBytes: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#counted(maxBytes)) chunks.push(chunk);
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }

  async *#counted(maxBytes: number): AsyncGenerator<Uint8Array> {
    // A body that announces too much is refused before its first byte. What is announced is not trusted otherwise.
    if (Number(this.#source.header("content-length")) > maxBytes) throw tooLarge(maxBytes);
    let count = 0;
    for await (const chunk of this.#source.body()) {
      count += chunk.byteLength;
      if (count > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  }
}

async function* once(bytes: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await bytes;
}

function tooLarge(maxBytes: number): PayloadTooLargeError {
  return new PayloadTooLargeError(`The body is larger than the ${maxBytes} bytes that are accepted here.`);
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** @throws {@link BadRequestError} where the bytes aren't UTF-8. */
export function decodeBody(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new BadRequestError("The body is not valid UTF-8.", { cause });
  }
}
