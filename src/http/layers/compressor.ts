import { Buffer } from "node:buffer";
import { once } from "node:events";
import {
  type BrotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  type Gzip,
  type ZstdCompress,
} from "node:zlib";
import { brotliFiller, withGzipFiller, zstdFiller } from "./length-hiding.ts";

/** The codings that responses are compressed with. */
export type Encoding = "zstd" | "br" | "gzip";

/** Compresses one response, piece by piece. Each piece comes out whole, so that its reader needn't wait for the next. */
export class Compressor {
  readonly #encoding: Encoding;
  readonly #stream: BrotliCompress | Gzip | ZstdCompress;
  #out: Buffer[] = [];
  #failure: unknown;
  #isHeaderOut = false;

  constructor(encoding: Encoding, sizeHint?: number) {
    this.#encoding = encoding;
    this.#stream = createStream(encoding, sizeHint);
    this.#stream.on("data", (chunk: Buffer) => this.#out.push(chunk));
    this.#stream.on("error", (error) => {
      this.#failure = error;
    });
  }

  /** All that stands for the content so far and wasn't given out yet. */
  async push(content: string | Uint8Array): Promise<Buffer> {
    this.#stream.write(content);
    await this.#flush();
    return this.#take();
  }

  /** The end of the stream. Nothing may be pushed behind it. */
  async end(): Promise<Buffer> {
    if (this.#encoding === "br") {
      // Behind a flush the stream stands at the beginning of a byte, where a block of ours fits in.
      await this.#flush();
      this.#out.push(brotliFiller());
    }
    const ended = once(this.#stream, "end");
    this.#stream.end();
    await ended;
    if (this.#encoding === "zstd") this.#out.push(zstdFiller());
    return this.#take();
  }

  close(): void {
    this.#stream.destroy();
  }

  #flush(): Promise<void> {
    return new Promise((resolve) => this.#stream.flush(flushOf[this.#encoding], resolve));
  }

  #take(): Buffer {
    if (this.#failure !== undefined) throw this.#failure;
    const bytes = Buffer.concat(this.#out);
    this.#out = [];
    if (this.#encoding !== "gzip" || this.#isHeaderOut || bytes.length < 10) return bytes;
    this.#isHeaderOut = true;
    return withGzipFiller(bytes);
  }
}

const flushOf = {
  zstd: constants.ZSTD_e_flush,
  br: constants.BROTLI_OPERATION_FLUSH,
  gzip: constants.Z_SYNC_FLUSH,
};

// Middle levels: what is made for one response is compressed once and sent once. Best for each size and second on pages
// of 10 to 100 KB.
function createStream(encoding: Encoding, sizeHint = 0): BrotliCompress | Gzip | ZstdCompress {
  if (encoding === "gzip") return createGzip({ level: 6 });
  if (encoding === "zstd")
    // Browsers take windows of 8 MB at most (RFC 9659), which is 2 to the power of 23.
    return createZstdCompress({
      params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_windowLog]: 0 },
    });
  return createBrotliCompress({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 4,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: sizeHint,
    },
  });
}
