import { bytesOf } from "../file-content.ts";
import type { Storage } from "../storage.ts";

/** Something whose bytes are read here and there: headers stand at the beginning, and say where the next one is. */
export interface ByteSource {
  readonly size: number;
  /** So many bytes from there on; fewer at the end. */
  read(start: number, length: number): Promise<Buffer>;
}

/** The bytes of a `File` or `Blob`. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (start, length) => Buffer.from(await blob.slice(start, start + length).arrayBuffer()),
  };
}

/** The bytes of a stored file. */
export function storedSource(storage: Storage, name: string, size: number): ByteSource {
  return {
    size,
    async read(start, length) {
      const end = Math.min(start + length, size) - 1;
      return end < start ? Buffer.alloc(0) : bytesOf(await storage.open(name, { start, end }));
    },
  };
}

// One request for each window, to a storage that may be far away.
const windowBytes = 65_536;
// A film of 25 MB as GIF has 100,000 pieces, other pictures a few hundred headers. What has more means to keep us busy.
const maxReads = 100_000;
const maxWindows = 400;

/** Reads small pieces out of larger windows, and no more of them than a picture has need of. */
export class HeaderReader {
  readonly size: number;
  readonly #source: ByteSource;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #reads = 0;
  #windows = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** So many bytes from there on; `undefined` where there are fewer, or where it has been enough. */
  async bytes(start: number, length: number): Promise<Buffer | undefined> {
    if (!Number.isSafeInteger(start) || start < 0 || start + length > this.size || ++this.#reads > maxReads)
      return undefined;
    if (start < this.#windowStart || start + length > this.#windowStart + this.#window.length) {
      if (++this.#windows > maxWindows) return undefined;
      this.#window = await this.#source.read(start, Math.max(length, windowBytes));
      this.#windowStart = start;
    }
    const from = start - this.#windowStart;
    const found = this.#window.subarray(from, from + length);
    return found.length === length ? found : undefined;
  }
}
